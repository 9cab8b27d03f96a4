package livetest_test

import (
	"context"
	"fmt"
	"html"
	"io"
	"time"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
)

// diary is a page that writes down what it hears of.
type diary struct {
	Log  []string
	Page int
}

type (
	heard  struct{ What, Key, Value string }
	typed  struct{ Text string }
	wanted struct{ Page int }
	turn   struct{ To int }
)

func (v *diary) Events() live.Events {
	return live.Events{
		live.On(func(_ *live.Socket, e heard) error {
			v.note("%s key=%q value=%q", e.What, e.Key, e.Value)
			return nil
		}),
		live.On(func(_ *live.Socket, e typed) error { v.note("text=%q", e.Text); return nil }),
		live.On(func(s *live.Socket, e turn) error { v.Page = e.To; return s.Patch(wanted{e.To}) }),
		live.OnParams(func(_ *live.Socket, w wanted) error {
			v.Page = w.Page
			return nil
		}),
	}
}

func (v *diary) note(format string, args ...any) { v.Log = append(v.Log, fmt.Sprintf(format, args...)) }

func (v *diary) Render() templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		put := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }
		open := func(tag string, attrs ...live.Attr) {
			put("<%s", tag)
			for _, a := range attrs {
				_ = templ.RenderAttributes(ctx, w, a)
			}
			put(">")
		}
		hear := func(what string) heard { return heard{What: what} }
		put(`<p id="page">%d</p>`, v.Page)
		open(`section`, live.Keydown(hear("escape")).Key("Escape"))
		open(`input id="a" name="a"`, live.Focus(hear("focus a")), live.Blur(hear("blur a")))
		open(`input id="b" name="b" type="password"`, live.Blur(hear("blur b")))
		open(`div id="menu" tabindex="0"`, live.Keydown(hear("menu")))
		put(`<i id="icon">i</i></div></section>`)
		open(`input id="slow" name="text"`, live.Change(typed{}).Debounce(300*time.Millisecond))
		open(`input id="lazy" name="text"`, live.Change(typed{}).DebounceBlur())
		open(`button id="next"`, live.Click(turn{v.Page + 1}))
		put(`next</button>`)
		open(`a id="three"`, live.Patch(wanted{3}))
		put(`three</a><a href="/about">about</a><label for="a">A</label><label>B <input type="checkbox" id="tick" name="tick"></label><ul>`)
		for _, line := range v.Log {
			put("<li>%s</li>", html.EscapeString(line))
		}
		put("</ul>")
		return nil
	})
}
