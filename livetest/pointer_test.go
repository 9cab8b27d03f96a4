package livetest_test

import (
	"context"
	"fmt"
	"html"
	"io"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/live/dom"
	"github.com/lively-go/lively/livetest"
)

// A pointerView logs what happens outside of its controls.
type pointerView struct{ Log string }

// seen is an event of a pointerView.
type seen struct {
	Name                   string
	Key, Value             string
	Alt, Ctrl, Meta, Shift bool
}

func (v *pointerView) Events() live.Events {
	return live.Events{live.On(func(_ *live.Socket, e seen) error {
		v.Log += e.Name
		for name, is := range map[string]bool{"+ctrl": e.Ctrl, "+shift": e.Shift, "+" + e.Key: e.Key != ""} {
			if is && (name[1:] == e.Key || e.Key == "k") {
				v.Log += name
			}
		}
		v.Log += " "
		return nil
	})}
}

func (v *pointerView) Render() templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		open := func(tag string, attrs ...live.Attr) { openTag(w, tag, attrs...) }
		see := func(name string) seen { return seen{Name: name} }
		fmt.Fprintf(w, `<p id="log">%s</p>`, v.Log)
		open(`button id="open" aria-controls="menu"`, live.Click(dom.Toggle("#menu")))
		open(`/button><div id="menu" hidden`, live.ClickAway(dom.Hide(dom.Self), see("away")))
		open(`p id="in"`, live.ClickAway(see("inner")))
		open(`/p><button id="item"`, live.Click(see("item")))
		open(`/button></div><div id="outer"`, live.MouseEnter(see("outer")), live.MouseLeave(see("-outer")))
		open(`b id="deep"`, live.MouseEnter(see("deep")), live.MouseLeave(see("-deep")))
		open(`/b></div><input id="text"`, live.Keyup(see("up")).Key("Enter"))
		open(`i`, live.WindowKeydown(see("find")).Key("mod+k", "/"))
		open(`/i><i`, live.WindowKeydown(see("escape")).Key("Escape"), live.WindowBlur(see("blur")), live.WindowFocus(see("focus")))
		fmt.Fprint(w, "</i>")
		return nil
	})
}

// openTag writes a start tag. tag may have attributes, too.
func openTag(w io.Writer, tag string, attrs ...live.Attr) {
	fmt.Fprintf(w, "<%s", tag)
	for _, a := range attrs {
		for _, item := range a.Items() {
			switch value := item.Value.(type) {
			case bool:
				fmt.Fprintf(w, " %s", item.Key)
			case *string:
				fmt.Fprintf(w, ` %s="%s"`, item.Key, html.EscapeString(*value))
			default:
				fmt.Fprintf(w, ` %s="%s"`, item.Key, html.EscapeString(fmt.Sprint(value)))
			}
		}
	}
	fmt.Fprint(w, ">")
}

func openPointer(t testing.TB) (p *livetest.Page, take func() string) {
	p = livetest.Mount(t, func() live.View { return &pointerView{} })
	before := 0
	return p, func() string {
		all := p.Text("#log")
		defer func() { before = len(all) }()
		return all[before:]
	}
}

func TestClick_Away(t *testing.T) {
	p, take := openPointer(t)
	p.Click("#open")
	require.False(t, p.Has("#menu[hidden]"))
	p.Click("#item")
	require.Equal(t, "inner item", take())
	p.Click("#log")
	require.Equal(t, " inner away", take())
	require.True(t, p.Has("#menu[hidden]"))
	p.Click("#open").Click("#open")
	require.True(t, p.Has("#menu[hidden]"))
	require.Contains(t, failure(t, func(t testing.TB) {
		p, _ := openPointer(t)
		p.Click("#log")
	}), "clicking it has no effect")
}

func TestHover(t *testing.T) {
	p, take := openPointer(t)
	p.Hover("#deep")
	require.Equal(t, "outer deep", take())
	p.Hover("#outer")
	require.Equal(t, " -deep", take())
	p.Click("#open")
	require.Equal(t, " -outer", take())
	p.BlurWindow().BlurWindow().FocusWindow()
	require.Equal(t, " blur focus", take())
}

func TestPress_KeysOfWindow(t *testing.T) {
	p, take := openPointer(t)
	p.Press("/")
	require.Equal(t, "find+/", take())
	p.Focus("#text").Press("/").Press("Escape")
	require.Equal(t, " escape+Escape", take())
	p.Press("mod+k")
	require.Contains(t, take(), "+ctrl")
	p.Key("#text", "Enter")
	require.Equal(t, " up+Enter", take())
	for key, want := range map[string]string{"mod+j": "the key has no binding", "cmd+k": `unknown modifier "cmd"`, "": "no key"} {
		require.Contains(t, failure(t, func(t testing.TB) {
			p, _ := openPointer(t)
			p.Press(key)
		}), want)
	}
}

func TestPointer_DeadBindings(t *testing.T) {
	for _, attribute := range []string{
		"live-click-away", "live-mouseenter", "live-mouseleave", "live-keyup",
		"live-window-keydown", "live-window-keyup", "live-window-focus", "live-window-blur",
	} {
		text := failure(t, func(t testing.TB) {
			livetest.Mount(t, func() live.View { return &markupView{before: `<p ` + attribute + `="livetest_test.gone"></p>`} })
		})
		require.Contains(t, text, `dead binding: `+attribute+`="livetest_test.gone"`)
	}
}
