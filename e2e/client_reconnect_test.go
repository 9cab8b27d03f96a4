package e2e

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// steadyRandom makes all random waits of the client predictable: 0.6 of their range.
const steadyRandom = `Math.random = () => 0.6
`

// firstWait is the first wait of the client before it reconnects, with steadyRandom.
const firstWait = 300

// fire waits until the page has set a timer for ms, and runs it.
func (tab *Tab) fire(ms int) {
	tab.t.Helper()
	tab.Wait(fmt.Sprintf("fire(%d)", ms))
}

const unknownText = "It is not known whether this was done."

// From the announcement of a shutdown on, the client keeps new events. It leaves at the time given,
// even if the server closes the connection before, and sends the events to the next server, which it
// joins without a resume.
func TestClient_DrainHoldsEvents(t *testing.T) {
	t.Parallel()
	for name, isClosed := range map[string]bool{"closed by the server": true, "closed by the client": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, tab, c := openFake(t, counter, stoppedClock, manualTimers)
			c.send(`["drain",60000]`, `["drain",2000]`, `[0,[[2,[6,0,"1"]]]]`)
			tab.Wait(`document.querySelector("output").textContent === "1"`)
			tab.Do(`document.querySelector("button").click()`)
			if isClosed {
				c.close(4000, "drain")
				tab.Wait(`!liveSocket.isConnected()`)
			}
			require.Empty(t, f.conns)
			require.Equal(t, "false", tab.Text("fire(60000)"), "the second drain replaces the first")
			tab.fire(2000)
			for m, ok := c.receive(); ok; m, ok = c.receive() {
				require.NotContains(t, m, `"e"`)
			}
			c = f.accept()
			require.Nil(t, c.expectJoin().Token)
			c.send(`["joined",{"session":"s","adopted":false,"version":1}]`)
			c.expect(`["e",0,0,"a?n=1"]`)
			require.Empty(t, tab.Text(`document.querySelector("#live-flash").textContent`))
		})
	}
}

// The client waits for the outcomes of the events that it has sent.
func TestClient_DrainWaitsForOutcomes(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter, stoppedClock, manualTimers)
	tab.Do(`document.querySelector("button").click()`)
	c.expect(`["e",0,0,"a?n=1"]`)
	c.send(`["drain",2000]`)
	tab.fire(2000)
	tab.Do(`document.querySelector("button").click()`)
	require.Equal(t, "true", tab.Text("liveSocket.isConnected()"))
	require.Empty(t, f.conns)
	c.send(`[1,[[2,[6,0,"1"]]]]`)
	c = f.accept()
	require.Nil(t, c.expectJoin().Token)
	c.send(`["joined",{"session":"s","adopted":false,"version":1}]`)
	c.expect(`["e",0,0,"a?n=1"]`)
	require.Empty(t, tab.Text(`document.querySelector("#live-flash").textContent`))
}

// However a session ends, the user learns that the outcome of a sent event is unknown. What was not
// sent is kept.
func TestClient_UnknownOutcome(t *testing.T) {
	t.Parallel()
	const joined = `["joined",{"session":"t","adopted":false,"version":1,"unrecovered":[0]}]`
	resumeIn := func(code int, reason string) func(*fakeServer, *Tab, *fakeConn) *fakeConn {
		return func(f *fakeServer, tab *Tab, c *fakeConn) *fakeConn {
			c.cut()
			c = f.accept()
			c.expectResume()
			c.close(code, reason)
			return f.accept()
		}
	}
	for name, end := range map[string]func(*fakeServer, *Tab, *fakeConn) *fakeConn{
		"crashed":           func(f *fakeServer, _ *Tab, c *fakeConn) *fakeConn { c.close(4001, "crashed"); return f.accept() },
		"killed, then gone": resumeIn(4001, "gone"),
		"drained, then killed": func(f *fakeServer, tab *Tab, c *fakeConn) *fakeConn {
			c.send(`["drain",0]`)
			c.cut()
			return f.accept()
		},
		"taken over": func(f *fakeServer, tab *Tab, c *fakeConn) *fakeConn {
			c.close(4003, "taken over")
			tab.Wait(`errors.length`)
			tab.Do(`liveSocket.connect()`)
			c = f.accept()
			c.expectResume()
			c.close(4001, "gone")
			return f.accept()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, tab, c := openFake(t, counter+`<i live-click="b">b</i>`, `window.errors = []
				addEventListener("live:error", e => errors.push(e.detail.outcome + " " + e.detail.el.localName))`)
			tab.Do(`document.querySelector("button").click()`)
			c.expect(`["e",0,0,"a?n=1"]`)
			tab.Do(`history.pushState(null, "", "?a=2")
				dispatchEvent(new PopStateEvent("popstate"))`)
			c.expect(`["p",0,"/page?a=2"]`)
			tab.Click("input")
			tab.Keys("x")
			c.expect(`["e",0,0,"f",[0,"x",["x","x"]]]`)
			tab.Do(`addEventListener("live:page-loading-start", () => document.querySelector("i").click(), { once: true })`)
			c = end(f, tab, c)
			c.expectJoin()
			c.send(joined)
			c.expect(`["e",0,0,"f",[2,"x",["x","x"]]]`, `["e",0,0,"b"]`)
			require.Equal(t, `["unknown button"]`, tab.JSON("errors"), "the address and the input are sent again")
			require.Equal(t, unknownText, tab.Text(`document.querySelector("#live-flash .live-flash-error").textContent`))
			require.Equal(t, "", tab.Text(`document.querySelector("button").className`))
		})
	}
}

// A reply that a resume or join cannot succeed leads to the next join at once.
func TestClient_JoinsAtOnceWhenGone(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter, steadyRandom, manualTimers)
	c.cut()
	tab.fire(firstWait)
	c = f.accept()
	c.expectResume()
	c.close(4001, "gone")
	c = f.accept()
	require.Nil(t, c.expectJoin().Token)
	c.close(4001, "gone") // not in reply to a resume: the page ended during the join
	tab.fire(800)
	f.accept().expectJoin()
}

func TestClient_JoinsAtOnceWithoutForgedToken(t *testing.T) {
	t.Parallel()
	f, tab := newFakeServer(t, counter), newTab(t)
	f.scripts = manualTimers
	tab.Open(f.server.URL)
	c := f.accept()
	require.NotNil(t, c.expectJoin().Token)
	c.close(4001, "token")
	require.Nil(t, f.accept().expectJoin().Token)
}

// While only other nodes are reached, the client tries for five seconds to reach that of its session.
func TestClient_Elsewhere(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter, stoppedClock, steadyRandom, manualTimers)
	c.cut()
	tab.fire(firstWait)
	for range 5 {
		c = f.accept()
		require.Equal(t, "secret", c.expectResume().Session)
		c.close(4000, "elsewhere")
		tab.Wait("hasTimer(800)")
		tab.Do("now += 799; fire(800)")
	}
	c = f.accept()
	c.expectResume()
	c.send(`["resumed",{"session":"next","ref":0,"done":0,"resume":30000}]`)
	tab.Wait("liveSocket.isConnected()")
	c.cut()
	tab.fire(800)
	for range 5 { // the time starts again
		c = f.accept()
		require.Equal(t, "next", c.expectResume().Session)
		c.close(4000, "elsewhere")
		tab.Wait("hasTimer(800)")
		tab.Do("now += 800; fire(800)")
	}
	c = f.accept()
	c.expectResume()
	c.close(4000, "elsewhere")
	require.Nil(t, f.accept().expectJoin().Token, "a page that no node knows is remounted")
}

// The waits between attempts are at most a second for about ten seconds, then they grow to five.
func TestClient_Backoff(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter, stoppedClock, steadyRandom, manualTimers)
	f.mu.Lock()
	f.refuse = http.StatusServiceUnavailable
	f.mu.Unlock()
	c.cut()
	tab.fire(firstWait)
	for range 13 {
		tab.fire(800)
	}
	for _, ms := range []int{1600, 3200, 4000} {
		tab.fire(ms)
	}
	tab.Wait("hasTimer(4000)")
	f.mu.Lock()
	f.refuse = 0
	f.mu.Unlock()
	tab.fire(4000)
	c = f.accept()
	c.expectResume()
	c.send(`["resumed",{"session":"next","ref":0,"done":0,"resume":30000}]`)
	tab.Wait("liveSocket.isConnected()")
	tab.Do("now += 6000")
	c.cut()
	tab.fire(firstWait) // after a connection that was stable
	c = f.accept()
	c.expectResume()
	c.close(4000, "busy")
	tab.fire(1600 / 2) // a busy server is left alone for longer
	c = f.accept()
	c.expectResume()
	c.close(4000, "busy")
	tab.fire(1600)
	f.accept().expectResume()
}

// A press or key while the page waits connects at once, but not more than once a second.
func TestClient_InputConnects(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter, stoppedClock, steadyRandom, manualTimers)
	attempt := func() {
		t.Helper()
		c := f.accept()
		c.expectResume()
		c.close(4000, "busy")
		tab.Wait("[800, 1600, 3200, 4000].some(hasTimer)") // the client has noticed
	}
	c.cut()
	tab.Wait("!liveSocket.isConnected()")
	for _, event := range []string{`new PointerEvent("pointerdown")`, `new KeyboardEvent("keydown", { key: "x" })`, `new Event("input")`} {
		tab.Do(`document.querySelector("input").dispatchEvent(` + event + `)`)
		attempt()
		tab.Do(`document.querySelector("input").dispatchEvent(` + event + `); now += 1000`)
		require.Empty(t, f.conns)
	}
	tab.Do(`dispatchEvent(new Event("focus"))`)
	attempt()
}

// Input checks a connection that has been quiet: a dead one is replaced within four seconds.
func TestClient_InputChecksQuietConnection(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter, stoppedClock, steadyRandom, manualTimers)
	key := `dispatchEvent(new KeyboardEvent("keydown", { key: "Shift" })); `
	tab.Do(key + `now += 1999; ` + key)
	require.Empty(t, c.heartbeats, "the connection was not quiet")
	c.expectHeartbeat(func() { tab.Do("now += 1; " + key) })
	c.send(`[0,[[2,[6,0,"1"]]]]`)
	tab.Wait(`document.querySelector("output").textContent === "1"`)

	f.silent.Store(true)
	c.expectHeartbeat(func() { tab.Do("now += 2000; " + key) })
	tab.Do("now += 1500; " + key + key)
	require.Empty(t, c.heartbeats, "one heartbeat is unanswered")
	require.Equal(t, "live-connected", tab.Text("liveSocket.main.el.className"))
	require.Equal(t, "true", tab.Text("fire(4000)"))
	require.Equal(t, "live-loading", tab.Text("liveSocket.main.el.className"))
}

// A connection that is dead right after a resume is detected like any other: by an event that is not
// acknowledged, or by input.
func TestClient_DeadAfterResume(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter, stoppedClock, steadyRandom, manualTimers)
	f.silent.Store(true)
	resume := func() {
		t.Helper()
		tab.Wait("!liveSocket.isConnected()")
		tab.Do(goOnline)
		c = f.accept()
		c.expectResume()
		c.expectHeartbeat(func() { c.send(`["resumed",{"session":"secret","ref":0,"done":0,"resume":30000}]`) })
		tab.Wait("liveSocket.isConnected()")
	}
	c.cut()
	resume()
	c.expectHeartbeat(func() { tab.Do(`now += 2000; dispatchEvent(new KeyboardEvent("keydown", { key: "Shift" }))`) })
	require.Equal(t, "true", tab.Text("fire(4000)"))
	resume()
	tab.Do(`document.querySelector("button").click()`)
	c.expect(`["e",0,0,"a?n=1"]`)
	c.expectHeartbeat(func() { require.Equal(t, "true", tab.Text("fire(3000)")) })
	require.Equal(t, "true", tab.Text("fire(2000)"))
	resume()
}

// A proxy cuts connections that are idle for six seconds. After the second time, heartbeats are
// frequent enough.
func TestClient_LearnsIdleTimeoutOfProxy(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		idle     []int // ms
		interval int
	}{
		"same time twice":     {[]int{6000, 6300}, 3150},
		"once":                {[]int{6000}, 25_000},
		"different times":     {[]int{6000, 15_000, 9000}, 25_000},
		"short time":          {[]int{2000, 2000, 2000}, 25_000},
		"of the usual length": {[]int{25_000, 25_000}, 12_500},
		"again later":         {[]int{20_000, 20_000, 7000, 7000}, 3500},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, tab, conn := openFake(t, counter, stoppedClock, steadyRandom, manualTimers)
			for _, ms := range c.idle {
				tab.Do(fmt.Sprintf("now += %d", ms))
				conn.cut()
				tab.Wait("!liveSocket.isConnected()")
				tab.Do(goOnline)
				conn = f.accept()
				conn.expectResume()
				// The reply to the heartbeat that follows starts the timer.
				conn.expectHeartbeat(func() { conn.send(`["resumed",{"session":"secret","ref":0,"done":0,"resume":30000}]`) })
				tab.Wait("liveSocket.isConnected() && !hasTimer(3000)") // the reply was received before time passes
			}
			conn.expectHeartbeat(func() { tab.fire(c.interval) })
		})
	}
}

// A connection that is silent when a heartbeat is due counts as idle for the time before that.
func TestClient_LearnsFromUnansweredHeartbeats(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter, stoppedClock, steadyRandom, manualTimers)
	for range 2 {
		f.silent.Store(true)
		c.expectHeartbeat(func() { tab.Do("now += 25_000"); tab.fire(25_000) })
		f.silent.Store(false)
		tab.Do("now += 2000")
		tab.fire(2000)
		tab.Do(goOnline)
		c = f.accept()
		c.expectResume()
		c.expectHeartbeat(func() { c.send(`["resumed",{"session":"secret","ref":0,"done":0,"resume":30000}]`) })
		tab.Wait("liveSocket.isConnected() && !hasTimer(3000)")
	}
	c.expectHeartbeat(func() { tab.fire(12_500) })
}

// Only the monotonic clock counts: the user, or a time server, may set the other one.
func TestClient_WallClockIsSet(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter, stoppedClock, steadyRandom, manualTimers)
	c.send(`["drain",2000]`, `[0,[[2,[6,0,"1"]]]]`)
	tab.Wait(`document.querySelector("output").textContent === "1"`)
	tab.Do(`Date.now = () => 0`)
	c.close(4000, "drain")
	tab.fire(2000)
	c = f.accept()
	c.expectJoin()
	for range 2 { // crashes that seem to be hours apart
		tab.Do(`const now = Date.now(); Date.now = () => now + 7_200_000`)
		c.close(4001, "crashed")
		tab.Wait("fire(300) || fire(800)")
		c = f.accept()
		c.expectJoin()
		c.send(`["joined",{"session":"s","adopted":false,"version":1}]`)
	}
	c.close(4001, "crashed")
	tab.Wait(`document.querySelector("#live-card button")`)
}

// The user leaves the page while the server drains, and returns to it later.
func TestClient_DrainInBackForwardCache(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter, stoppedClock, manualTimers)
	c.send(`["drain",2000]`, `[0,[[2,[6,0,"1"]]]]`)
	tab.Wait(`document.querySelector("output").textContent === "1"`)
	tab.Do(`document.querySelector("button").click()
		dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }))`)
	for m, ok := c.receive(); ok; m, ok = c.receive() {
		require.NotContains(t, m, `"e"`)
	}
	require.Equal(t, "false", tab.Text("fire(2000)"))
	tab.Do(`dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))`)
	c = f.accept()
	require.Nil(t, c.expectJoin().Token)
	c.send(`["joined",{"session":"s","adopted":false,"version":1}]`)
	c.expect(`["e",0,0,"a?n=1"]`)
}
