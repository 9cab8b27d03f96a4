package livetest_test

import (
	"context"
	"fmt"
	"io"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/live/dom"
	"github.com/lively-go/lively/livetest"
)

// A dialogView has dialogs, popovers and a portal, and logs their events.
type dialogView struct {
	Open, IsRefusing bool
	Log              string
}

type (
	edit       struct{}
	refuse     struct{}
	editClosed struct{ Value string }
	menuToggle struct {
		Name string
		Open bool
	}
	portalClick struct{ Name string }
)

func (v *dialogView) Events() live.Events {
	return live.Events{
		live.On(func(*live.Socket, edit) error { v.Open = true; return nil }),
		live.On(func(*live.Socket, refuse) error { v.IsRefusing = true; return nil }),
		live.On(func(_ *live.Socket, e editClosed) error {
			v.Open = v.IsRefusing
			v.Log += "closed(" + e.Value + ") "
			return nil
		}),
		live.On(func(_ *live.Socket, e menuToggle) error { v.Log += fmt.Sprint(e.Name, "=", e.Open, " "); return nil }),
		live.On(func(_ *live.Socket, e portalClick) error { v.Log += e.Name + " "; return nil }),
	}
}

func (v *dialogView) Render() templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		tag := func(tag string, attrs ...live.Attr) { openTag(w, tag, attrs...) }
		fmt.Fprintf(w, `<p id="log">%s</p><div id="target"></div>`, v.Log)
		tag(`button id="edit"`, live.Click(edit{}))
		tag(`/button><button id="refuse"`, live.Click(refuse{}))
		tag(`/button><dialog id="editor"`, live.Modal(v.Open, editClosed{}))
		fmt.Fprint(w, `<button id="x" commandfor="editor" command="close" value="x">x</button>`+
			`<form method="dialog"><input name="text"><button id="ok" value="ok">OK</button></form></dialog>`)
		fmt.Fprint(w, `<button id="ask" commandfor="question" command="show-modal">ask</button>`)
		tag(`button id="show"`, live.Click(dom.Show("#question")))
		tag(`/button><dialog id="question"`, live.Modal(false).ClosedBy("none"))
		tag(`button id="hide"`, live.Click(dom.Hide("#question")))
		tag(`/button></dialog><button id="more" popovertarget="menu">more</button><div id="menu" popover`, live.Toggle(menuToggle{Name: "menu"}))
		tag(`/div><details id="details"`, live.Toggle(menuToggle{Name: "details"}))
		fmt.Fprint(w, `<summary>s</summary></details>`)
		tag(`section id="owner"`, live.Click(portalClick{"owner"}), live.ClickAway(portalClick{"away"}))
		content := templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
			tag(`button id="inner"`, live.Click(portalClick{"inner"}))
			fmt.Fprint(w, `</button><p id="text">text</p>`)
			return nil
		})
		if err := live.Portal("p", "#target").Render(templ.WithChildren(ctx, content), w); err != nil {
			return err
		}
		fmt.Fprint(w, `</section>`)
		return nil
	})
}

func TestDialog_Closes(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &dialogView{} })
	for _, c := range []struct {
		name  string
		close func()
		value string
	}{
		{"Escape", func() { p.Press("Escape") }, ""},
		{"button", func() { p.Click("#x") }, "x"},
		{"form", func() { p.Fill("[name=text]", "a").Click("#ok") }, "ok"},
	} {
		p.Click("#edit")
		require.True(t, p.Has("#editor[open]"), c.name)
		before := p.Text("#log")
		c.close()
		require.False(t, p.Has("#editor[open]"), c.name)
		require.Contains(t, p.Text("#log")[len(before):], "closed("+c.value+")", c.name)
	}
	p.Click("#edit").Click("#refuse").Press("Escape")
	require.True(t, p.Has("#editor[open]"), "the server keeps it open")
}

func TestDialog_WithoutServer(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &dialogView{} })
	for _, opener := range []string{"#ask", "#show"} {
		p.Click(opener)
		require.True(t, p.Has("#question[open]"))
		p.Click("#refuse") // another update
		require.True(t, p.Has("#question[open]"), "after an update")
		p.Click("#hide")
		require.False(t, p.Has("#question[open]"))
	}
	require.Contains(t, failure(t, func(t testing.TB) {
		p := livetest.Mount(t, func() live.View { return &dialogView{} })
		p.Click("#ask").Press("Escape")
	}), "the key has no binding", "closedby=none")
}

func TestDialog_Toggle(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &dialogView{} })
	p.Click("#more").Click("#more").Click("summary").Click("summary")
	require.Contains(t, p.Text("#log"), "menu=true away menu=false away details=true away details=false")
}

func TestDialog_DeadBindings(t *testing.T) {
	for attribute, html := range map[string]string{
		"live-close":  `<dialog live-modal live-close="livetest_test.gone"></dialog>`,
		"live-toggle": `<details live-toggle="livetest_test.gone"></details>`,
		"live-click":  `<template id="p" live-portal="body"><button live-click="livetest_test.gone"></button></template>`,
	} {
		text := failure(t, func(t testing.TB) {
			livetest.Mount(t, func() live.View { return &markupView{before: html} })
		})
		require.Contains(t, text, `dead binding: `+attribute+`="livetest_test.gone"`)
	}
}

func TestPortal(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &dialogView{} })
	require.Equal(t, "text", p.Text("#target #text"), "the content is at the target")
	p.Click("#inner").Click("#text")
	require.Equal(t, "inner owner", p.Text("#log"), "the element around the template has the binding")
	p.Click("#more")
	require.Equal(t, "inner owner away menu=true", p.Text("#log"))
}
