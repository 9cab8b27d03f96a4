package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const sticky = `<aside live-sticky="player" live-token="T"><button id="s" live-click="k">s</button></aside>`

// openSticky loads a page whose layout has a sticky view, and joins both.
func openSticky(t testing.TB, html string, script ...string) (*fakeServer, *fakeView, *fakeView) {
	t.Helper()
	f, tab := newFakeServer(t, html), newTab(t)
	f.before = sticky
	f.scripts = strings.Join(script, "\n") + `
		window.errors = []
		addEventListener("live:error", e => errors.push([e.detail.outcome, e.detail.why].join()))
		window.find = s => document.querySelector(s)`
	tab.Open(f.server.URL + "/page?a=1")
	c := f.accept()
	require.Nil(t, c.expectJoin().Sticky)
	require.Empty(t, c.in, "no other session before the reply")
	c.send(`["joined",{"session":"secret","adopted":true,"version":1,"resume":30000}]`)
	tab.Wait(`window.liveSocket?.isConnected() && document.querySelector("body > #live-bar")`) // and has loaded its module
	v := newFakeView(t, c, tab, html)
	s := v.nested(1, `<button id="s" live-click="k">s</button>`)
	s.joinSticky("T")
	return f, v, s
}

// joinSticky expects the join of the sticky view, and accepts it.
func (v *fakeView) joinSticky(token string) {
	v.t.Helper()
	m := v.receiveNext()
	require.Regexp(v.t, fmt.Sprintf(`^\["@",%d,\["join",{.*"url":"/page\?a=1".*"sticky":"player"`, v.number), m)
	require.Equal(v.t, token != "", strings.Contains(m, `"token":"`+token+`"`), m)
	v.sendOwn(`["joined",{"session":"of the sticky view","adopted":true,"version":1,"resume":30000}]`)
}

// A sticky view of the layout is a session of its own, which survives that the page mounts again.
func TestClient_Sticky(t *testing.T) {
	t.Parallel()
	f, v, s := openSticky(t, `<button id="p" live-click="k">p</button>`)
	v.click("s")
	s.expectClick(0) // when the sticky view has joined
	v.click("p")
	v.expectClick(0)
	s.show(`<button id="s" live-click="k">S</button>`, 1)
	require.Equal(t, "S", v.tab.Text(`find("#s").textContent`))
	require.Equal(t, ",live-click-loading", v.tab.Text(`find("#s").className + "," + find("#p").className`))

	v.close(4001, "crashed") // a close code is that of the page
	c := f.accept()
	v.fakeConn, s.fakeConn = c, c
	require.Nil(t, c.expectJoin().Token)
	v.click("s")
	c.send(`["joined",{"session":"second","adopted":false,"version":1,"resume":30000,"html":"<button id=\"p\" live-click=\"k\">p2</button>"}]`)
	require.Regexp(t, `^\["@",1,\["resume",{.*"session":"of the sticky view","frame":1,"version":2,"ref":2}\]\]$`, c.receiveNext())
	s.sendOwn(`["resumed",{"session":"next of the sticky view","ref":1,"done":1,"resume":30000}]`)
	for m := ""; m != `["a",0,1,0]`; m, _ = c.receive() {
		require.NotContains(t, m, "k", "an event before the ack")
	}
	s.expectClick(0)
	require.Equal(t, "S p2", v.tab.Text(`find("#s").textContent + " " + find("#p").textContent`))

	v.tab.Open("about:blank")
	require.Equal(t, `["bye"]`, strings.ReplaceAll(c.receiveNext(), "sleep", "bye"))
	require.Equal(t, wrap(1, `["bye"]`), strings.ReplaceAll(c.receiveNext(), "sleep", "bye"))
}

// The end of a sticky view does not end the page.
func TestClient_Sticky_Ends(t *testing.T) {
	t.Parallel()
	f, v, s := openSticky(t, `<button id="p" live-click="k">p</button>`)
	v.click("s")
	s.expectClick(0)
	s.sendOwn(`["end",4000,"busy"]`)
	c := f.accept()
	v.fakeConn, s.fakeConn = c, c
	c.expectResume()
	c.send(`["resumed",{"session":"next","ref":0,"done":0,"resume":30000}]`)
	require.Contains(t, c.receiveNext(), `["@",1,["resume",{`)
	s.sendOwn(`["resumed",{"session":"next","ref":1,"done":0,"resume":30000}]`)
	s.expectClick(0) // the server ignores it
	require.Equal(t, "", v.tab.Text(`find("aside").className`))
	s.sendOwn(`[1]`)
	s.sendOwn(`["end",4003,"taken over"]`)
	v.tab.Wait(`find("aside").className === "live-error"`)
	v.click("s", "p")
	v.expectClick(0)
	require.Equal(t, `["stale,removed"]`, v.tab.JSON("errors"))
	v.cut()
	c = f.accept()
	c.expectResume()
	c.send(`["resumed",{"session":"next","ref":1,"done":1,"resume":30000}]`)
	v.tab.Wait("liveSocket.isConnected()")
	v.fakeConn = c
	v.expectClick(0)
	v.click("p")
	v.expectClick(0)
}

// While the node of a sticky view is not reached, the client tries for five seconds, and then joins. A page that has
// joined another node leaves that again, unless it is in use.
func TestClient_Sticky_Elsewhere(t *testing.T) {
	t.Parallel()
	f, v, s := openSticky(t, `<button id="p" live-click="k">p</button>`, stoppedClock, steadyRandom, manualTimers)
	v.click("s")
	s.expectClick(0)
	const elsewhere = `["end",4000,"elsewhere"]`
	reconnect := func(wait int) {
		t.Helper()
		v.tab.fire(wait)
		c := f.accept()
		v.fakeConn, s.fakeConn, s.number = c, c, 1
	}
	pageSecret := "secret"
	resumePage := func() {
		t.Helper()
		require.Equal(t, pageSecret, v.expectResume().Session)
		pageSecret = "after " + pageSecret
		v.send(`["resumed",{"session":"` + pageSecret + `","ref":0,"done":0,"resume":30000}]`)
	}
	joinPage := func(secret string) {
		t.Helper()
		require.Nil(t, v.expectJoin().Token)
		pageSecret = secret
		v.send(`["joined",{"session":"` + secret + `","adopted":false,"version":1,"resume":30000,"html":"<button id=\"p\" live-click=\"k\">p</button>"}]`)
	}
	expectResume := func(secret string) {
		t.Helper()
		require.Contains(t, v.receiveNext(), `["@",1,["resume",{`, `"session":"`+secret+`"`)
	}

	v.close(4001, "crashed")
	reconnect(firstWait)
	for range 3 { // the page has nothing to lose
		joinPage("of another node")
		expectResume("of the sticky view")
		s.sendOwn(elsewhere)
		v.expect(`["bye"]`)
		v.tab.Do(`now += 999`)
		reconnect(800)
	}
	joinPage("of the node")
	expectResume("of the sticky view")
	s.sendOwn(`["resumed",{"session":"second","ref":1,"done":1,"resume":30000}]`)
	v.tab.Wait(`find("#s").className === ""`)
	v.click("s")
	s.expectClick(0)

	v.cut()
	reconnect(800)
	for range 4 { // the time starts again; a page that has resumed stays
		resumePage()
		expectResume("second")
		s.sendOwn(elsewhere)
		v.tab.Wait(`hasTimer(800)`)
		v.tab.Do(`now += 1000`)
		reconnect(800)
	}
	resumePage()
	expectResume("second")
	s.sendOwn(elsewhere)
	s.number = 3
	s.joinSticky("") // on the same connection
	require.Equal(t, `["unknown,session ended"]`, v.tab.JSON("errors"))

	v.close(4001, "crashed")
	v.tab.fire(800)
	c := f.accept()
	v.fakeConn, s.fakeConn, s.number = c, c, 1
	v.click("p")
	joinPage("in use")
	expectResume("of the sticky view")
	v.expectClick(0)
	s.sendOwn(elsewhere) // the page stays on its node
	v.tab.fire(1600)
	s.number = 3
	s.joinSticky("")
}

// A sticky view that has ended is joined again on the same connection, at once, and later if it ends again.
func TestClient_Sticky_Rejoins(t *testing.T) {
	t.Parallel()
	f, v, s := openSticky(t, `<button id="p" live-click="k">p</button>`, stoppedClock, manualTimers, `Math.random = () => 0.1`)
	v.click("s")
	s.expectClick(0)
	s.number = 3
	v.send(`["@",1,["end",4001,"crashed"]]`)
	s.joinSticky("")
	require.Equal(t, `["unknown,session ended"]`, v.tab.JSON("errors"))
	v.click("s", "p")
	s.expectClick(0)
	v.expectClick(0)

	v.send(`[1]`)
	for range 2 { // it fails at once
		s.sendOwn(`[0,[]]`)
		s.sendOwn(`["end",4001,"crashed"]`)
		v.tab.Wait(`find("aside").className === "live-error" && [1100, 2200].some(ms => fire(ms))`)
		s.number += 2
		require.Contains(t, v.receiveNext(), fmt.Sprintf(`["@",%d,["join",{`, s.number))
		v.tab.Do(`fire(250); find("#p").click()`)
		m, _ := v.receive()
		if m == `["a",0]` {
			m, _ = v.receive()
		}
		require.Equal(t, `["e",0,0,"k"]`, m, "no frame of the session before is acknowledged")
		v.send(`[1]`)
	}
	v.click("s", "p")
	v.expectClick(0)
	v.send(`[1]`)
	s.sendOwn(`["end",4000,"busy"]`)
	v.tab.Wait(`hasTimer(4400)`)
	v.cut() // the page connects earlier
	c := f.accept()
	v.fakeConn, s.fakeConn, s.number = c, c, 1
	c.expectResume()
	v.tab.Do(`fire(4400)`)
	c.send(`["resumed",{"session":"next","ref":4,"done":4,"resume":30000}]`)
	s.joinSticky("")
	s.expectClick(0)
	v.tab.Wait(`find("aside").className === ""`)
	s.sendOwn(`[1]`)

	v.tab.Do(`now += 120_000`) // the next end is the first one again
	s.number = 3
	v.send(`["@",1,["end",4001,"overflow"]]`)
	s.joinSticky("")
	s.number = 5
	v.send(`["@",3,["end",4001,"crashed"]]`)
	v.tab.Wait(`hasTimer(1100)`)
	v.send(`["@",3,["end",4001,"crashed"]]`) // the client ignores it
	v.tab.Do(`liveSocket.disconnect(); fire(1100); liveSocket.connect()`)
	c = f.accept()
	v.fakeConn, s.fakeConn, s.number = c, c, 1
	c.expectResume()
	c.send(`["resumed",{"session":"next","ref":4,"done":4,"resume":30000}]`)
	s.joinSticky("")
}

// While the server is busy, a sticky view is joined again with the same token, and the page is not affected.
func TestClient_Sticky_Busy(t *testing.T) {
	t.Parallel()
	f, tab := newFakeServer(t, `<button id="p" live-click="k">p</button>`), newTab(t)
	f.before = sticky
	tab.Open(f.server.URL + "/page?a=1")
	c := f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"secret","adopted":true,"version":1,"resume":30000}]`)
	require.Contains(t, c.receiveNext(), `"token":"T"`)
	c.send(`["@",1,["end",4000,"busy"]]`)
	m := c.receiveNext()
	require.Contains(t, m, `["@",3,["join",{`)
	require.Contains(t, m, `"token":"T"`)
	c.send(`["@",3,["end",4003,"too many"]]`)
	tab.Wait(`document.querySelector("aside").className === "live-error" && liveSocket.isConnected()`)
}

// The last session that is left ends with the connection. While others are, an end is a message.
func TestClient_Sticky_PageEnds(t *testing.T) {
	t.Parallel()
	f, v, s := openSticky(t, `<button id="p" live-click="k">p</button>`)
	v.send(`["end",4001,"gone"]`)
	c := f.accept()
	require.Nil(t, c.expectJoin().Token)
	c.send(`["joined",{"session":"second","adopted":false,"version":1,"resume":30000,"html":"<p>2</p>"}]`)
	require.Contains(t, c.receiveNext(), `["@",1,["resume",{`)
	s.fakeConn = c
	s.sendOwn(`["resumed",{"session":"next of the sticky view","ref":0,"done":0,"resume":30000}]`)
	v.tab.Wait(`liveSocket.isConnected()`)
	v.click("s")
	s.expectClick(0)
}

// A server that shuts down ends all sessions once all events are acknowledged.
func TestClient_Sticky_Drain(t *testing.T) {
	t.Parallel()
	f, v, s := openSticky(t, `<button id="p" live-click="k">p</button>`)
	v.click("s")
	s.expectClick(0)
	v.send(`["drain",1]`, `[0,[],[["title","draining"]]]`)
	v.tab.Wait(`document.title === "draining"`)
	v.click("p")
	s.sendOwn(`[1]`)
	c := f.accept()
	v.fakeConn, s.fakeConn = c, c
	require.Nil(t, c.expectJoin().Token)
	c.send(`["joined",{"session":"second","adopted":false,"version":1,"resume":30000,"html":"<button id=\"p\" live-click=\"k\">p</button>"}]`)
	s.joinSticky("")
	v.expectClick(0)
}

// Users' markup cannot add a sticky view, or a session to the page.
func TestClient_Sticky_InContent(t *testing.T) {
	t.Parallel()
	v, tab := openView(t, `<p live-sticky="x" live-token="T"><button id="p" live-click="k">p</button></p>`, `window.find = s => document.querySelector(s)`)
	v.click("p")
	v.expectClick(0)
	tab.Do(`find("p").setAttribute("live-root", "3")`)
	v.click("p")
	v.expectClick(0)
	require.Equal(t, `["h"]`, v.heartbeat())
}

// heartbeat requires that the client sends a heartbeat, and no other message before.
func (v *fakeView) heartbeat() string {
	v.t.Helper()
	v.expectHeartbeat(func() { v.tab.Do(goOnline) })
	for len(v.in) > 0 {
		m, _ := v.receive()
		require.Regexp(v.t, `^\["a",`, m) // acks are sent on their own after some time
	}
	return `["h"]`
}

// A sticky view has ended for good. What the user does elsewhere is not for it, but a click in it is reported.
func TestClient_BindingsOfEndedView(t *testing.T) {
	t.Parallel()
	_, v, s := openSticky(t, loaded+`<p id="out">out</p>`)
	v.expect(`["e",0,0,"loaded"]`)
	v.send(`[1]`)
	s.show(`<button id="s" live-click="k">s</button><i id="a" live-window-keydown="key" live-key="F2" live-click-away="away" live-mouseenter="enter">a</i>`)
	s.waitShown()
	v.tab.Press("F2")
	v.expect(`["@",1,["e",0,0,"key?key=F2"]]`)
	s.sendOwn(`[1]`)
	s.sendOwn(`["end",4003,"taken over"]`)
	v.tab.Until(`find("aside.live-error")`)
	v.tab.Press("F2")
	v.tab.Click("#out")
	v.tab.Move("#a")
	v.quiet()
	require.Equal(t, "[]", v.tab.JSON("errors"))
	v.tab.Click("#s")
	v.tab.Until(`errors.length === 1`)
	require.Equal(t, `["stale,removed"]`, v.tab.JSON("errors"))
}
