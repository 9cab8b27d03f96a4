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
	_, tab, l := openFake(t, counter)
	for i := range 4 {
		l.send(fmt.Sprintf(`[0,[[0,%d,[6,0,"%d"]]]]`, i+2, i+1))
	}
	m, _ := l.receive()
	require.Equal(t, `["a",4]`, m, "half the window")
	l.send(`[0,[[0,6,[6,0,"5"]]]]`)
	m, _ = l.receive()
	require.Equal(t, `["a",1]`, m, "after a moment")
	l.send(`[0,[[0,7,[6,0,"6"]]]]`)
	tab.Wait(`document.querySelector("output").textContent === "6"`)
	tab.Do(`document.querySelector("button").click()`)
	m, _ = l.receive()
	if m == `["a",1]` { // the moment was over
		m, _ = l.receive()
		require.Equal(t, `["e",0,1,0,"a?n=1"]`, m)
	} else {
		require.Equal(t, `["e",1,1,0,"a?n=1"]`, m, "rides on an event")
	}
	l.send(`[1]`)
	require.Empty(t, l.in, "a bare answer is no frame")
}

// A lost socket is resumed: the client says what it holds, and sends again what was not answered.
func TestClient_Resume(t *testing.T) {
	t.Parallel()
	f, tab, l := openFake(t, counter)
	click := func() { tab.Do(`document.querySelector("button").click()`) }
	click()
	l.expect(`["e",0,1,0,"a?n=1"]`)
	l.send(`[1,[[0,2,[6,0,"1"]]]]`)
	click()
	click()
	l.expect(`["e",0,1,0,"a?n=1"]`, `["e",0,1,0,"a?n=1"]`)
	require.NotContains(t, tab.Text(`JSON.stringify([sessionStorage, localStorage, document.cookie, history.state, liveSocket, document.documentElement.outerHTML])`), "secret",
		"a copy of the tab would throw this one out")
	l.cut()
	tab.Wait(`!liveSocket.isConnected()`)
	require.Equal(t, "live-loading", tab.Text("liveSocket.main.el.className"))
	click() // while there is no connection

	l = f.accept()
	r := l.expectResume()
	require.Equal(t, resumeMessage{Build: r.Build, Inst: r.Inst, URL: "/page?a=1", Session: "secret", Frame: 1, Ref: 2, Versions: map[string]int{"0": 2}}, r)
	require.Empty(t, l.in, "nothing before the server said that it may")
	// 2 was answered by a message that was lost; 3 is on its way in a frame.
	l.send(`["resumed",{"session":"next","ref":3,"done":2,"resume":30000}]`, `[1,[[0,3,[6,0,"3"]]]]`)
	l.expect(`["e",0,1,0,"a?n=1"]`, `["e",0,1,0,"a?n=1"]`, `["e",0,1,0,"a?n=1"]`)
	tab.Wait(`document.querySelector("output").textContent === "3"`)
	require.Equal(t, "live-click-loading", tab.Text("document.querySelector('button').className"))
	l.send(`[1,[[0,4,[6,0,"4"]]]]`)
	tab.Wait(`document.querySelector("output").textContent === "4" && !document.querySelector("button").className`)
	l.cut()

	l = f.accept()
	r = l.expectResume()
	require.Equal(t, []any{"next", 3, 5, map[string]int{"0": 4}}, []any{r.Session, r.Frame, r.Ref, r.Versions})
}

// What is typed while the connection is away is kept, one change event for each form, and held until it is answered.
func TestClient_InputWhileDisconnected(t *testing.T) {
	t.Parallel()
	f, tab, l := openFake(t, counter)
	l.cut()
	tab.Wait(`!liveSocket.isConnected()`)
	tab.Click("input")
	tab.Keys("abc")
	tab.Do(`document.querySelector("button").click()`)
	tab.Keys("d")
	l = f.accept()
	l.expectResume()
	l.send(`["resumed",{"session":"s","ref":0,"done":0}]`, `[0,[[0,2,[4,3,"value","server",2,0,"1"]]]]`)
	l.expect(`["e",0,1,0,"f",["change","x=abc",[],"x"]]`, `["e",0,1,0,"a?n=1"]`, `["e",0,1,0,"f",["change","x=abcd",[],"x"]]`)
	tab.Wait(`document.querySelector("output").textContent === "1"`)
	require.Equal(t, "abcd", tab.Text(`document.querySelector("input").value`))
}

// An answer that came with the resume settles a control, though no frame follows.
func TestClient_AckInResume(t *testing.T) {
	t.Parallel()
	f, tab, l := openFake(t, counter)
	tab.Click("input")
	tab.Keys("x")
	l.expect(`["e",0,1,0,"f",["change","x=x",[],"x"]]`)
	l.cut()
	l = f.accept()
	l.expectResume()
	l.send(`["resumed",{"session":"s","ref":1,"done":1}]`)
	l.expect(`["e",0,1,0,"f",["change","x=x",[],"x"]]`)
	go func() {
		for range l.in { // the heartbeat is answered once
			l.ws.WriteMessage(1, []byte(`["h"]`))
		}
	}()
	tab.Wait(`document.querySelector("input").value === ""`)
}

// 64 events are under way at most; 200 more may wait, and what is beyond is refused at once.
func TestClient_EventWindow(t *testing.T) {
	t.Parallel()
	_, tab, l := openFake(t, counter, `window.errors = []; addEventListener("live:error", e => errors.push(e.detail.why))`)
	tab.Do(`for (let i = 0; i < 300; i++) document.querySelector("button").click()`)
	for range 64 {
		l.expect(`["e",0,1,0,"a?n=1"]`)
	}
	tab.Wait(`errors.length`)
	require.Equal(t, "36 too many", tab.Text(`errors.length + " " + errors[0]`))
	require.Empty(t, l.in)
	l.send(`[10]`)
	for range 10 {
		l.expect(`["e",0,1,0,"a?n=1"]`)
	}
	l.send(`[64]`)
	for range 64 {
		l.expect(`["e",0,1,0,"a?n=1"]`)
	}
}

// Change events of one form replace each other while they wait.
func TestClient_WaitingChangesAreReplaced(t *testing.T) {
	t.Parallel()
	_, tab, l := openFake(t, counter)
	tab.Do(`for (let i = 0; i < 64; i++) document.querySelector("button").click()`)
	for range 64 {
		l.expect(`["e",0,1,0,"a?n=1"]`)
	}
	tab.Click("input")
	tab.Keys("abcd")
	l.send(`[2]`)
	l.expect(`["e",0,1,0,"f",["change","x=abcd",[],"x"]]`)
	require.Empty(t, l.in)
}

// Typed, clicked and ticked before the client was connected: nothing is lost.
func TestClient_InputBeforeJoin(t *testing.T) {
	t.Parallel()
	f, tab := newFakeServer(t, `<form live-change="f"><input name="x" value="a"><input type="checkbox" name="c"><select name="s"><option>1</option><option>2</option></select><input type="range" name="g"></form>
		<form live-change="untouched"><input name="x" value="a"><select name="s"><option disabled>1</option><option>2</option></select><input type="color" name="o"></form>
		<form live-submit="no-change"><input name="x"></form><button live-click="b">b</button>`), newTab(t)
	f.scripts = `document.querySelector("[name=x]").value = "typed"
		document.querySelector("[name=s]").value = "2"
		document.querySelector("[live-submit] input").value = "typed"`
	tab.Open(f.server.URL + "/page?a=1")
	l := f.accept()
	l.expectJoin()
	tab.Click("button")
	l.send(`["joined",{"session":"s","epoch":5,"adopted":true,"version":1}]`)
	l.expect(`["e",0,5,0,"f",["change","x=typed&s=2&g=50",["c"],"s"]]`, `["e",0,5,0,"b"]`)
	value := `document.querySelector("[name=x]").value`
	l.send(`[0,[[0,2,[2,3,"value","early"]]],[["title","drawn"]]]`)
	tab.Wait(`document.title === "drawn"`)
	require.Equal(t, "typed", tab.Text(value), "held as any edit is, until it is answered")
	l.send(`[1,[[0,3,[2,3,"value","server"]]]]`)
	tab.Wait(value + ` === "server"`)
}

// The session is gone: the client joins anew without a token, drops what may have been applied, keeps what was typed.
func TestClient_Remount(t *testing.T) {
	t.Parallel()
	const page = `<form live-change="f"><input name="x" value=""><input name="y" value="ann"></form><button live-c="3" live-click="b">b</button><i live-click="i">i</i>`
	f, tab := newFakeServer(t, page), newTab(t)
	f.scripts = `window.errors = []; addEventListener("live:error", e => errors.push(e.detail.outcome))`
	tab.Open(f.server.URL + "/page?a=1")
	l := f.accept()
	require.NotNil(t, l.expectJoin().Token)
	l.send(`["joined",{"session":"s","epoch":1,"adopted":true,"version":1}]`)
	tab.Wait("liveSocket.isConnected()")
	tab.Click("[name=x]")
	tab.Keys("mine")
	for _, typed := range []string{"m", "mi", "min", "mine"} {
		l.expect(`["e",0,1,0,"f",["change","x=` + typed + `&y=ann",[],"x"]]`)
	}
	l.send(`[4,[[0,2,[2,3,"value","mine"]]]]`)
	tab.Click("button")
	l.expect(`["e",0,1,3,"b"]`)
	l.close(4001, "gone")
	tab.Wait("!liveSocket.isConnected()")
	tab.Do(`document.querySelector("button").click()
		document.querySelector("i").click()
		history.replaceState(null, "", "?a=2")`)

	l = f.accept()
	j := l.expectJoin()
	require.Nil(t, j.Token)
	require.Equal(t, "/page?a=2", j.URL)
	require.Equal(t, sumOf(t, strings.Replace(page, `value=""`, `value="mine"`, 1)), j.Sum)
	fresh := strings.NewReplacer(`live-c="3"`, `live-c="8"`, `<i live-click="i">i</i>`, ``).Replace(page)
	l.send(`["joined",{"session":"t","epoch":2,"adopted":false,"version":1,"html":` + quote(fresh) + `}]`)
	l.expect(`["e",0,2,0,"f",["change","x=mine&y=ann",[],"x"]]`, `["e",0,2,8,"b"]`)
	require.Equal(t, "mine", tab.Text(`document.querySelector("[name=x]").value`))
	require.Equal(t, `["lost","stale"]`, tab.JSON("errors"), "one may have been applied, one has no place any more")
	l.send(`[2,[[0,2,[2,3,"value","mine"]]]]`)
	l.cut()
	l = f.accept()
	r := l.expectResume()
	require.Equal(t, []any{"t", 1, 3, map[string]int{"0": 2}}, []any{r.Session, r.Frame, r.Ref, r.Versions}, "all counts began anew")
}

func TestClient_Reload(t *testing.T) {
	t.Parallel()
	f, tab, l := openFake(t, counter)
	f.mu.Lock()
	f.refuse = http.StatusBadGateway
	f.mu.Unlock()
	l.close(4002, "not live")
	tab.Wait(`liveSocket.main.el.className === "live-error"`)
	require.Equal(t, 1, f.loads(), "not while nobody answers")
	f.mu.Lock()
	f.refuse = 0
	f.mu.Unlock()
	l = f.accept()
	require.NotNil(t, l.expectJoin().Token)
	require.Equal(t, 2, f.loads())
	l.close(4002, "not live") // a second time within 30 s: the page stays
	tab.Wait(`liveSocket.main.el.className === "live-error"`)
	require.Equal(t, "0", tab.Text(`document.querySelector("output").textContent`))
	require.Never(t, func() bool { return f.loads() > 2 || len(f.conns) > 0 }, time.Second, 50*time.Millisecond)
}

// loads counts how often the page was loaded, probes aside.
func (f *fakeServer) loads() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.gets
}

// Middleware that refuses the socket itself can say so only to a page load: the person was logged out, say.
func TestClient_ReloadsWhenSocketIsRefused(t *testing.T) {
	t.Parallel()
	f, tab, l := openFake(t, counter)
	tab.Do(`window.same = true
		setInterval(() => dispatchEvent(new Event("online")), 100)`) // or it would take its time
	f.mu.Lock()
	f.refuse = http.StatusServiceUnavailable // a server that is starting is no refusal
	f.mu.Unlock()
	l.cut()
	require.Eventually(t, func() bool { return f.probed() > 0 }, 20*time.Second, 10*time.Millisecond)
	require.Equal(t, "true", tab.Text("same"))
	f.mu.Lock()
	f.refuse = http.StatusForbidden
	f.mu.Unlock()
	tab.Until("!window.same")
}

// probed counts how often the browser asked whether there is a page.
func (f *fakeServer) probed() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.probes
}

// What cannot be drawn is asked for whole; when that cannot be drawn either, the page is loaded again.
func TestClient_ReloadsWhenPatchFails(t *testing.T) {
	t.Parallel()
	f, tab, l := openFake(t, counter)
	tab.Do(`Node.prototype.insertBefore = () => { throw Error("broken") }`)
	l.send(`[0,[[0,2,[0,5,["<hr>"]]]]]`)
	l.expect(`["html",0,0]`)
	l.send(`[0,[[0,3,"<h1>new</h1>"]]]`)
	f.accept().expectJoin()
	require.Equal(t, 2, f.loads())
	require.Len(t, tab.Errors(), 2)
}

func TestClient_StopsWhenTakenOver(t *testing.T) {
	t.Parallel()
	f, tab, l := openFake(t, counter)
	l.close(4003, "taken over")
	tab.Wait(`liveSocket.main.el.className === "live-error"`)
	tab.Do(`dispatchEvent(new Event("online"))`)
	require.Never(t, func() bool { return len(f.conns) > 0 }, time.Second, 50*time.Millisecond)
	tab.Do("liveSocket.connect()")
	f.accept().expectResume()
}

// A view that crashes three times within a minute stays as it is, with a button.
func TestClient_RetryButton(t *testing.T) {
	t.Parallel()
	f, tab, l := openFake(t, counter)
	for range 2 {
		l.close(4001, "crashed")
		l = f.accept()
		l.expectJoin()
		l.send(`["joined",{"session":"s","epoch":1,"adopted":false,"version":1}]`)
	}
	l.close(4001, "crashed")
	tab.Wait(`document.querySelector("#live-retry button")`)
	require.Equal(t, "live-error alert false", tab.Text(`liveSocket.main.el.className + " " + document.querySelector("#live-retry").role + " " + liveSocket.main.el.contains(document.querySelector("#live-retry"))`))
	require.Empty(t, f.conns)
	tab.Click("#live-retry button")
	l = f.accept()
	require.Nil(t, l.expectJoin().Token)
	l.send(`["joined",{"session":"s","epoch":1,"adopted":false,"version":1}]`)
	tab.Wait(`liveSocket.isConnected() && !document.querySelector("#live-retry")`)
}

func TestClient_Drain(t *testing.T) {
	t.Parallel()
	f, tab, l := openFake(t, counter)
	l.send(`["drain",60000]`)
	tab.Do(`document.querySelector("button").click()`)
	l.expect(`["e",0,1,0,"a?n=1"]`) // until the server goes it works
	start := time.Now()
	l.send(`["drain",2000]`)
	l.close(4000, "drain")
	f.accept().expectResume()
	require.GreaterOrEqual(t, time.Since(start), 1990*time.Millisecond)
}

// An event that is unanswered for 3 s makes the client ask, and no sign of life makes it resume.
func TestClient_SilentServerIsDetected(t *testing.T) {
	t.Parallel()
	f, tab, l := openFake(t, counter)
	tab.Click("button")
	l.expect(`["e",0,1,0,"a?n=1"]`)
	start := time.Now()
	m, _ := l.receive()
	require.Equal(t, `["h"]`, m)
	require.Greater(t, time.Since(start), 2*time.Second)
	l = f.accept()
	require.Less(t, time.Since(start), 8*time.Second)
	require.Equal(t, 1, l.expectResume().Ref)
}

func TestClient_ProbesWhenOnline(t *testing.T) {
	t.Parallel()
	f, tab, l := openFake(t, counter)
	for _, event := range []string{`dispatchEvent(new Event("online"))`, `document.dispatchEvent(new Event("visibilitychange"))`} {
		tab.Do(event)
		m, _ := l.receive()
		require.Equal(t, `["h"]`, m, event)
		l.send(`["h"]`)
	}
	// Without a connection it does not wait for its turn.
	f.server.Config.Handler = http.NotFoundHandler()
	l.cut()
	tab.Wait("!liveSocket.isConnected()")
	f.server.Config.Handler = f
	tab.Do(`dispatchEvent(new Event("online"))`)
	f.accept().expectResume()
}

func TestClient_Disconnect(t *testing.T) {
	t.Parallel()
	f, tab, l := openFake(t, counter)
	tab.Do(`liveSocket.disconnect(() => window.done = true)`)
	require.Equal(t, "true false", tab.Text(`done + " " + liveSocket.isConnected()`))
	_, ok := l.receive()
	require.False(t, ok)
	tab.Do(`dispatchEvent(new Event("online"))`)
	require.Empty(t, f.conns)
	tab.Do(`liveSocket.connect()`)
	f.accept().expectResume()
}

// Leaving for another page says so, whether the browser keeps the page or not.
func TestClient_LeavePage(t *testing.T) {
	t.Parallel()
	f, tab, l := openFake(t, counter)
	tab.Open(f.server.URL + "/other")
	m, _ := l.receive()
	require.Contains(t, []string{`["sleep"]`, `["bye"]`}, m)
	_, ok := l.receive()
	require.False(t, ok)
	f.accept().expectJoin()
}

// The page went into the back/forward cache, and came back.
func TestClient_BackForwardCache(t *testing.T) {
	t.Parallel()
	f, tab, l := openFake(t, counter)
	tab.Do(`dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }))`)
	m, _ := l.receive()
	require.Equal(t, `["sleep"]`, m)
	_, ok := l.receive()
	require.False(t, ok, "an open socket would keep the page out of the cache")
	tab.Do(`document.querySelector("button").click()
		dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))`)
	l = f.accept()
	require.Equal(t, "secret", l.expectResume().Session)
	l.send(`["resumed",{"session":"s","ref":0,"done":0}]`)
	l.expect(`["e",0,1,0,"a?n=1"]`)

	tab.Do(`dispatchEvent(new PageTransitionEvent("pagehide", { persisted: false }))`)
	for m != `["bye"]` {
		m, ok = l.receive()
		require.True(t, ok)
	}
}

// A page that is prerendered joins when it is shown.
func TestClient_Prerendering(t *testing.T) {
	t.Parallel()
	f, tab := newFakeServer(t, counter), newTab(t)
	tab.OnLoad(`window.rendering = true
		Object.defineProperty(document, "prerendering", { get: () => window.rendering })`)
	tab.Open(f.server.URL)
	require.Equal(t, "live-loading", tab.Text("liveSocket.main.el.className"))
	require.Empty(t, f.conns)
	tab.Do(`window.rendering = false
		document.dispatchEvent(new Event("prerenderingchange"))`)
	f.accept().expectJoin()
}
