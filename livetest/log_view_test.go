package livetest_test

import (
	"context"
	"fmt"
	"html"
	"io"
	"time"

	"github.com/a-h/templ"
	templruntime "github.com/a-h/templ/runtime"

	"github.com/lively-go/lively/live"
)

// A logView is a page that logs the events that it receives.
type logView struct {
	Log  []string
	Page int
}

type (
	logged     struct{ What, Key, Value string }
	input      struct{ Text string }
	pageParams struct{ Page int }
	turnPage   struct{ To int }
)

func (v *logView) Events() live.Events {
	return live.Events{
		live.On(func(_ *live.Socket, e logged) error {
			v.log("%s key=%q value=%q", e.What, e.Key, e.Value)
			return nil
		}),
		live.On(func(_ *live.Socket, e input) error { v.log("text=%q", e.Text); return nil }),
		live.On(func(s *live.Socket, e turnPage) error { v.Page = e.To; return s.Patch(pageParams{e.To}) }),
		live.OnParams(func(_ *live.Socket, p pageParams) error {
			v.Page = p.Page
			return nil
		}),
	}
}

func (v *logView) log(format string, args ...any) {
	v.Log = append(v.Log, fmt.Sprintf(format, args...))
}

func (v *logView) Render() templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		put := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }
		open := func(tag string, attrs ...live.Attr) {
			put("<%s", tag)
			for _, a := range attrs {
				_ = templruntime.RenderAttributes(ctx, w, w, "div", a)
			}
			put(">")
		}
		log := func(what string) logged { return logged{What: what} }
		put(`<p id="page">%d</p>`, v.Page)
		open(`section`, live.Keydown(log("escape")).Key("Escape"))
		open(`input id="a" name="a"`, live.Focus(log("focus a")), live.Blur(log("blur a")))
		open(`input id="b" name="b" type="password"`, live.Blur(log("blur b")))
		open(`div id="menu" tabindex="0"`, live.Keydown(log("menu")))
		put(`<i id="icon">i</i></div></section>`)
		open(`input id="slow" name="text"`, live.Change(input{}).Debounce(300*time.Millisecond))
		open(`input id="lazy" name="text"`, live.Change(input{}).DebounceBlur())
		open(`button id="next"`, live.Click(turnPage{v.Page + 1}))
		put(`next</button>`)
		open(`a id="three"`, live.Patch(pageParams{3}))
		put(`three</a><a href="/about">about</a><label for="a">A</label><label>B <input type="checkbox" id="tick" name="tick"></label><ul>`)
		for _, line := range v.Log {
			put("<li>%s</li>", html.EscapeString(line))
		}
		put("</ul>")
		return nil
	})
}
