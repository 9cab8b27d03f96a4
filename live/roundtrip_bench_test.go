package live

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/a-h/templ"
	templruntime "github.com/a-h/templ/runtime"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/session"
	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

type benchCounter struct{ N int }

type benchAdd struct{ By int }

func (benchAdd) EventName() string { return "bench.Add" }

func (c *benchCounter) Events() Events { return Events{On(c.add)} }

func (c *benchCounter) add(_ *Socket, e benchAdd) error { c.N += e.By; return nil }

func (c *benchCounter) Render() templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		buf := w.(*bytes.Buffer)
		for i, by := range []int{-1, 1} {
			buf.WriteString("<button")
			if err := templruntime.RenderAttributes(ctx, w, w, "div", Click(benchAdd{by})); err != nil {
				return err
			}
			buf.WriteString(">x</button>")
			if i == 0 {
				buf.WriteString("<output>")
				buf.WriteString(string(rune('0' + c.N%10)))
				buf.WriteString("</output>")
			}
		}
		return nil
	})
}

// A countingConn is a session.Conn that counts messages, and keeps the last one.
type countingConn struct {
	messages atomic.Int64
	last     []byte
}

func (c *countingConn) Send(m socket.Message) { c.Enqueue(m) }
func (c *countingConn) Enqueue(m socket.Message) {
	c.last = m.Data
	c.messages.Add(1)
}
func (c *countingConn) StartWrite()       {}
func (*countingConn) Seq() uint64         { return 0 }
func (c *countingConn) Flush()            {}
func (c *countingConn) Close(wire.Reason) {}
func (c *countingConn) Abort()            {}

func (*countingConn) Attach(*session.Session) bool                       { return true }
func (*countingConn) Count(int) int                                      { return 0 }
func (*countingConn) MaxEvents() int                                     { return wire.MaxPendingEvents }
func (*countingConn) HasPageFor(*session.Session) bool                   { return true }
func (*countingConn) Drain(time.Duration)                                {}
func (*countingConn) Open(*session.Session) (conn session.Conn, ok bool) { return nil, false }

// clicker returns a function that handles one click, from the message that was read to the frame
// that is to be written.
func clicker(t testing.TB) (click func(), conn *countingConn) {
	srv := &Server{Secret: []byte("x")}
	srv.init()
	p := Page(func(*http.Request) View { return &benchCounter{} }).(*page)
	prog, _, err := p.mount(srv, httptest.NewRequest("GET", "/", nil), mountRequest{})
	require.NoError(t, err)
	t.Cleanup(func() { prog.ses.End(wire.Lost) })
	conn = &countingConn{}
	require.True(t, prog.ses.Join(conn, wire.Join{}, wire.Joined{}))
	send := func(event string) {
		_, msg, err := wire.ParseClientMessage([]byte(event))
		if err != nil {
			t.Fatal(err)
		}
		if prog.ses.Receive(conn, msg) {
			prog.ses.Page.Run()
		}
	}
	send(`["e",0,0,"bench.Add?by=1"]`)
	// The runner of the join may still be running, and handle the event.
	require.Eventually(t, func() bool { return conn.messages.Load() == 2 }, time.Minute, time.Millisecond)
	return func() {
		before := conn.messages.Load()
		send(`["e",1,0,"bench.Add?by=1"]`)
		if conn.messages.Load() != before+1 {
			t.Fatal("the click produced no frame")
		}
	}, conn
}

var _ session.Conn = (*countingConn)(nil)

func BenchmarkRoundTrip(b *testing.B) {
	click, _ := clicker(b)
	b.ReportAllocs()
	for b.Loop() {
		click()
	}
}

// The two bindings of the view account for 11 of the allocations: 4 create them, and templ needs 7
// to sanitize and write them.
func TestRoundTrip_Allocations(t *testing.T) {
	click, _ := clicker(t)
	minimum := testing.AllocsPerRun(1, click)
	for range 50 { // the race detector makes pools drop items at random
		minimum = min(minimum, testing.AllocsPerRun(1, click))
	}
	require.LessOrEqual(t, minimum, 23.0)
}

// A page without nested views receives for a click the acknowledgement and a patch, and nothing that names a
// session.
func TestRoundTrip_Bytes(t *testing.T) {
	click, conn := clicker(t)
	click()
	require.Equal(t, `[1,[[3,[4,0,"2"]]]]`, string(conn.last))
}
