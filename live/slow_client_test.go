package live_test

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// newChangingView returns a view whose HTML of 8 KB changes completely ten times a second.
func newChangingView() (v *view) {
	return &view{
		mount: func(s *live.Socket) error {
			live.Every(s, time.Second/10, func(*live.Socket, time.Time) error { v.n.inc(); return nil })
			return nil
		},
		html: func() string { return "<p>" + strings.Repeat(fmt.Sprintf("%04d", v.n.get()), 2000) + "</p>" },
	}
}

// For a client that does not read, the server renders and sends at most eight frames. Its connection
// is dropped, and after a resume it receives the current state. Other clients are not affected.
func TestSlowClientDoesNotDelayOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{newView: func(*http.Request) *view { return newChangingView() }}
		a := serve(t, &live.Server{Handler: f.handler()}, nil)
		slow, fast := a.browser().open("/slow"), a.browser().open("/fast")
		readErr := make(chan error, 1)
		go func() { // does not read for 70 s
			time.Sleep(70 * time.Second)
			var err error
			for err == nil {
				_, err = slow.Read()
			}
			readErr <- err
		}()
		for start := time.Now(); time.Since(start) < 70*time.Second; {
			_, err := fast.Read()
			require.NoError(t, err)
		}
		require.GreaterOrEqual(t, f.views[1].n.get(), 690)
		require.InDelta(t, f.views[1].n.get(), f.views[1].renders.get(), 3, "a frame for each tick")
		require.LessOrEqual(t, f.views[0].renders.get(), 2+wire.WindowFrames, "for the GET, for Joined, and a window of frames")
		require.Error(t, <-readErr, "a write that blocks from one ping to the next drops the connection")
		require.Greater(t, f.views[0].n.get(), 300, "its ticks continued until then")

		require.NoError(t, slow.Abort())
		require.NoError(t, slow.resume())
		now := fmt.Sprintf("<p>%04d", f.views[0].n.get())
		slow.readUntil(func() bool { return slow.html()[:len(now)] >= now })
		require.LessOrEqual(t, slow.Received().Frames, 1+wire.WindowFrames, "missed updates are merged into one")
		require.Zero(t, slow.FullRenders())
	})
}

// A client that reads but never acknowledges receives a window of frames, then only
// acknowledgements.
func TestWindow_ClientNeverAcknowledges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newChangingView()
		p := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser().load("/")
		p.LazyAcks = true
		require.NoError(t, p.join())
		go func() {
			for {
				if _, err := p.Read(); err != nil {
					return
				}
			}
		}()
		time.Sleep(5 * time.Second)
		synctest.Wait()
		require.Equal(t, wire.WindowFrames, p.Received().Frames)
		renders := v.renders.get()
		ref := p.send("live_test.action?name=nothing") // an event acknowledges frames
		time.Sleep(time.Millisecond)
		synctest.Wait()
		require.Equal(t, ref, p.Acknowledged())
		require.Equal(t, wire.WindowFrames+1, p.Received().Frames)
		require.Equal(t, renders+1, v.renders.get(), "one update for all changes in between")
		require.Contains(t, p.html(), fmt.Sprintf("%04d", v.n.get()))
	})
}

// Effects cannot be merged as updates can: if a client does not receive them fast enough, the view
// is remounted, and the log names the effect.
func TestEffects_OverflowRemounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &view{mount: func(s *live.Socket) error {
			live.Every(s, time.Second/100, func(s *live.Socket, now time.Time) error { return s.Push("tick", now) })
			return nil
		}}
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil)
		p := a.browser().load("/")
		p.LazyAcks = true
		require.NoError(t, p.join())
		p.requireClose(wire.Remount, wire.Overflow)
		require.Contains(t, a.log.String(), "too many effects")
		require.Contains(t, a.log.String(), "last=push")
	})
}

// recordingConn records what the client reads.
type recordingConn struct {
	net.Conn
	mu   sync.Mutex
	read bytes.Buffer
}

func (c *recordingConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read.Write(p[:n])
	return n, err
}

func (c *recordingConn) take() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer c.read.Reset()
	return bytes.Clone(c.read.Bytes())
}

// Messages that contain a secret are never compressed: their length would reveal the secret
// (BREACH).
func TestCompress_NotForMessagesWithSecrets(t *testing.T) {
	const compressed = 0x40 // RSV1
	synctest.Test(t, func(t *testing.T) {
		v := newChangingView()
		b := serve(t, &live.Server{Handler: pageMux(factoryOf(v)), Compress: true}, nil).browser()
		var conns []*recordingConn
		record := func(c net.Conn) net.Conn {
			conns = append(conns, &recordingConn{Conn: c})
			return conns[len(conns)-1]
		}
		b.wrapNext(record, record)
		p := b.load("/")
		require.NoError(t, p.join())
		_, first, ok := bytes.Cut(conns[0].take(), []byte("\r\n\r\n"))
		require.True(t, ok)
		require.Contains(t, string(first), p.Session())
		require.Zero(t, first[0]&compressed)
		_, err := p.Read()
		require.NoError(t, err)
		frame := conns[0].take()
		require.NotZero(t, frame[0]&compressed)
		require.Less(t, len(frame), 1000)

		require.NoError(t, p.Abort())
		require.NoError(t, p.resume())
		_, first, _ = bytes.Cut(conns[1].take(), []byte("\r\n\r\n"))
		require.Contains(t, string(first), p.Session())
		require.Zero(t, first[0]&compressed)
	})
}
