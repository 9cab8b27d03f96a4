package livetest_test

import (
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/live/dom"
	"github.com/lively-go/lively/livetest"
)

// A menuView has a menu, which commands of the browser and of the server show and hide.
type menuView struct {
	Saved  int
	Class  string
	Params struct{ Page int }
	Seen   string
}

type (
	saveMenu  struct{ Name string }
	paintMenu struct{ Class string }
	focusMenu struct{}
	blurMenu  struct{}
)

func (v *menuView) Events() live.Events {
	return live.Events{
		live.On(func(s *live.Socket, e saveMenu) error {
			v.Saved++
			s.Exec(dom.Hide("#menu"), dom.Focus("#name"), dom.AddClass(dom.Self, "saved"))
			return nil
		}),
		live.On(func(_ *live.Socket, e paintMenu) error { v.Class = e.Class; return nil }),
		live.On(func(*live.Socket, focusMenu) error { v.Seen += "focus "; return nil }),
		live.On(func(*live.Socket, blurMenu) error { v.Seen += "blur "; return nil }),
		live.OnParams(func(_ *live.Socket, q struct{ Page int }) error { v.Params.Page = q.Page; return nil }),
	}
}

func (v *menuView) Render() templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		button := func(id string, steps ...any) {
			fmt.Fprintf(w, `<button id="%s"`, id)
			writeAttr(w, live.Click(steps...))
			fmt.Fprintf(w, `>%s</button>`, id)
		}
		fmt.Fprintf(w, `<div id="menu" class="%s" hidden`, v.Class)
		writeAttr(w, live.Commands("close", dom.Hide(dom.Self), paintMenu{"closed"}, dom.PopFocus()))
		fmt.Fprintf(w, `><input id="in"></div><input id="name"`)
		writeAttr(w, live.Focus(focusMenu{}))
		writeAttr(w, live.Blur(blurMenu{}))
		fmt.Fprintf(w, `><p>%d %d %s</p>`, v.Saved, v.Params.Page, v.Seen)
		button("open", dom.PushFocus(dom.Self), dom.Show("#menu"), dom.AddClass("#menu", "open"), dom.FocusFirst("#menu"), dom.ToggleAttr(dom.Self, "aria-expanded", "true", "false"))
		button("save", saveMenu{}, dom.Dispatch("#menu", "saving", map[string]int{"n": 1}))
		button("paint", paintMenu{"red"})
		button("close", dom.Exec("#menu", "close"))
		button("page", dom.Patch(struct{ Page int }{3}))
		button("sort", paintMenu{"sorted"}, dom.ReplacePatch(struct{ Page int }{4}))
		button("leave", dom.Navigate("/other"))
		button("replace", dom.ReplaceNavigate("/other?page=5"))
		button("around", dom.AddClass(dom.Closest("body"), "around"), dom.AddClass(dom.Closest("#live-root"), "around"))
		return nil
	})
}

// writeAttr writes the attributes of a binding.
func writeAttr(w io.Writer, a live.Attr) {
	for _, item := range a.Items() {
		fmt.Fprintf(w, ` %s="%s"`, item.Key, html.EscapeString(*item.Value.(*string)))
	}
}

func menuHandler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View { return &menuView{} }))
	mux.Handle("GET /other", live.Page(func(*http.Request) live.View { return &menuView{Saved: 99} }))
	return &live.Server{Handler: mux}
}

func TestCommands(t *testing.T) {
	p := livetest.Open(t, menuHandler())
	require.True(t, p.Has("#menu[hidden]"))
	p.Click("#open")
	require.True(t, p.Has("#menu.open:not([hidden])"))
	require.Equal(t, "true", p.Attr("#open", "aria-expanded"))

	p.Click("#paint") // the server renders another class, and the commands' changes stay
	require.True(t, p.Has("#menu.open.red:not([hidden])"))
	p.Disconnect().Click("#open") // commands need no connection
	require.Equal(t, "false", p.Attr("#open", "aria-expanded"))
	p.Resume()

	p.Click("#save")
	require.True(t, p.Has("#menu.open[hidden]"))
	require.True(t, p.Has("#live-root.saved"))
	require.Equal(t, []string{`{"n":1}`}, p.Pushed("saving"))
	require.Equal(t, "1 0 focus", p.Text("p"))

	p.Click("#open").Click("#close")
	require.True(t, p.Has("#menu.closed[hidden]"))
	require.Equal(t, "1 0 focus blur", p.Text("p"), "PopFocus moves the focus back to the button")

	p.Click("#around")
	require.True(t, p.Has("#live-root.around"))
	require.False(t, p.Has("body.around"), "Closest does not leave the view")

	p.Click("#page")
	require.Equal(t, "1 3 focus blur", p.Text("p"))
	require.Equal(t, "/?page=3", p.URL())
	p.Click("#sort")
	require.Equal(t, "1 4 focus blur", p.Text("p"))
	require.Equal(t, "/?page=4", p.URL())
	p.Back()
	require.Equal(t, "/", p.URL(), "page 4 has the place of page 3")
	p.Forward()
	require.Equal(t, "/?page=4", p.URL())
	p.Click("#leave")
	require.Equal(t, "/other", p.URL())
	require.Equal(t, "99 0", p.Text("p"))
	require.True(t, p.Has("#menu[hidden]:not(.open)"), "another page starts as the server renders it")
	p.Click("#replace")
	require.Equal(t, "/other?page=5", p.URL())
	p.Back()
	require.Equal(t, "/?page=4", p.URL(), "page 5 has the place of the page before")
}
