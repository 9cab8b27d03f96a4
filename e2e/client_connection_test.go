package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	pillText = `document.querySelector("#live-pill").innerText`

	// After this many ms without a connection the pill appears.
	lostDelay = 1000

	// For this many ms it shows that the connection is back.
	backTime = 2000

	resumedNext = `["resumed",{"session":"next","ref":0,"done":0,"resume":30000}]`
)

// recordAnnouncements records what the status region of the pill says.
const recordAnnouncements = `window.said = []
	new MutationObserver(list => said.push(...list.filter(({ target }) => target.closest("#live-pill [role=status]"))
		.flatMap(({ addedNodes }) => [...addedNodes].map(node => node.textContent))))
		.observe(document, { childList: true, subtree: true })
`

// clickWhileLost clicks the first button of the page, whose connection is lost.
func clickWhileLost(tab *Tab) { tab.Do(`liveSocket.main.el.querySelector("button").click()`) }

// A lost connection is announced after a second, once, with the number of events that wait, and so is
// its return.
func TestClient_Pill(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter, stoppedClock, steadyRandom, manualTimers, recordAnnouncements)
	region := `document.querySelector("#live-pill [role=status]")`
	require.Equal(t, "0 true", tab.Text(region+`.textContent.trim().length + " " + (getComputedStyle(`+region+`).display !== "none")`), "the region exists, without text")
	c.cut()
	tab.Wait("!liveSocket.isConnected()")
	require.Equal(t, "live-loading", tab.Text("liveSocket.main.el.className"), "nothing is shown for a second")
	tab.fire(lostDelay)
	require.Equal(t, "live-loading live-lost true", tab.Text(`liveSocket.main.el.className + " " + liveSocket.main.el.ariaBusy`))
	require.Equal(t, "Connection lost. Reconnecting…", tab.Text(region+".innerText.trim()"))
	require.Equal(t, "none", tab.Text(`getComputedStyle(document.querySelector("#live-bar")).display`), "the bar is that of slow events")
	clickWhileLost(tab)
	require.Contains(t, tab.Text(pillText), "1 change will be sent.")
	clickWhileLost(tab)
	require.Contains(t, tab.Text(pillText), "2 changes will be sent.")
	tab.Do(`document.querySelector("input").value = "x"
		document.querySelector("input").dispatchEvent(new Event("input", { bubbles: true }))`)
	tab.Wait(pillText + `.includes("3 changes")`)

	c = f.accept() // the input connects
	c.expectResume()
	c.close(4000, "busy")
	tab.Wait("hasTimer(800)")
	tab.Click("#live-pill button")
	require.Equal(t, "BODY", tab.Text("document.activeElement.tagName"), "a press of the mouse leaves the focus where it is")
	c = f.accept()
	c.expectResume()
	require.Empty(t, f.conns, "one attempt per click")
	c.send(resumedNext)
	tab.Wait(pillText + ` === "Back. Everything was sent."`)
	require.Equal(t, "live-connected null", tab.Text(`liveSocket.main.el.className + " " + liveSocket.main.el.ariaBusy`))
	c.expect(`["e",0,0,"a?n=1"]`, `["e",0,0,"a?n=1"]`)
	tab.fire(backTime)
	require.Equal(t, "", tab.Text(pillText))
	require.Equal(t, `["Connection lost. Reconnecting…","1 change will be sent.","2 changes will be sent.","3 changes will be sent.","Back. Everything was sent."]`,
		tab.JSON("said"))
}

// A reconnect within a second is not announced.
func TestClient_Pill_QuickReconnect(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter, stoppedClock, steadyRandom, manualTimers, recordAnnouncements)
	c.cut()
	tab.fire(firstWait)
	c = f.accept()
	c.expectResume()
	c.send(resumedNext)
	tab.Wait("liveSocket.isConnected()")
	require.Equal(t, "false [] live-connected", tab.Text(fmt.Sprintf(`fire(%d) + " " + JSON.stringify(said) + " " + liveSocket.main.el.className`, lostDelay)))
}

// The connection is lost again while the pill shows that it is back.
func TestClient_Pill_LostAgain(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter, stoppedClock, steadyRandom, manualTimers)
	for range 2 {
		c.cut()
		tab.fire(lostDelay)
		require.Contains(t, tab.Text(pillText), "Connection lost")
		tab.Do(goOnline)
		c = f.accept()
		c.expectResume()
		c.send(resumedNext)
		tab.Wait(pillText + ` === "Back."`)
	}
}

// The pill does not say that everything was sent if an event was dropped.
func TestClient_Pill_Dropped(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter, stoppedClock, steadyRandom, manualTimers)
	tab.Do(`document.querySelector("button").click()`)
	c.expect(`["e",0,0,"a?n=1"]`)
	c.cut()
	tab.fire(lostDelay)
	require.Contains(t, tab.Text(pillText), "1 change will be sent.")
	tab.Do(goOnline)
	c = f.accept()
	c.expectResume()
	c.close(4001, "gone")
	c = f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"s","adopted":false,"version":1}]`)
	tab.Wait(pillText + ` === "Back."`)
}

// Of many events that wait, not all are sent at once.
func TestClient_Pill_NotAllSent(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter, stoppedClock, steadyRandom, manualTimers)
	c.cut()
	tab.fire(lostDelay)
	tab.Do(`for (let i = 0; i < 65; i++) liveSocket.main.el.querySelector("button").click()`)
	tab.Do(goOnline)
	c = f.accept()
	c.expectResume()
	c.send(resumedNext)
	tab.Wait(pillText + ` === "Back."`)
}

// A page that never connected says so, and so does a page whose server cannot be reached after a
// script has connected it again.
func TestClient_Pill_BeforeJoin(t *testing.T) {
	t.Parallel()
	f, tab := newFakeServer(t, counter), newTab(t)
	f.scripts = stoppedClock + steadyRandom + manualTimers
	tab.Open(f.server.URL)
	c := f.accept()
	c.expectJoin()
	require.Equal(t, "false", tab.Text(fmt.Sprintf("hasTimer(%d)", lostDelay)), "a view that takes long to mount is not a lost connection")
	c.cut()
	tab.fire(lostDelay)
	clickWhileLost(tab)
	require.Contains(t, tab.Text(pillText), "Connection lost. Reconnecting… 1 change will be sent.")
	tab.Click("#live-pill button")
	c = f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"s","adopted":true,"version":1}]`)
	tab.Wait(pillText + ` === "Back. Everything was sent."`)
}

// The keyboard reaches the button. When the pill disappears, the focus returns to the field.
func TestClient_Pill_Focus(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter, stoppedClock, steadyRandom, manualTimers)
	tab.Click("input")
	c.cut()
	tab.fire(lostDelay)
	require.Equal(t, "x", tab.Text("document.activeElement.name"), "the pill takes no focus")
	tab.Keys("\t")
	require.Equal(t, "Now", tab.Text("document.activeElement.textContent"))
	c = f.accept() // a key connects
	c.expectResume()
	c.close(4000, "busy")
	tab.Wait("hasTimer(800)")
	tab.Do("now += 2000")
	tab.Keys("\r")
	c = f.accept()
	c.expectResume()
	c.send(resumedNext)
	tab.Wait("liveSocket.isConnected()")
	require.Equal(t, "x", tab.Text("document.activeElement.name"))
}

// The pill moves to the bottom if it would cover a field at the top, or below what is at the top if there
// are fields at both ends. It lets clicks through.
func TestClient_Pill_CoversNoField(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ html, want string }{
		"field at the top":    {counter, "live-bottom"},
		"small field":         {`<form style="text-align: center"><p>text</p><input type="checkbox" name="x"></form>`, "live-bottom"},
		"fields at both ends": {counter + `<input style="position: fixed; inset: auto 0 0; width: 100%">`, "live-lower"},
		"field at the bottom": {`<p>text</p><form live-change="f" style="position: fixed; inset: auto 0 0"><input name="x"></form>`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, tab := newFakeServer(t, c.html), newTab(t)
			f.policy = ""
			f.scripts = stoppedClock + steadyRandom + manualTimers
			tab.Open(f.server.URL)
			tab.Do(`document.querySelector("form").style.width = "100%"
				document.querySelector("[name=x]:not([type])")?.style.setProperty("width", "100%")`)
			conn := f.accept()
			conn.expectJoin()
			conn.send(`["joined",{"session":"s","adopted":true,"version":1,"resume":30000}]`) // then the module is loaded
			tab.Wait(`getComputedStyle(document.querySelector("#live-pill") ?? document.body).position === "fixed"`)
			conn.cut()
			tab.Wait("!liveSocket.isConnected()")
			tab.fire(lostDelay)
			require.Equal(t, c.want, tab.Text(`document.querySelector("#live-pill").className`))
			require.Equal(t, "none auto", tab.Text(`getComputedStyle(document.querySelector("#live-pill")).pointerEvents + " " + getComputedStyle(document.querySelector("#live-pill button")).pointerEvents`))
		})
	}
}

// The pill does not cover a flash message, whose button is elsewhere.
func TestClient_Pill_CoversNoFlash(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<p>text</p>`, stoppedClock, steadyRandom, manualTimers)
	tab.setScreen(1000, "light")
	c.send(`[0,[],[["flash","info","` + strings.Repeat("The server has accepted the values. ", 3) + `"]]]`)
	tab.Wait(`document.querySelector(".live-flash-info")`)
	c.cut()
	tab.Wait("!liveSocket.isConnected()")
	tab.fire(lostDelay)
	require.Equal(t, "live-bottom", tab.Text(`document.querySelector("#live-pill").className`))
	require.Empty(t, tab.Errors())
}

// While a dialog of the page is open, the pill is in front of it, and the card can be used.
func TestClient_OpenDialog(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter+`<dialog>a dialog</dialog>`, stoppedClock, steadyRandom, manualTimers)
	tab.Do(`document.querySelector("dialog").showModal()`)
	c.cut()
	tab.fire(lostDelay)
	require.Equal(t, "true", tab.Text(`document.querySelector("#live-pill").matches(":popover-open")`))
	tab.Do(goOnline)
	c = f.accept()
	c.expectResume()
	c.close(4003, "taken over")
	tab.Wait(`document.querySelector("#live-card:modal button") === document.activeElement`)
	tab.Click("#live-card button")
	c = f.accept()
	c.expectResume()
	c.send(resumedNext)
	tab.Wait(`liveSocket.isConnected() && !document.querySelector("#live-card")`)
	require.Equal(t, "true", tab.Text(`document.querySelector("dialog").matches(":modal")`))
}

// After a script has closed the connection nothing says that it is lost. Events wait, and the progress bar
// shows that.
func TestClient_Disconnect_EventsWait(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter, stoppedClock, steadyRandom, manualTimers)
	tab.Do(`liveSocket.disconnect()`)
	_, ok := c.receive()
	require.False(t, ok)
	require.Equal(t, "false live-disconnected ", tab.Text(fmt.Sprintf(`fire(%d) + " " + liveSocket.main.el.className + " " + `+pillText, lostDelay)))
	tab.Do(`dispatchEvent(new Event("online"))`)
	clickWhileLost(tab)
	tab.fire(120)
	require.Equal(t, "block", tab.Text(`getComputedStyle(document.querySelector("#live-bar")).display`))
	require.Equal(t, "", tab.Text(pillText))
	require.Empty(t, f.conns)
	tab.Do(`liveSocket.connect()`)
	c = f.accept()
	c.expectResume()
	c.send(resumedNext)
	c.expect(`["e",0,0,"a?n=1"]`)
	tab.Wait(`liveSocket.main.el.className === "live-connected"`)
}

// A script that closes a lost connection ends the announcement, too.
func TestClient_Disconnect_WhileLost(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter, stoppedClock, steadyRandom, manualTimers)
	for _, isShown := range []bool{false, true} {
		c.cut()
		tab.Wait(fmt.Sprintf("hasTimer(%d)", lostDelay))
		if isShown {
			tab.fire(lostDelay)
			require.Contains(t, tab.Text(pillText), "Connection lost")
		}
		tab.Do(`liveSocket.disconnect()`)
		require.Equal(t, "false live-disconnected null ", tab.Text(fmt.Sprintf(`fire(%d) + " " + liveSocket.main.el.className + " " + liveSocket.main.el.ariaBusy + " " + `+pillText, lostDelay)))
		tab.Do(`liveSocket.connect()`)
		c = f.accept()
		c.expectResume()
		c.send(resumedNext)
		tab.Wait("liveSocket.isConnected()")
		require.Equal(t, "", tab.Text(pillText))
	}
}

// The layout sets the texts, in languages with several plural forms, too.
func TestClient_Texts(t *testing.T) {
	t.Parallel()
	const meta = `<meta name="live-texts" data-lost="Нет связи." data-waitingone="{n} изменение" data-waitingfew="{n} изменения" data-waitingother="{n} изменений" data-stopped="Стоп">`
	for lang, want := range map[string][]string{
		"ru":    {"1 изменение", "2 изменения", "3 изменения", "4 изменения", "5 изменений"},
		"en_US": {"1 изменений", "2 изменений"}, // malformed
		"":      {"1 изменений"},
	} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			f, tab := newFakeServer(t, `<meta name="live-texts" data-lost="mine">`+counter), newTab(t)
			f.head = meta
			f.scripts = stoppedClock + steadyRandom + manualTimers + `document.documentElement.lang = ` + quote(lang)
			tab.Open(f.server.URL)
			c := f.accept()
			c.cut()
			tab.fire(lostDelay)
			for _, text := range want {
				clickWhileLost(tab)
				require.Equal(t, "Нет связи. "+text, tab.Text(`document.querySelector("#live-pill [role=status]").innerText`))
			}
			require.Equal(t, lang, tab.Text(`document.querySelector("#live-pill").lang`))
			tab.Do(goOnline)
			f.accept().close(4003, "malformed")
			tab.Wait(`document.querySelector("#live-card")?.innerText.includes("Стоп")`)
		})
	}
}

// Without texts of the layout, the texts are marked as English.
func TestClient_Texts_AreMarkedAsEnglish(t *testing.T) {
	t.Parallel()
	_, tab, _ := openFake(t, counter, `document.documentElement.lang = "de"`)
	require.Equal(t, "en", tab.Text(`document.querySelector("#live-pill").lang`))
}

// Browsers without constructable style sheets, or whose extensions break them, get a link.
func TestClient_StylesFallback(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{
		"missing": `delete window.CSSStyleSheet`,
		"throws":  `window.CSSStyleSheet = class { constructor() { throw new TypeError("Illegal constructor") } }`,
		"adopted": `Object.defineProperty(Document.prototype, "adoptedStyleSheets", { value: undefined })`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, tab, _ := openFake(t, counter, script)
			tab.Wait(`document.querySelector("head > link[rel=stylesheet]")`)
			tab.Wait(`getComputedStyle(document.querySelector("#live-bar")).position === "fixed"`)
		})
	}
}

// Users may block storage, and frames may have none. The page is then loaded again, but not in a loop.
func TestClient_Reload_WithoutStorage(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter, stoppedClock, `for (const name of ["sessionStorage", "localStorage", "indexedDB", "caches"]) {
		Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError") } })
	}`)
	c.close(4002, "not live")
	c = f.accept()
	c.expectJoin()
	require.Equal(t, 2, f.loads())
	c.close(4002, "not live")
	tab.Wait(`document.querySelector("#live-card button")`)
	require.Equal(t, 2, f.loads())
	tab.Click("#live-card button")
	f.accept().expectJoin()
	require.Equal(t, 3, f.loads())
}

// A script that has removed the pill does not keep the page from connecting.
func TestClient_Pill_Removed(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter, stoppedClock, steadyRandom, manualTimers)
	tab.Do(`document.querySelector("#live-pill").remove()`)
	f.mu.Lock()
	f.refuse = http.StatusServiceUnavailable
	f.mu.Unlock()
	c.cut()
	tab.fire(lostDelay)
	require.Contains(t, tab.Text(pillText), "Connection lost")
	tab.fire(firstWait)
	tab.Wait("hasTimer(800)")
	f.mu.Lock()
	f.refuse = 0
	f.mu.Unlock()
	tab.fire(800)
	f.accept().expectResume()
}
