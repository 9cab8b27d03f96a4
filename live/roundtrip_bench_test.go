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
			if err := templ.RenderAttributes(ctx, w, Click(benchAdd{by})); err != nil {
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

// sink is a link that counts.
type sink struct{ messages atomic.Int64 }

func (l *sink) Send(m socket.Message)        { l.Enqueue(m) }
func (l *sink) Enqueue(socket.Message)       { l.messages.Add(1) }
func (l *sink) StartWrite()                  {}
func (*sink) Seq() uint64                    { return 0 }
func (l *sink) Flush()                       {}
func (l *sink) Close(wire.CloseCode, string) {}
func (l *sink) Abort()                       {}

// clicker returns a function that is one click from the message that was read to the frame that would be written.
func clicker(t testing.TB) func() {
	srv := &Server{Secret: []byte("x")}
	srv.init()
	p := Page(func(*http.Request) View { return &benchCounter{} }).(*page)
	prog, _, err := p.mount(srv, httptest.NewRequest("GET", "/", nil))
	require.NoError(t, err)
	t.Cleanup(func() { prog.ses.End(0, "") })
	link := &sink{}
	require.True(t, prog.ses.Join(link, wire.Joined{}, false))
	send := func(event string) {
		up, err := wire.ParseClientMessage([]byte(event))
		if err != nil {
			t.Fatal(err)
		}
		if prog.ses.Receive(link, up) {
			prog.ses.Run()
		}
	}
	send(`["e",0,1,0,"bench.Add?by=1"]`)
	// The runner of the join may still be there, and do it.
	require.Eventually(t, func() bool { return link.messages.Load() == 2 }, time.Minute, time.Millisecond)
	return func() {
		before := link.messages.Load()
		send(`["e",1,1,0,"bench.Add?by=1"]`)
		if link.messages.Load() != before+1 {
			t.Fatal("a click without its frame")
		}
	}
}

var _ session.Conn = (*sink)(nil)

func BenchmarkRoundTrip(b *testing.B) {
	click := clicker(b)
	b.ReportAllocs()
	for b.Loop() {
		click()
	}
}

// The floor is what the view itself costs: two bindings and their attributes are four of these.
func TestAClickAllocatesLittle(t *testing.T) {
	click := clicker(t)
	least := testing.AllocsPerRun(1, click)
	for range 50 { // the race detector makes pools forget at random
		least = min(least, testing.AllocsPerRun(1, click))
	}
	require.LessOrEqual(t, least, 16.0)
}
