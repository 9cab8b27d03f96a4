package live

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

// A transcript is a view whose text grows at the end of its last paragraph.
type transcript struct{ paragraphs []paragraph }

type paragraph struct {
	N    int
	Text string
}

// An appendToken is the event that appends a token. An empty line begins a paragraph.
type appendToken struct{ Text string }

func (appendToken) EventName() string { return "token" }

func (v *transcript) Events() Events { return Events{On(v.add)} }

func (v *transcript) add(_ *Socket, e appendToken) error {
	for i, text := range strings.Split(e.Text, "\n\n") {
		if i > 0 {
			v.paragraphs = append(v.paragraphs, paragraph{N: len(v.paragraphs)})
		}
		v.paragraphs[len(v.paragraphs)-1].Text += text
	}
	return nil
}

func (p paragraph) key() int { return p.N }

func (p paragraph) show() templ.Component { return text("<p>", html.EscapeString(p.Text), "</p>") }

func (v *transcript) Render() templ.Component {
	return Each(v.paragraphs, paragraph.key, paragraph.show)
}

// A token that is appended to a text costs its own bytes and at most 40 more, and one that begins a paragraph the
// markup of that, too. The last 100 of 10,000 tokens need as many allocations as the first.
func TestAppend_Cost(t *testing.T) {
	srv := &Server{Secret: []byte("x")}
	srv.init()
	p := Page(func(*http.Request) View { return &transcript{paragraphs: []paragraph{{}}} }).(*page)
	prog, _, err := p.mount(srv, httptest.NewRequest("GET", "/", nil), mountRequest{})
	require.NoError(t, err)
	t.Cleanup(func() { prog.ses.End(wire.Lost) })
	conn := &countingConn{}
	require.True(t, prog.ses.Join(conn, wire.Join{}, wire.Joined{}))

	frames := 0
	write := func(token string) {
		event := fmt.Sprintf(`["e",%d,0,"token?text=%s"]`, min(frames, 1), url.QueryEscape(token))
		_, msg, err := wire.ParseClientMessage([]byte(event))
		if err == nil && prog.ses.Receive(conn, msg) {
			prog.ses.Page.Run()
		}
		frames++
	}
	write("the runner of the join may handle this token ")
	require.Eventually(t, func() bool { return conn.messages.Load() == 2 }, time.Minute, time.Millisecond)
	// allocations writes the tokens with the numbers from first to last, and returns how many allocations they need.
	allocations := func(first, last int) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for i := first; i <= last; i++ {
			token, most := numbered(i), 40
			if i%50 == 0 {
				most += len(`<p live-id="200"></p>`)
			}
			write(token)
			if size := len(conn.last); size > len(token)+most {
				t.Fatalf("%d bytes for %q: %s", size, token, conn.last)
			}
		}
		runtime.ReadMemStats(&after)
		return after.Mallocs - before.Mallocs
	}
	allocations(1, 100)
	early := allocations(101, 200)
	for i := 201; i <= 9900; i += 100 {
		var tokens strings.Builder
		for j := range 100 {
			tokens.WriteString(numbered(i + j))
		}
		write(tokens.String())
	}
	require.LessOrEqual(t, float64(allocations(9901, 10_000)), 1.5*float64(early), "allocations of 100 tokens")
	require.Contains(t, string(prog.ses.Page.HTML()), "token1 token2 ")
	require.Equal(t, int64(1+1+300+97), conn.messages.Load(), "one frame for each event")
}

// numbered returns the token with the number i. 50 of them are a paragraph.
func numbered(i int) string {
	if i%50 == 0 {
		return fmt.Sprintf("\n\ntoken%d ", i)
	}
	return fmt.Sprintf("token%d ", i)
}
