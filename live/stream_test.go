package live_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A line is a row of a Stream.
type line struct{ Key, Text string }

func (l line) key() string           { return l.Key }
func (l line) show() templ.Component { return markup(`<li>`, escaped(l.Text), `</li>`) }

// lines returns rows whose texts are their keys.
func lines(keys string) (rows []line) {
	for _, key := range strings.Fields(keys) {
		rows = append(rows, line{key, key})
	}
	return rows
}

// A logView is a view with a Stream of lines. do is the handler of click.
type logView struct {
	stub
	log     *live.Stream[line]
	do      func(*live.Socket)
	hidden  bool
	refill  func() ([]line, error)
	refills int
}

func newLogView(mount string) *logView {
	v := &logView{refill: func() ([]line, error) { return lines("r1 r2"), nil }}
	v.mount = func(s *live.Socket) error {
		v.log = live.NewStream(s, line.key, line.show, func() ([]line, error) { v.refills++; return v.refill() })
		if mount != "" {
			v.log.Append(lines(mount)...)
		}
		return nil
	}
	v.events = func() live.Events {
		return live.Events{live.On(func(s *live.Socket, _ click) error { v.do(s); return nil })}
	}
	v.render = func() templ.Component {
		shown := markup()
		if !v.hidden {
			shown = markup(v.log.Show("ul"))
		}
		return markup(button("go", click{}), `<p>`, v.log.Len(), `</p>`, shown)
	}
	return v
}

// act runs do as a handler.
func (v *logView) act(p *livetest.Page, do func()) {
	v.do = func(*live.Socket) { do() }
	p.Click("button.go")
}

// shownLines returns the texts of the rows in HTML, separated by spaces.
func shownLines(html string) string {
	var texts []string
	for _, m := range regexp.MustCompile(`<li live-id="([^"]*)">(.*?)</li>`).FindAllStringSubmatch(html, -1) {
		if m[1] == m[2] {
			texts = append(texts, m[1])
		} else {
			texts = append(texts, m[1]+"="+m[2])
		}
	}
	return strings.Join(texts, " ")
}

func TestStream_Operations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newLogView("a b")
		p := livetest.Mount(t, func() live.View { return v })
		require.Equal(t, "a b", shownLines(p.HTML()))
		for _, step := range []struct {
			do   func()
			want string
		}{
			{func() { v.log.Append(lines("c d")...) }, "a b c d"},
			{func() { v.log.Prepend(lines("e f")...) }, "e f a b c d"},
			{func() { v.log.Insert(2, lines("g h")...) }, "e f g h a b c d"},
			{func() { v.log.Append(line{"a", "A"}, line{"i", "i"}) }, "e f g h a=A b c d i"},
			{func() { v.log.Insert(1, line{"j", "j"}, line{"e", "E"}, line{"k", "k"}) }, "e=E j k f g h a=A b c d i"},
			{func() { v.log.Delete("f", "unknown", "i") }, "e=E j k g h a=A b c d"},
			{func() { v.log.Limit(-6); v.log.Limit(5) }, "g h a=A b c"},
			{func() { v.log.Replace(line{"x", "x"}, line{"h", "H"}) }, "g h=H a=A b c"},
			{func() { v.log.Delete("g"); v.log.Append(line{"g", "g"}) }, "h=H a=A b c g"},
			{func() { v.log.Append(line{"g", "1"}, line{"g", "2"}); v.log.Delete("h"); v.log.Replace(line{"g", "3"}) }, "a=A b c g=3"},
			{func() { v.log.Reset(lines("c z")...); v.log.Prepend(line{"y", "y"}); v.log.Delete("c") }, "y z"},
			{func() { v.log.Reset() }, ""},
			{func() { v.log.Append(lines("1 2 3 4")...); v.log.Limit(2) }, "1 2"},
		} {
			v.act(p, step.do)
			require.Equal(t, step.want, shownLines(p.HTML()))
			require.Equal(t, fmt.Sprint(len(strings.Fields(step.want))), p.Text("p"))
		}
		require.Zero(t, v.refills)
		p.Disconnect().Resume()
		require.Zero(t, v.refills, "a resume does not need refill")
		require.Equal(t, "1 2", shownLines(p.HTML()))
	})
}

// The rows that Mount inserts are in the document, and are not sent again.
func TestStream_Document(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newLogView("a <b>")
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil)
		_, body := a.browser().get("/")
		require.Contains(t, body, `<ul live-stream="1" live-update="ignore"><li live-id="a">a</li><li live-id="&lt;b&gt;">&lt;b&gt;</li></ul>`)
	})
	synctest.Test(t, func(t *testing.T) {
		v := newLogView("a b")
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil)
		p := a.browser().open("/")
		require.True(t, p.Adopted())
		v.do = func(*live.Socket) { v.log.Append(line{"c", "c"}) }
		p.send("live_test.click")
		msg, err := p.Read()
		require.NoError(t, err)
		received := msg.(wire.Frame).Effects[0]
		require.Equal(t, `["stream",1,1,[[-1,"<li live-id=\"c\">c</li>"]]]`, string(received))
		require.Equal(t, "a b c", shownLines(string(p.HTML())))
	})
}

// A Stream without rows before it is rendered is filled by refill.
func TestStream_RefillWhenShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newLogView("")
		p := livetest.Mount(t, func() live.View { return v })
		require.Equal(t, "r1 r2", shownLines(p.HTML()))
		require.Equal(t, 1, v.refills)
		v.act(p, func() { v.hidden = true })
		v.act(p, func() { v.log.Append(lines("lost")...) })
		require.Equal(t, "", shownLines(p.HTML()))
		v.act(p, func() { v.hidden = false })
		require.Equal(t, "r1 r2", shownLines(p.HTML()))
		require.Equal(t, 2, v.refills)
		v.act(p, func() { v.hidden = true })
		v.act(p, func() { v.hidden = false; v.log.Reset(lines("x")...); v.log.Append(lines("y")...) })
		require.Equal(t, "x y", shownLines(p.HTML()))
		require.Equal(t, 2, v.refills)
	})
}

// If refill fails, the page keeps what it shows, and the next event tries again.
func TestStream_RefillFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newLogView("a")
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil)
		p := a.browser().open("/")
		refill := v.refill
		v.refill = func() ([]line, error) { return nil, errors.New("test error") }
		v.do = func(*live.Socket) { v.hidden = true }
		p.sendAndWait("live_test.click")
		v.do = func(*live.Socket) { v.hidden = false }
		p.sendAndWait("live_test.click")
		require.NotContains(t, p.html(), "<ul")
		require.Contains(t, a.log.String(), "refill of the Stream of *live_test.logView: test error")
		v.refill = refill
		p.sendAndWait("live_test.click")
		require.Equal(t, "r1 r2", shownLines(string(p.HTML())))
	})
}

// Too many operations for a browser that does not read them are replaced by those of refill.
func TestStream_TooManyOperations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newLogView("a")
		p := livetest.Mount(t, func() live.View { return v })
		v.act(p, func() {
			for i := range 1001 {
				v.log.Append(line{fmt.Sprint(i), "x"})
			}
		})
		require.Equal(t, "r1 r2", shownLines(p.HTML()))
		require.Equal(t, 1, v.refills)
		require.Equal(t, 2, v.log.Len())
		v.act(p, func() {
			for range 5000 {
				v.log.Append(line{"r1", "x"})
			}
		})
		require.Equal(t, "r1=x r2", shownLines(p.HTML()), "a row that is replaced often waits once")
		require.Equal(t, 1, v.refills)
	})
}

// The children of Show are shown while there are no rows.
func TestStream_Empty(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newLogView("a")
		v.render = func() templ.Component {
			return markup(button("go", click{}), templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
				return v.log.Show("ul").Render(templ.WithChildren(ctx, markup(`<li>None of `, v.refills, `</li>`)), w)
			}))
		}
		p := livetest.Mount(t, func() live.View { return v })
		require.Equal(t, "a", p.Text("ul"))
		v.act(p, func() { v.log.Delete("a") })
		require.Equal(t, "None of 0", p.Text("ul"))
		v.act(p, func() { v.refills = 7 })
		require.Equal(t, "None of 7", p.Text("ul"))
		p.Disconnect().Resume()
		require.Equal(t, 7, v.refills)
		v.act(p, func() { v.log.Append(lines("b")...) })
		require.Equal(t, "b", p.Text("ul"))
		v.act(p, func() { v.log.Append(lines("c")...); v.log.Reset() })
		require.Equal(t, "None of 7", p.Text("ul"))
		v.act(p, func() { v.log.Reset(lines("d")...) })
		require.Equal(t, "d", p.Text("ul"))
	})
}

// The operations of a handler come with its update, before its other effects.
func TestStream_OrderOfEffects(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newLogView("a")
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil)
		p := a.browser().open("/")
		v.do = func(s *live.Socket) {
			require.NoError(t, s.Push("first", 1))
			v.log.Append(line{"b", "b"})
		}
		ref := p.send("live_test.click")
		msg, err := p.Read()
		require.NoError(t, err)
		frame := msg.(wire.Frame)
		require.Equal(t, ref, p.Acknowledged())
		require.Len(t, frame.Updates, 1)
		require.Len(t, frame.Effects, 2)
		require.Contains(t, string(frame.Effects[0]), "stream")
		require.Equal(t, "a b", shownLines(string(p.HTML())))
	})
}

func TestStream_Mistakes(t *testing.T) {
	show := func(c templ.Component) func(line) templ.Component { return func(line) templ.Component { return c } }
	for name, c := range map[string]struct {
		show func(line) templ.Component
		want string
	}{
		"component":    {show(live.Component("c", showing("x"))), "live: Component in a row of a Stream: the server does not keep rows; use live.Each"},
		"memo":         {show(live.Memo("m", 1, markup("<li></li>"))), "live: Memo in a row of a Stream"},
		"two elements": {show(markup("<li></li><li></li>")), `live: row "a" of the Stream of *live_test.stub: it must be one element`},
		"text":         {show(markup("x")), "it must be one element"},
		"nothing":      {show(markup()), "it must be one element"},
		"nil":          {show(nil), "show returned nil"},
		"live-id":      {show(markup(`<li live-id="b"></li>`)), `its live-id is "b"; leave it out`},
	} {
		t.Run(name, func(t *testing.T) {
			v := &stub{}
			var log *live.Stream[line]
			v.mount = func(s *live.Socket) error {
				log = live.NewStream(s, line.key, c.show, func() ([]line, error) { return lines("a"), nil })
				return nil
			}
			v.render = func() templ.Component { return markup(log.Show("ul")) }
			require.Contains(t, renderError(t, v), c.want)
		})
	}
}

// An escaped text is escaped by markup.
type escaped string
