package e2e

import (
	"context"
	"io"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// A misusing view is one with mistakes.
type misusing struct{ broken bool }

// Events of misusing.
type (
	breakMarkup struct{}
	buy         struct{ ID int }
)

func (v *misusing) Events() live.Events {
	return live.Events{
		live.On(func(*live.Socket, breakMarkup) error { v.broken = true; return nil }),
		live.On(func(*live.Socket, buy) error { return nil }),
	}
}

func (v *misusing) Render() templ.Component {
	html := `<button id="break" live-click="e2e.breakMarkup">Break</button>
		<button id="unknown" live-click="e2e.by?id=1">Unknown</button>
		<button id="field" live-click="e2e.buy?idd=1">Field</button>
		<button id="text" live-click="e2e.buy?id=x">Text</button>
		<button id="dead">Dead</button><button id="lost" form="none">Lost</button><button id="scripted" data-action="x">Scripted</button>
		<div live-submit="e2e.buy"><button id="clik" live-clik="e2e.buy">Typo</button></div>
		<button id="push">Push</button>` +
		commandButton("nowhere", `[["addClass","#gone","x"],["hide","#gone"],["addClass","#gone","x"],["focus",">#field"],["show","<i"],["exec","#field","close"],["exec","[","close"],["addClass","","done"]]`)
	if v.broken {
		html += `<p class="note">é <div>x</div></p>`
	}
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, html)
		return err
	})
}

// devText is the text of the list of mistakes in the page.
const devText = `(document.querySelector("live-dev")?.shadowRoot.querySelector("ul").innerText ?? "")`

// In development, mistakes are shown in the page and written to the console, once each, under a strict
// Content-Security-Policy.
func TestMisuse_IsShownInDevelopment(t *testing.T) {
	t.Parallel()
	srv := newServer(viewFunc(func() *misusing { return &misusing{} }))
	srv.Dev = true
	s := newSite(t, srv)
	tab := newTab(t)
	tab.OnLoad(recordViolations)
	tab.OnLoad(`window.warned = []; const { warn } = console; console.warn = (...items) => { warned.push(items[0]); warn(...items) }`)
	tab.Open(s.url())
	tab.WaitConnected()
	shows := func(text string) { tab.Until(devText + ".includes(" + quote(text) + ")") }

	shows(`live-submit="e2e.buy" of <div> has no effect: only a form is submitted`)
	shows(`live-clik="e2e.buy" of <button> is not known (did you mean "live-click"?)`)
	shows(`no handler for event "e2e.by" (did you mean "e2e.buy"?)`)
	tab.Click("#unknown")
	shows(`an event was refused: unknown event: no handler for event "e2e.by" (did you mean "e2e.buy"?); add it to Events of *e2e.misusing`)
	tab.Click("#field")
	shows(`event e2e.buy has no field "idd" (did you mean "id"?); its fields are id`)
	tab.Click("#text")
	shows(`bad arguments: event e2e.buy: field "id" must be a whole number; its fields are id`)
	tab.Click("#dead")
	shows("a click on the button has no effect: it is in no form and has no live-click")
	tab.Click("#lost")
	shows("the page has no form with the id none")
	tab.Click("#break")
	shows("markup of *e2e.misusing, in p.note: diff: line")
	shows("é <div>x</div></p>\n")
	tab.Do(`liveSocket.pushEvent(document.querySelector("#push"), "e2e.buy", {ids: "1"})`)
	shows(`has no field "ids"`)
	tab.Do(`liveSocket.confirm = async () => true`)
	tab.Click("#dead")
	shows("a script sets liveSocket.confirm, but the browser asks the questions")

	for range 2 {
		tab.Do(`nowhere.className = ""`)
		tab.Click("#nowhere")
		tab.Until(`nowhere.className === "done"`)
	}
	require.Equal(t, `["live: exec: the element has no list close; add one with live.Commands","live: addClass: no element matches #gone",`+
		`"live: hide: no element matches #gone","live: focus: no element inside the element matches #field","live: show: no element around the element matches i"]`,
		tab.JSON(`warned.filter(text => !text.includes("live-click"))`))

	tab.Click("#scripted")
	tab.Click("#dead")
	count := tab.Text(devText + ".split('\\n').length")
	require.NotContains(t, tab.Text(devText), "data-action")
	require.Equal(t, "[]", tab.JSON("violations"))
	errors := tab.Errors()
	require.NotEmpty(t, errors)
	for _, e := range errors {
		require.Contains(t, e, "live: ")
	}
	tab.Click("#unknown")
	tab.Click("#dead")
	require.Equal(t, count, tab.Text(devText+".split('\\n').length"), "each once")

	require.Equal(t, "status", tab.Text(`document.querySelector("live-dev").shadowRoot.querySelector("ul").role`))
	tab.Do(`document.querySelector("live-dev").shadowRoot.querySelector("button").click()`)
	require.Equal(t, "null", tab.JSON(`document.querySelector("live-dev")`))
	tab.Errors()
}

// In production the page does not load the developer's module, and shows nothing.
func TestMisuse_IsNotShownInProduction(t *testing.T) {
	t.Parallel()
	s := newSite(t, newServer(viewFunc(func() *misusing { return &misusing{} })))
	tab := openConnected(t, s.url())
	tab.Click("#unknown")
	tab.Click("#dead")
	tab.Click("#field")
	tab.Until(`document.querySelectorAll(".live-click-loading").length === 0`)
	require.Equal(t, "1", tab.Text(`document.querySelectorAll("script[src]").length`))
	require.Equal(t, "null", tab.JSON(`document.querySelector("live-dev")`))
}
