package session

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/memnet"
	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// Numbers of the client are compared, never used to compute an index that was not checked.
func TestReceive_HostileNumbers(t *testing.T) {
	for _, n := range []int{-1, math.MinInt32, math.MinInt, 2, math.MaxInt32, math.MaxInt} {
		runSession(t, func(t *testing.T, s *Session, _ *fakeProgram, c *fakeConn) {
			receive(s, c, click)
			c.takeSent()
			for _, r := range []wire.Resume{{Frame: n, Ref: 2}, {Frame: 0, Ref: n + 1}, {Frame: n, Ref: n}} {
				if r.Ref == 0 || r.Frame == 0 && 1 <= r.Ref && r.Ref <= 2 {
					continue // valid
				}
				require.False(t, s.Resume(&fakeConn{}, r, newSecret), "%+v", r)
			}
			require.True(t, s.Attached())
			receive(s, c, wire.Ack{Acks: n})
			require.Equal(t, wire.Malformed, c.reason)
		})
		runSession(t, func(t *testing.T, s *Session, _ *fakeProgram, c *fakeConn) {
			require.True(t, s.Resume(&fakeConn{}, wire.Resume{Frame: 0, Ref: 1, Version: n}, newSecret))
			receive(s, c, wire.HTML{Acks: n})
		})
	}
}

// A panicConn panics when it sends.
type panicConn struct{ fakeConn }

func (*panicConn) Send(socket.Message) { panic("test panic") }

// A panic while a message is handled leaves the session's lock free.
func TestReceive_PanicReleasesSession(t *testing.T) {
	runSession(t, func(t *testing.T, s *Session, p *fakeProgram, c *fakeConn) {
		broken := &panicConn{}
		s.conn = broken
		require.Panics(t, func() { s.Receive(broken, wire.Heartbeat) })
		s.conn = c
		receive(s, c, click)
		require.Equal(t, []string{`[1,[[2,[2,0,"1"]]]]`}, c.takeSent())
	})
}

// A panic of the goroutine that reads a connection ends this session, and not the process.
func TestServe_PanicEndsSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &fakeProgram{}
		s, listener := unadoptedSession(t, p), memnet.Listen()
		server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			c, err := socket.Upgrade(w, r, socket.Options{})
			if err != nil {
				t.Error(err)
				return
			}
			m := NewMux(c, s.opt, Limits{EventRate: 100, Burst: 100}, nil)
			m.First().OnFirstMessage(func() { panic("test panic") })
			s.Join(m.First(), wire.Join{}, wire.Joined{})
			go m.Serve(false)
		})}
		go func() { _ = server.Serve(listener) }()
		defer server.Close()
		browser := client.NewBrowser(listener.From("192.0.2.1:1234"))
		ws, _, err := client.Dial(context.Background(), browser, "http://lively.test", "/", nil)
		require.NoError(t, err)
		defer ws.Close()
		require.NoError(t, ws.WriteMessage(websocket.TextMessage, []byte(`["html",0]`)))
		for err == nil {
			_, _, err = ws.ReadMessage()
		}
		synctest.Wait()
		require.EqualValues(t, 1, p.unmounts.Load(), fmt.Sprint(err))
	})
}

// A panic of the runner outside of the program's methods ends this session, and not the process.
func TestRun_PanicEndsSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &fakeProgram{}
		s := unadoptedSession(t, p)
		require.True(t, s.Join(&fakeConn{}, wire.Join{}, wire.Joined{}))
		synctest.Wait()
		s.conn = &brokenConn{}
		s.Page.Deliver(func() { p.n++ })
		synctest.Wait()
		require.EqualValues(t, 1, p.unmounts.Load())
	})
}

// A brokenConn panics when a frame is written.
type brokenConn struct{ fakeConn }

func (*brokenConn) Flush() { panic("test panic") }
