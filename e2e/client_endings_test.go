package e2e

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

// An ending is what the user sees when a connection is closed for a reason.
type ending struct {
	times  int    // that the reason occurs in a row until the page ends; 0 means that it connects again
	text   string // of the card
	button string // of the card
	loads  bool   // the button loads the page again; otherwise it connects
}

// endings has an entry for each reason.
var endings = map[wire.Reason]ending{
	wire.Drain:        {},
	wire.Disconnected: {},
	wire.Busy:         {},
	wire.Timeout:      {},
	wire.Elsewhere:    {},
	wire.Unchecked:    {},
	wire.Gone:         {},
	wire.Forged:       {},
	wire.Overflow:     {},
	wire.Identity:     {},
	wire.Crashed:      {3, "This page stopped working.", "Try again", false},
	wire.NotLive:      {2, "This page stopped working.", "Reload", true}, // the first time, the client loads the page
	wire.Build:        {2, "This page stopped working.", "Reload", true},
	wire.TakenOver:    {1, "This page was opened in another tab.", "Use it here", false},
	wire.Flood:        {1, "Too many actions at once.", "Try again", false},
	wire.TooMany:      {1, "This page stopped working.", "Reload", true},
	wire.Malformed:    {1, "This page stopped working.", "Reload", true},
	"of the future":   {1, "This page stopped working.", "Reload", true},
}

func codeOf(reason wire.Reason) int {
	if code := reason.Code(); code != 0 {
		return int(code)
	}
	return int(wire.Stop)
}

// For each reason, the page either connects again, or it is inert and says why, with a button that has the
// focus. The user cannot close the card, and the button leads back to a live page.
func TestClient_Endings(t *testing.T) {
	t.Parallel()
	for _, reason := range wire.Reasons() {
		require.Contains(t, endings, reason, "what does the user see?")
	}
	for reason, e := range endings {
		t.Run(string(reason), func(t *testing.T) {
			t.Parallel()
			f, tab, c := openFake(t, counter, `window.errors = []
				addEventListener("live:error", e => errors.push(e.detail.outcome + " " + e.detail.why))`)
			for range e.times - 1 {
				c.close(codeOf(reason), string(reason))
				c = f.accept()
				c.expectJoin()
				c.send(`["joined",{"session":"s","adopted":true,"version":1}]`)
				tab.Wait("window.liveSocket?.isConnected()")
			}
			loads := f.loads()
			c.close(codeOf(reason), string(reason))
			if e.times == 0 {
				tab.Do(goOnline)
				f.accept()
				require.Equal(t, "null", tab.Text(`document.querySelector("#live-card")`))
				return
			}
			requireEnded(t, tab, e.text, e.button)
			tab.Do("errors.length = 0; liveSocket.pushEvent(document.querySelector('button'), 'x')")
			require.Equal(t, `["refused ended"]`, tab.JSON("errors"), "events are not kept for a page that has ended")
			require.Equal(t, "true", tab.Text(`document.querySelector("#live-bar").hidden`))
			require.Empty(t, f.conns)

			tab.Keys("\r")
			c = f.accept()
			if e.loads {
				c.expectJoin()
				require.Equal(t, loads+1, f.loads())
				return
			}
			c.send(`["joined",{"session":"s","adopted":true,"version":1}]`)
			tab.Wait(`liveSocket.isConnected() && !document.querySelector("#live-card")`)
			require.Equal(t, "false", tab.Text("liveSocket.main.el.inert"))
			require.Equal(t, loads, f.loads())
		})
	}
}

// requireEnded requires that the page is inert, and that a card gives the reason.
func requireEnded(t *testing.T, tab *Tab, text, button string) {
	t.Helper()
	tab.Wait(`document.querySelector("#live-card:modal")`)
	require.Equal(t, "live-error true", tab.Text(`liveSocket.main.el.className + " " + liveSocket.main.el.inert`))
	card := `(c => c.role + " | " + c.ariaLabel + " | " + [...c.children].map(e => e.textContent).join(" | "))(document.querySelector("#live-card"))`
	require.Equal(t, "alertdialog | "+text+" | "+text+" | "+button, tab.Text(card))
	require.Equal(t, "", tab.Text(pillText))
	tab.Keys("\x1b\x1b\x1b") // Escape
	require.Equal(t, "1 "+button, tab.Text(`document.querySelectorAll("#live-card:modal").length + " " + document.activeElement.textContent`))
}

// If loading the page again would lose what the user has typed, the page stays readable, and says so.
func TestClient_Endings_TypedText(t *testing.T) {
	t.Parallel()
	const unsaved = " If you reload this page, what you entered here is lost."
	for reason, text := range map[wire.Reason]string{
		wire.Malformed: "This page stopped working.",
		wire.NotLive:   "This page is no longer available.",
	} {
		t.Run(string(reason), func(t *testing.T) {
			t.Parallel()
			f, tab, c := openFake(t, counter)
			tab.Click("input")
			tab.Keys("typed")
			c.close(codeOf(reason), string(reason))
			tab.Wait(pillText + ` === ` + quote(text+unsaved+"\nReload"))
			require.Equal(t, "live-error false null typed x", tab.Text(`liveSocket.main.el.className + " " + liveSocket.main.el.inert + " " +
				document.querySelector("#live-card") + " " + document.querySelector("input").value + " " + document.activeElement.name`))
			require.Equal(t, "true", tab.Text(`getComputedStyle(liveSocket.main.el).opacity < 1`), "the page looks ended")
			require.Equal(t, 1, f.loads())
			tab.Click("#live-pill button")
			f.accept().expectJoin()
		})
	}
}

// What the user has typed is kept where the button connects.
func TestClient_Endings_TextIsKept(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter)
	tab.Click("input")
	tab.Keys("typed")
	c.close(4003, "flood")
	tab.Wait(`document.querySelector("#live-card:modal")`)
	tab.Keys("\r")
	c = f.accept()
	c.expectResume()
	c.close(4001, "gone")
	c = f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"s","adopted":false,"version":1,"unrecovered":[0]}]`)
	c.expect(`["e",0,0,"f",[2,"x",["x","typed"]]]`)
	require.Equal(t, "typed x", tab.Text(`document.querySelector("input").value + " " + document.activeElement.name`))
}

// The page of a session that has ended is loaded again as soon as the server serves it. Until then the pill
// says that the connection is lost.
func TestClient_Endings_ServerIsDown(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter, stoppedClock, steadyRandom, manualTimers)
	f.set(http.StatusServiceUnavailable, true)
	c.close(4002, "not live")
	tab.fire(lostDelay)
	require.Equal(t, "live-error live-lost", tab.Text("liveSocket.main.el.className"))
	require.Contains(t, tab.Text(pillText), "Connection lost")
	f.set(0, false)
	tab.fire(2300)
	f.accept().expectJoin()
	require.Equal(t, 2, f.loads())
}

// A page that has joined for another user, and that was loaded again a short time ago, keeps the rest of the
// document of the previous user. It ends.
func TestClient_Endings_OtherUser(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter)
	joinAs := func(user string) {
		t.Helper()
		c = f.accept()
		c.expectJoin()
		c.send(`["joined",{"session":"s","adopted":false,"version":1,"user":"` + user + `","html":` + quote(counter) + `}]`)
	}
	c.close(4001, "identity")
	joinAs("ann")
	c.close(4001, "identity")
	joinAs("bob") // the page is loaded again
	joinAs("ann")
	tab.Wait("window.liveSocket?.isConnected()")
	c.close(4001, "identity")
	joinAs("bob")
	requireEnded(t, tab, "This page stopped working.", "Reload")
	require.Equal(t, 2, f.loads())
}
