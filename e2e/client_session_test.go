package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const counter = `<button live-click="a?n=1">a</button><form live-change="f"><input name="x" value=""></form><output>0</output>`

func TestClient_Acks(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, counter, manualTimers)
	for i := range 4 {
		c.send(fmt.Sprintf(`[0,[[%d,[6,0,"%d"]]]]`, i+2, i+1))
	}
	m, _ := c.receive()
	require.Equal(t, `["a",4]`, m, "half the window")
	c.send(`[0,[[6,[6,0,"5"]]]]`)
	tab.Wait(`document.querySelector("output").textContent === "5"`)
	require.Empty(t, c.in)
	require.Equal(t, "true", tab.Text(`fire(250)`))
	m, _ = c.receive()
	require.Equal(t, `["a",1]`, m, "after a delay")
	c.send(`[0,[[7,[6,0,"6"]]]]`)
	tab.Wait(`document.querySelector("output").textContent === "6"`)
	tab.Do(`document.querySelector("button").click()`)
	m, _ = c.receive()
	require.Equal(t, `["e",1,0,"a?n=1"]`, m, "an event contains the ack")
	c.send(`[1]`)
	tab.Wait(`!document.querySelector("button").className`)
	require.Empty(t, c.in, "an ack of events is not a frame")
}

// A lost connection is resumed: the client sends its state, and repeats events that were not
// acknowledged.
func TestClient_Resume(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter)
	click := func() { tab.Do(`document.querySelector("button").click()`) }
	click()
	c.expect(`["e",0,0,"a?n=1"]`)
	c.send(`[1,[[2,[6,0,"1"]]]]`)
	click()
	click()
	c.expect(`["e",0,0,"a?n=1"]`, `["e",0,0,"a?n=1"]`)
	require.NotContains(t, tab.Text(`JSON.stringify([sessionStorage, localStorage, document.cookie, history.state, liveSocket, document.documentElement.outerHTML])`), "secret",
		"a duplicate of the tab could take the session over")
	c.cut()
	tab.Wait(`!liveSocket.isConnected()`)
	require.Equal(t, "true", tab.Text(`liveSocket.main.el.classList.contains("live-loading")`))
	click() // while there is no connection

	c = f.accept()
	r := c.expectResume()
	require.Equal(t, resumeMessage{Build: r.Build, Inst: r.Inst, URL: "/page?a=1", Session: "secret", Frame: 1, Ref: 2, Version: 2}, r)
	require.Empty(t, c.in, "no event before the reply to the resume")
	// The ack of event 2 was lost; the update for event 3 is in the next frame.
	c.send(`["resumed",{"session":"next","ref":3,"done":2,"resume":30000}]`, `[1,[[3,[6,0,"3"]]]]`)
	c.expect(`["e",0,0,"a?n=1"]`, `["e",0,0,"a?n=1"]`, `["e",0,0,"a?n=1"]`)
	tab.Wait(`document.querySelector("output").textContent === "3"`)
	require.Equal(t, "live-click-loading", tab.Text("document.querySelector('button').className"))
	c.send(`[1,[[4,[6,0,"4"]]]]`)
	tab.Wait(`document.querySelector("output").textContent === "4" && !document.querySelector("button").className`)
	c.cut()

	c = f.accept()
	r = c.expectResume()
	require.Equal(t, []any{"next", 3, 5, 4}, []any{r.Session, r.Frame, r.Ref, r.Version})
}

// Input while disconnected is kept, as one change event for each form, until it is acknowledged.
func TestClient_InputWhileDisconnected(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter)
	c.cut()
	tab.Wait(`!liveSocket.isConnected()`)
	tab.Click("input")
	tab.Keys("abc")
	tab.Do(`document.querySelector("button").click()`)
	tab.Keys("d")
	c = f.accept()
	c.expectResume()
	c.send(`["resumed",{"session":"s","ref":0,"done":0}]`, `[0,[[2,[4,3,"value","server",2,0,"1"]]]]`)
	c.expect(`["e",0,0,"f",[0,"x",["x","abc"]]]`, `["e",0,0,"a?n=1"]`, `["e",0,0,"f",[0,"x",["x","abcd"]]]`)
	tab.Wait(`document.querySelector("output").textContent === "1"`)
	require.Equal(t, "abcd", tab.Text(`document.querySelector("input").value`))
}

// An ack in the reply to a resume lets the server control the field, although no frame follows.
func TestClient_AckInResume(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter)
	tab.Click("input")
	tab.Keys("x")
	c.expect(`["e",0,0,"f",[0,"x",["x","x"]]]`)
	c.cut()
	c = f.accept()
	c.expectResume()
	c.send(`["resumed",{"session":"s","ref":1,"done":1}]`)
	c.expect(`["e",0,0,"f",[0,"x",["x","x"]]]`)
	tab.Wait(`document.querySelector("input").value === ""`)
}

// At most 64 events are unacknowledged, 200 more wait, and further ones are refused.
func TestClient_EventWindow(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, counter, `window.errors = []; addEventListener("live:error", e => errors.push(e.detail.why))`)
	tab.Do(`for (let i = 0; i < 300; i++) document.querySelector("button").click()`)
	for range 64 {
		c.expect(`["e",0,0,"a?n=1"]`)
	}
	tab.Wait(`errors.length`)
	require.Equal(t, "36 too many", tab.Text(`errors.length + " " + errors[0]`))
	require.Empty(t, c.in)
	c.send(`[10]`)
	for range 10 {
		c.expect(`["e",0,0,"a?n=1"]`)
	}
	c.send(`[64]`)
	for range 64 {
		c.expect(`["e",0,0,"a?n=1"]`)
	}
}

// The events that are unacknowledged have at most 512 KB, so that the server can keep them.
func TestClient_EventWindowBytes(t *testing.T) {
	t.Parallel()
	large := strings.Repeat("x", 30_000)
	_, tab, c := openFake(t, `<button live-click="a" live-value-n="`+large+`">a</button>`)
	tab.Do(`for (let i = 0; i < 20; i++) document.querySelector("button").click()`)
	event := `["e",0,0,"a?n=` + large + `"]`
	for range 17 {
		c.expect(event)
	}
	require.Empty(t, c.in)
	c.send(`[2]`)
	c.expect(event, event)
	require.Empty(t, c.in)
	c.send(`[1]`)
	c.expect(event)
}

// A waiting change event is replaced by the next one of its form.
func TestClient_WaitingChangesAreReplaced(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, counter)
	tab.Do(`for (let i = 0; i < 64; i++) document.querySelector("button").click()`)
	for range 64 {
		c.expect(`["e",0,0,"a?n=1"]`)
	}
	tab.Click("input")
	tab.Keys("abcd")
	c.send(`[2]`)
	c.expect(`["e",0,0,"f",[0,"x",["x","abcd"]]]`)
	require.Empty(t, c.in)
}

// Input and clicks before the client is connected are sent after the join.
func TestClient_InputBeforeJoin(t *testing.T) {
	t.Parallel()
	f, tab := newFakeServer(t, `<form live-change="f"><input name="x" value="a"><input type="checkbox" name="c"><select name="s"><option>1</option><option>2</option></select><input type="range" name="g"></form>
		<form live-change="untouched"><input name="x" value="a"><select name="s"><option disabled>1</option><option>2</option></select><input type="color" name="o"></form>
		<form live-submit="no-change"><input name="x"></form><button live-click="b">b</button>`), newTab(t)
	f.scripts = `document.querySelector("[name=x]").value = "typed"
		document.querySelector("[name=s]").value = "2"
		document.querySelector("[live-submit] input").value = "typed"`
	tab.Open(f.server.URL + "/page?a=1")
	c := f.accept()
	c.expectJoin()
	tab.Click("button")
	c.send(`["joined",{"session":"s","adopted":true,"version":1}]`)
	c.expect(`["e",0,0,"f",[2,["s","x"],["x","typed","s","2","g","50"],["c"]]]`, `["e",0,0,"b"]`)
	value := `document.querySelector("[name=x]").value`
	c.send(`[0,[[2,[2,3,"value","early"]]],[["title","drawn"]]]`)
	tab.Wait(`document.title === "drawn"`)
	require.Equal(t, "typed", tab.Text(value), "kept like any edit until it is acknowledged")
	c.send(`[1,[[3,[2,3,"value","server"]]]]`)
	tab.Wait(value + ` === "server"`)
}

// The session has ended: the client joins without a token, drops events that may have been applied,
// and keeps the input.
func TestClient_Remount(t *testing.T) {
	t.Parallel()
	const page = `<form live-change="f"><input name="x" value=""><input name="y" value="ann"></form><button live-c="3" live-click="b">b</button><i live-click="i">i</i>`
	f, tab := newFakeServer(t, page), newTab(t)
	f.scripts = `window.errors = []; addEventListener("live:error", e => errors.push(e.detail.outcome))`
	tab.Open(f.server.URL + "/page?a=1")
	c := f.accept()
	require.NotNil(t, c.expectJoin().Token)
	c.send(`["joined",{"session":"s","adopted":true,"version":1}]`)
	tab.Wait("liveSocket.isConnected()")
	tab.Click("[name=x]")
	tab.Keys("mine")
	for _, typed := range []string{"m", "mi", "min", "mine"} {
		c.expect(`["e",0,0,"f",[0,"x",["x","` + typed + `","y","ann"]]]`)
	}
	c.send(`[4,[[2,[2,3,"value","mine"]]]]`)
	tab.Click("button")
	c.expect(`["e",0,3,"b"]`)
	tab.Do(`addEventListener("live:page-loading-start", () => {
		document.querySelector("button").click()
		document.querySelector("i").click()
		history.replaceState(null, "", "?a=2")
	}, { once: true })`)
	c.close(4001, "overflow")

	c = f.accept()
	j := c.expectJoin()
	require.Nil(t, j.Token)
	require.Equal(t, "/page?a=1", j.URL, "what a script has put into the address is not of the view")
	require.Equal(t, sumOf(t, strings.Replace(page, `value=""`, `value="mine"`, 1)), j.Sum)
	fresh := strings.NewReplacer(`live-c="3"`, `live-c="8"`, `<i live-click="i">i</i>`, ``).Replace(page)
	c.send(`["joined",{"session":"t","adopted":false,"version":1,"unrecovered":[0],"html":` + quote(fresh) + `}]`)
	c.expect(`["e",0,0,"f",[2,"x",["x","mine","y","ann"]]]`, `["e",0,8,"b"]`)
	require.Equal(t, "mine", tab.Text(`document.querySelector("[name=x]").value`))
	require.Equal(t, `["unknown","stale"]`, tab.JSON("errors"), "one may have been applied, the element of the other was removed")
	c.send(`[2,[[2,[2,3,"value","mine"]]]]`)
	c.cut()
	c = f.accept()
	r := c.expectResume()
	require.Equal(t, []any{"t", 1, 3, 2}, []any{r.Session, r.Frame, r.Ref, r.Version}, "all counts start again")
}

// The page belongs to another user after a remount: the client drops what the first one entered, and
// loads the document again, but not in a loop: then the user decides when.
func TestClient_OtherUser(t *testing.T) {
	t.Parallel()
	const page = `<form live-change="f"><input name="x" value=""></form><input name="y" live-change="d" live-debounce="10000"><textarea></textarea><button live-click="b">b</button>`
	f, tab := newFakeServer(t, page), newTab(t)
	f.scripts = stoppedClock + `window.errors = []; addEventListener("live:error", e => errors.push([e.detail.outcome, e.detail.why, e.detail.el.localName].join(" ")))
		addEventListener("pagehide", () => {
			const values = [...document.querySelectorAll("input,textarea")].map(e => e.value)
			sessionStorage.setItem("left", JSON.stringify([errors, values]))
		})
		document.querySelector("meta[name=live-token]").content = "token.tag"`
	tab.Open(f.server.URL)
	c := f.accept()
	require.Equal(t, "token.tag", *c.expectJoin().Token)
	c.send(`["joined",{"session":"s","adopted":true,"version":1}]`)
	tab.Wait("liveSocket.isConnected()")
	tab.Click("[name=x]")
	tab.Keys("a")
	c.expect(`["e",0,0,"f",[0,"x",["x","a"]]]`)
	tab.Click("textarea")
	tab.Keys("b")
	tab.Click("[name=y]")
	tab.Keys("c")
	c.close(4001, "gone")
	tab.Wait("!liveSocket.isConnected()")
	tab.Do(`document.querySelector("button").click()`)

	c = f.accept()
	require.Equal(t, ".tag", *c.expectJoin().Token)
	c.send(`["joined",{"session":"t","adopted":false,"version":1,"user":"new","html":` + quote(page) + `}]`)
	c = f.accept() // the document was loaded again
	require.Equal(t, "token.tag", *c.expectJoin().Token)
	require.Equal(t, 2, f.loads())
	require.Equal(t, `[["stale another user form","stale another user input","stale another user button"],["","",""]]`, tab.Text(`sessionStorage.getItem("left")`))

	c.send(`["joined",{"session":"t","adopted":false,"version":1,"user":"third","html":"<p>third</p>"}]`)
	requireEnded(t, tab, "This page stopped working.", "Reload")
	require.Equal(t, 2, f.loads(), "no second reload within 30 s")
	tab.Keys("\r")
	f.accept()
	require.Equal(t, 3, f.loads())
}

// A page without a tag takes the one of the first user for whom it is remounted.
func TestClient_FirstUser(t *testing.T) {
	t.Parallel()
	f, tab := newFakeServer(t, `<input live-change="f">`), newTab(t)
	tab.Open(f.server.URL)
	c := f.accept()
	c.expectJoin()
	tab.Click("input")
	tab.Keys("a")
	c.send(`["joined",{"session":"s","adopted":false,"version":1,"user":"tag","html":"<input live-change=\"f\">"}]`)
	c.expect(`["e",0,0,"f",[0,"",[]]]`)
	require.Equal(t, "a", tab.Text(`document.querySelector("input").value`))
	c.close(4001, "gone")
	require.Equal(t, ".tag", *f.accept().expectJoin().Token)
	require.Equal(t, 1, f.loads())
}

func TestClient_Reload(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter, stoppedClock)
	f.mu.Lock()
	f.refuse = http.StatusBadGateway
	f.mu.Unlock()
	c.close(4002, "not live")
	tab.Wait(`liveSocket.main.el.className === "live-error"`)
	require.Equal(t, 1, f.loads(), "no reload while the server is down")
	f.mu.Lock()
	f.refuse = 0
	f.mu.Unlock()
	c = f.accept()
	require.NotNil(t, c.expectJoin().Token)
	require.Equal(t, 2, f.loads())
	c.close(4002, "not live") // a second time within 30 s: the page stays
	tab.Wait(`liveSocket.main.el.className === "live-error"`)
	require.Equal(t, "0", tab.Text(`document.querySelector("output").textContent`))
	tab.Wait(`document.querySelector("#live-card button")`)
	require.Never(t, func() bool { return f.loads() > 2 || len(f.conns) > 0 }, time.Second, 50*time.Millisecond)
}

// loads returns how often the page was loaded, without probes.
func (f *fakeServer) loads() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.gets
}

// The browser does not report why the server refuses a WebSocket, so the client loads the page, for
// example after a logout.
func TestClient_ReloadsWhenSocketIsRefused(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter)
	tab.Do(`window.same = true
		setInterval(() => dispatchEvent(new Event("online")), 100)`) // without this, the client would wait longer between attempts
	f.mu.Lock()
	f.refuse = http.StatusServiceUnavailable // a server that is starting does not refuse the page
	f.mu.Unlock()
	c.cut()
	require.Eventually(t, func() bool { return f.probed() > 0 }, waitTimeout, 10*time.Millisecond)
	require.Equal(t, "true", tab.Text("same"))
	f.mu.Lock()
	f.refuse = http.StatusForbidden
	f.mu.Unlock()
	tab.Until("!window.same")
}

// probed returns the number of rechecks.
func (f *fakeServer) probed() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.probes
}

// When a patch cannot be applied, the client requests the full HTML. When that fails too, it
// reloads the page.
func TestClient_ReloadsWhenPatchFails(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter)
	tab.Do(`Node.prototype.insertBefore = () => { throw Error("broken") }`)
	c.send(`[0,[[2,[0,5,["<hr>"]]]]]`)
	c.expect(`["html",0]`)
	c.send(`[0,[[3,"<h1>new</h1>"]]]`)
	f.accept().expectJoin()
	require.Equal(t, 2, f.loads())
	require.Len(t, tab.Errors(), 3, "the patch, and two attempts with the full HTML")
}

func TestClient_StopsWhenTakenOver(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter)
	c.close(4003, "taken over")
	tab.Wait(`liveSocket.main.el.className === "live-error"`)
	tab.Do(`dispatchEvent(new Event("online"))`)
	require.Never(t, func() bool { return len(f.conns) > 0 }, time.Second, 50*time.Millisecond)
	tab.Do("liveSocket.connect()")
	f.accept().expectResume()
}

// After three crashes within a minute the page stays unchanged, with a retry button.
func TestClient_RetryButton(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter, stoppedClock)
	for range 2 {
		c.close(4001, "crashed")
		c = f.accept()
		c.expectJoin()
		c.send(`["joined",{"session":"s","adopted":false,"version":1}]`)
	}
	c.close(4001, "crashed")
	tab.Wait(`document.querySelector("#live-card button")`)
	require.Equal(t, "live-error alertdialog false", tab.Text(`liveSocket.main.el.className + " " + document.querySelector("#live-card").role + " " + liveSocket.main.el.contains(document.querySelector("#live-card"))`))
	require.Empty(t, f.conns)
	tab.Click("#live-card button")
	c = f.accept()
	require.Nil(t, c.expectJoin().Token)
	c.send(`["joined",{"session":"s","adopted":false,"version":1}]`)
	tab.Wait(`liveSocket.isConnected() && !document.querySelector("#live-card")`)
}

// The client sends a heartbeat when an event is unacknowledged for 3 s, and reconnects when no
// message arrives within 2 s.
func TestClient_SilentServerIsDetected(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter, manualTimers)
	f.silent.Store(true)
	tab.Click("button")
	c.expect(`["e",0,0,"a?n=1"]`)
	c.expectHeartbeat(func() { require.Equal(t, "true", tab.Text(`fire(3000)`)) })
	require.Empty(t, f.conns)
	require.Equal(t, "true", tab.Text(`fire(2000)`))
	tab.Do(goOnline) // do not wait for the next attempt to connect
	require.Equal(t, 1, f.accept().expectResume().Ref)
}

func TestClient_ProbesWhenOnline(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter)
	for _, event := range []string{`dispatchEvent(new Event("online"))`, `document.dispatchEvent(new Event("visibilitychange"))`} {
		c.expectHeartbeat(func() { tab.Do(event) })
	}
	// While disconnected, the client connects without waiting for the next attempt.
	f.server.Config.Handler = http.NotFoundHandler()
	c.cut()
	tab.Wait("!liveSocket.isConnected()")
	f.server.Config.Handler = f
	tab.Do(`dispatchEvent(new Event("online"))`)
	f.accept().expectResume()
}

func TestClient_Disconnect(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter)
	tab.Do(`liveSocket.disconnect(() => window.done = true)`)
	require.Equal(t, "true false live-disconnected", tab.Text(`done + " " + liveSocket.isConnected() + " " + liveSocket.main.el.className`))
	_, ok := c.receive()
	require.False(t, ok)
	tab.Do(`dispatchEvent(new Event("online"))`)
	require.Empty(t, f.conns)
	tab.Do(`liveSocket.connect()`)
	f.accept().expectResume()
	tab.Wait(`!document.querySelector("#live-bar").hidden`)
	tab.Do(`liveSocket.disconnect()`)
	require.Equal(t, "true", tab.Text(`document.querySelector("#live-bar").hidden`))
}

// On a page without a root, the client handles no events.
func TestClient_PageWithoutRoot_Back(t *testing.T) {
	t.Parallel()
	f, tab := newFakeServer(t, ""), newTab(t)
	f.scripts = `document.querySelector("#live-root").remove(); window.events = []
		addEventListener("live:page-loading-start", () => events.push("loading"))
		addEventListener("error", e => events.push(e.message))`
	tab.Open(f.server.URL)
	tab.Do(`
		history.pushState(null, "", "/other")
		for (const step of [-1, 1]) {
			const moved = new Promise(done => addEventListener("popstate", done))
			history.go(step)
			await moved
		}
		await new Promise(done => setTimeout(done, 200))`)
	require.Equal(t, `[] undefined`, tab.Text(`JSON.stringify(events) + " " + window.liveSocket`))
}

// When the user leaves for another page, the client notifies the server.
func TestClient_LeavePage(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter)
	tab.Open(f.server.URL + "/other")
	m, _ := c.receive()
	require.Contains(t, []string{`["sleep"]`, `["bye"]`}, m)
	_, ok := c.receive()
	require.False(t, ok)
	f.accept().expectJoin()
}

// The page is stored in the back/forward cache and restored.
func TestClient_BackForwardCache(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter)
	tab.Do(`dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }))`)
	m, _ := c.receive()
	require.Equal(t, `["sleep"]`, m)
	_, ok := c.receive()
	require.False(t, ok, "an open WebSocket would keep the page out of the cache")
	tab.Do(`document.querySelector("button").click()
		dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))`)
	c = f.accept()
	require.Equal(t, "secret", c.expectResume().Session)
	c.send(`["resumed",{"session":"s","ref":0,"done":0}]`)
	c.expect(`["e",0,0,"a?n=1"]`)

	tab.Do(`dispatchEvent(new PageTransitionEvent("pagehide", { persisted: false }))`)
	for m != `["bye"]` {
		m, ok = c.receive()
		require.True(t, ok)
	}
}

// A prerendered page joins when it is shown.
func TestClient_Prerendering(t *testing.T) {
	t.Parallel()
	f, tab := newFakeServer(t, counter), newTab(t)
	tab.OnLoad(`window.rendering = true
		Object.defineProperty(Document.prototype, "prerendering", { get: () => window.rendering })`)
	tab.Open(f.server.URL)
	require.Equal(t, "live-loading", tab.Text("liveSocket.main.el.className"))
	require.Empty(t, f.conns)
	tab.Do(`window.rendering = false
		document.dispatchEvent(new Event("prerenderingchange"))`)
	f.accept().expectJoin()
}
