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

// dial is a page that changes whole, 8 KB of it, ten times a second.
func dial() (v *view) {
	return &view{
		mount: func(s *live.Socket) error {
			live.Every(s, time.Second/10, func(*live.Socket, time.Time) error { v.n.add(); return nil })
			return nil
		},
		html: func() string { return "<p>" + strings.Repeat(fmt.Sprintf("%04d", v.n.get()), 2000) + "</p>" },
	}
}

// A browser that takes nothing costs eight frames at most, and no render; its connection is dropped, and when it comes back it sees what
// is now. The others never notice.
func TestASlowBrowserHoldsNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &made{make: func(*http.Request) *view { return dial() }}
		a := serve(t, &live.Server{Handler: m.anyPath()}, nil)
		slow, quick := a.browser().open("/slow"), a.browser().open("/quick")
		lost := make(chan error, 1)
		go func() { // it does not read for 70 s
			time.Sleep(70 * time.Second)
			var err error
			for err == nil {
				_, err = slow.Read()
			}
			lost <- err
		}()
		for begun := time.Now(); time.Since(begun) < 70*time.Second; {
			_, err := quick.Read()
			require.NoError(t, err)
		}
		require.GreaterOrEqual(t, m.views[1].n.get(), 690)
		require.InDelta(t, m.views[1].n.get(), m.views[1].renders.get(), 3, "a frame for each tick")
		require.LessOrEqual(t, m.views[0].renders.get(), 2+wire.WindowFrames, "for the GET, for Joined, and no more than may go")
		require.Error(t, <-lost, "a write that is not taken from one pulse to the next is a loss")
		require.Greater(t, m.views[0].n.get(), 300, "its ticks went on until then")

		require.NoError(t, slow.Abort())
		require.NoError(t, slow.resume())
		now := fmt.Sprintf("<p>%04d", m.views[0].n.get())
		slow.until(func() bool { return slow.html()[:len(now)] >= now })
		require.LessOrEqual(t, slow.Received().Frames, 1+wire.WindowFrames, "what it missed came as one picture")
		require.Zero(t, slow.FullRenders())
	})
}

// A browser that reads and never acknowledges gets a window of frames, then answers alone.
func TestABrowserThatNeverAcknowledges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := dial()
		p := serve(t, &live.Server{Handler: pages(one(v))}, nil).browser().load("/")
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
		ref := p.send("live_test.do?what=nothing") // it brings the acks
		time.Sleep(time.Millisecond)
		synctest.Wait()
		require.Equal(t, ref, p.Acknowledged())
		require.Equal(t, wire.WindowFrames+1, p.Received().Frames)
		require.Equal(t, renders+1, v.renders.get(), "one picture for all that happened meanwhile")
		require.Contains(t, p.html(), fmt.Sprintf("%04d", v.n.get()))
	})
}

// Effects cannot be left out as pictures can: a view that makes more than a browser takes is mounted anew, and the log names it.
func TestEffectsThatNobodyTakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &view{mount: func(s *live.Socket) error {
			live.Every(s, time.Second/100, func(s *live.Socket, now time.Time) error { return s.Push("tick", now) })
			return nil
		}}
		a := serve(t, &live.Server{Handler: pages(one(v))}, nil)
		p := a.browser().load("/")
		p.LazyAcks = true
		require.NoError(t, p.join())
		p.closed(wire.Remount, wire.Overflow)
		require.Contains(t, a.log.String(), "too many effects")
		require.Contains(t, a.log.String(), "last=push")
	})
}

// listener keeps what a browser reads.
type listener struct {
	net.Conn
	mu   sync.Mutex
	read bytes.Buffer
}

func (c *listener) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read.Write(p[:n])
	return n, err
}

func (c *listener) take() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer c.read.Reset()
	return bytes.Clone(c.read.Bytes())
}

// What holds a secret is never compressed: from its length one could guess the secret (BREACH).
func TestMessagesWithSecretsAreNotCompressed(t *testing.T) {
	const compressed = 0x40 // RSV1
	synctest.Test(t, func(t *testing.T) {
		v := dial()
		b := serve(t, &live.Server{Handler: pages(one(v)), Compress: true}, nil).browser()
		b.compress = true
		var wires []*listener
		hear := func(c net.Conn) net.Conn {
			wires = append(wires, &listener{Conn: c})
			return wires[len(wires)-1]
		}
		b.through(hear, hear)
		p := b.load("/")
		require.NoError(t, p.join())
		_, first, ok := bytes.Cut(wires[0].take(), []byte("\r\n\r\n"))
		require.True(t, ok)
		require.Contains(t, string(first), p.Session())
		require.Zero(t, first[0]&compressed)
		_, err := p.Read()
		require.NoError(t, err)
		frame := wires[0].take()
		require.NotZero(t, frame[0]&compressed)
		require.Less(t, len(frame), 1000)

		require.NoError(t, p.Abort())
		require.NoError(t, p.resume())
		_, first, _ = bytes.Cut(wires[1].take(), []byte("\r\n\r\n"))
		require.Contains(t, string(first), p.Session())
		require.Zero(t, first[0]&compressed)
	})
}
