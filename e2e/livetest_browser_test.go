package e2e

import (
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A coveredView has a hidden button and one that a dialog covers.
type coveredView struct{ pressed bool }

type press struct{}

func (v *coveredView) Events() live.Events {
	return live.Events{live.On(func(*live.Socket, press) error { v.pressed = true; return nil })}
}

func (v *coveredView) Render() templ.Component {
	text := "idle"
	if v.pressed {
		text = "pressed"
	}
	return templ.Raw(`<p>` + text + `</p><button id="gone" hidden live-click="e2e.press">gone</button>
		<button id="under" live-click="e2e.press">under</button><dialog id="over">over</dialog>`)
}

// Only a real browser can detect hidden and covered elements, and a client that applies a patch
// wrongly.
func TestBrowser_DetectsFailures(t *testing.T) {
	t.Parallel()
	srv := func() *live.Server {
		s := newServer(viewFunc(func() *coveredView { return &coveredView{} }))
		s.Log = slog.New(slog.DiscardHandler)
		return s
	}
	failuresOf := func(do func(p *livetest.Page, tab *Tab)) string {
		r, done := &recorder{TB: t}, make(chan struct{})
		go func() {
			defer close(done)
			tab := newTab(t)
			do(livetest.Browser(r, tab.browser, srv()), tab)
		}()
		<-done
		return strings.Join(r.failures, "\n")
	}
	require.Contains(t, failuresOf(func(p *livetest.Page, _ *Tab) { p.Click("#gone") }), "the element is not visible")
	require.Contains(t, failuresOf(func(p *livetest.Page, tab *Tab) {
		tab.Do(`document.querySelector("#over").showModal()`)
		p.Click("#under")
	}), "the element is covered by <dialog")
	require.Contains(t, failuresOf(func(p *livetest.Page, tab *Tab) {
		tab.Do(`const parse = JSON.parse // break patches, but not full HTML
			JSON.parse = text => parse(text.includes("<p>") ? text : text.replace("pressed", "pushed"))`)
		p.Click("#under")
	}), "patched page differs from a fresh render:\npatched: …<p>pushed</p>")
	for method, do := range map[string]func(p *livetest.Page){
		"Traffic":    func(p *livetest.Page) { p.Traffic() },
		"Renders":    func(p *livetest.Page) { p.Renders() },
		"Mounts":     func(p *livetest.Page) { p.Mounts() },
		"SetLatency": func(p *livetest.Page) { p.SetLatency(1) },
	} {
		require.Contains(t, failuresOf(func(p *livetest.Page, _ *Tab) { do(p) }), method+" requires a page in memory")
	}
}

// What a script changes in the task after an update, such as the end of a transition, is not a difference.
func TestBrowser_ScriptChangesPage(t *testing.T) {
	t.Parallel()
	tab := newTab(t)
	p := livetest.Browser(t, tab.browser, newServer(viewFunc(func() *coveredView { return &coveredView{} })))
	tab.Do(`const { port1, port2 } = new MessageChannel(), p = document.querySelector("p")
		let n = 0
		port1.onmessage = () => { p.className = "n" + n++; port2.postMessage(0) }
		port2.postMessage(0)`)
	for range 5 {
		require.Equal(t, "idle", p.Settle().Text("p"))
	}
}

func TestBrowser_FailsInBubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, done := &recorder{TB: t}, make(chan struct{})
		go func() {
			defer close(done)
			livetest.Browser(r, nil, nil)
		}()
		<-done
		require.Equal(t, []string{"livetest: Browser cannot be used in a synctest bubble: a real browser has no virtual time"}, r.failures)
	})
}
