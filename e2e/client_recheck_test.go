package e2e

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// set changes how the fake server responds: with a status, or normally if that is 0; as the server or
// as a proxy in front of it.
func (f *fakeServer) set(status int, proxied bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refuse, f.proxied, f.probes = status, proxied, 0
}

// waitForRechecks waits until the server has received n rechecks since set was called.
func (f *fakeServer) waitForRechecks(n int) {
	f.t.Helper()
	require.Eventually(f.t, func() bool { return f.probed() >= n }, waitTimeout, 10*time.Millisecond)
}

// joinFor answers the next join. The server says that it keeps a session for resume ms.
func joinFor(f *fakeServer, tab *Tab, resume string) *fakeConn {
	f.t.Helper()
	c := f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"secret","adopted":true,"version":1,"resume":` + resume + `}]`)
	tab.Wait("window.liveSocket?.isConnected()")
	return c
}

// The client replies with the seal of the nonce, or with "" if its page is refused. While the server
// is busy it asks again, and while the page has waiting events.
func TestClient_Recheck(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter)
	c.send(`["recheck","one"]`)
	c.expect(`["recheck","seal of one"]`)
	f.set(http.StatusServiceUnavailable, false)
	c.send(`["recheck","two"]`)
	f.waitForRechecks(2)
	tab.Do(`document.querySelector("button").click()`)
	c.expect(`["e",0,0,"a?n=1"]`)
	f.set(0, false)
	c.expect(`["recheck","seal of two"]`)
	for _, status := range []int{http.StatusSeeOther, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusGone, http.StatusOK} {
		f.set(status, false)
		c.send(`["recheck","three"]`)
		c.expect(`["recheck",""]`)
	}
	require.Equal(t, 1, f.loads())
	require.Equal(t, "true", tab.Text("liveSocket.isConnected()"))
}

// The seal for a nonce of an earlier connection is not sent on a later one.
func TestClient_RecheckOfLostConnection(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter)
	f.set(http.StatusServiceUnavailable, false)
	c.send(`["recheck","one"]`)
	f.waitForRechecks(1)
	f.set(0, false)
	c.cut()
	c = f.accept()
	c.expectResume()
	c.send(`["resumed",{"session":"s","ref":0,"done":0,"resume":30000}]`)
	tab.Wait("liveSocket.isConnected()")
	c.send(`["recheck","two"]`)
	c.expect(`["recheck","seal of two"]`)
	require.Never(t, func() bool { return len(c.in) > 0 }, 3*time.Second, 50*time.Millisecond)
}

// The session has ended, and a proxy shows a page of its own, until the server responds.
func TestClient_ReloadIgnoresProxy(t *testing.T) {
	t.Parallel()
	for _, status := range []int{0, http.StatusNotFound, http.StatusForbidden, http.StatusBadGateway} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			f, tab, c := openFake(t, counter)
			f.set(status, true)
			c.close(4002, "not live")
			f.waitForRechecks(3)
			require.Equal(t, "0", tab.Text(`document.querySelector(".live-error output").textContent`))
			require.Equal(t, 1, f.loads())
			f.set(0, false)
			f.accept().expectJoin()
			require.Equal(t, 2, f.loads())
		})
	}
}

// A proxy's 404 is believed after the time for which the server keeps a session.
func TestClient_LeavesWhenProxyInsists(t *testing.T) {
	t.Parallel()
	f, tab := newFakeServer(t, counter), newTab(t)
	tab.Open(f.server.URL + "/page?a=1")
	c := joinFor(f, tab, "3000")
	tab.Do("window.same = true")
	f.set(http.StatusNotFound, true)
	c.close(4002, "not live")
	tab.Until("!window.same")
	require.GreaterOrEqual(t, f.probed(), 2)
}

// A proxy's own page and its errors are never believed: the client then offers to reload.
func TestClient_OffersReloadWhenProxyInsists(t *testing.T) {
	t.Parallel()
	for _, status := range []int{0, http.StatusBadGateway} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			f, tab := newFakeServer(t, counter), newTab(t)
			tab.Open(f.server.URL + "/page?a=1")
			c := joinFor(f, tab, "3000")
			f.set(status, true)
			c.close(4002, "not live")
			tab.Wait(`document.querySelector(":is(#live-card, #live-pill) button:not([hidden])")`)
			require.Equal(t, 1, f.loads())
			f.set(0, false)
			f.accept().expectJoin()
		})
	}
}

// A page with typed text, or with events that were not answered, is not loaded again by itself.
func TestClient_OffersReload(t *testing.T) {
	t.Parallel()
	for name, act := range map[string]func(tab *Tab, c *fakeConn){
		"text": func(tab *Tab, c *fakeConn) {
			tab.Click("[name=x]")
			tab.Keys("typed")
			for range "typed" {
				c.receiveNext()
			}
			c.send(`[5,[[2,[4,3,"value","typed"]]]]`)
			tab.Wait(`!document.querySelector("form").className`)
		},
		"editable": func(tab *Tab, _ *fakeConn) {
			tab.Click("[contenteditable]")
			tab.Keys("typed")
		},
		"event": func(tab *Tab, c *fakeConn) {
			tab.Do(`document.querySelector("button").click()`)
			c.receiveNext()
		},
		"choice": func(tab *Tab, _ *fakeConn) { tab.Click("[type=checkbox]") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, tab, c := openFake(t, counter+`<div contenteditable></div><input type="checkbox">`)
			tab.Do("window.same = true")
			act(tab, c)
			c.close(4002, "not live")
			tab.Wait(`document.querySelector(":is(#live-card, #live-pill) button:not([hidden])")`)
			require.Equal(t, 1, f.loads())
			tab.Click(":is(#live-card, #live-pill) button:not([hidden])")
			f.accept().expectJoin()
			require.Equal(t, 2, f.loads())
		})
	}
}

// Text that was sent and cleared does not keep the page.
func TestClient_ReloadsAfterInputWasCleared(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, `<form live-submit="s"><input name="x"></form>`)
	tab.Click("[name=x]")
	tab.Keys("typed\r")
	c.receiveNext()
	c.send(`[1,[[2,[2,3,"value",""]]]]`)
	tab.Wait(`document.querySelector("[name=x]").value === ""`)
	c.close(4002, "not live")
	f.accept().expectJoin()
	require.Equal(t, 2, f.loads())
}

// A page remains if what the server responds to its reload is not a page. The client then offers to
// load it again, and continues to ask.
func TestClient_ReloadThatKeepsPage(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, counter)
	tab.Do("window.same = true")
	f.set(http.StatusNoContent, false)
	c.close(4002, "not live")
	tab.Wait(`document.querySelector(":is(#live-card, #live-pill) button:not([hidden])")`)
	f.set(0, false)
	f.accept().expectResume()
	require.Equal(t, "true", tab.Text("window.same"))
}

// A page that needs a login stays covered while the server fails, and until the page has joined
// again: perhaps for another user.
func TestClient_CoverStays(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, `<input name="x">`)
	tab.Click("input")
	tab.Keys("typed")
	f.set(http.StatusSeeOther, false)
	c.close(4002, "not live")
	tab.Wait(`document.querySelector("dialog:modal#live-card.live-cover button")`)
	f.set(http.StatusInternalServerError, false)
	f.waitForRechecks(2)
	require.Equal(t, "1", tab.Text(`document.querySelectorAll("dialog:modal").length`))
	f.set(0, false)
	c = f.accept()
	c.expectResume()
	require.Equal(t, "1", tab.Text(`document.querySelectorAll("dialog:modal").length`))
	c.send(`["resumed",{"session":"s","ref":0,"done":0,"resume":30000}]`)
	tab.Wait(`!document.querySelector("dialog, #live-pill button:not([hidden])")`)
	require.Equal(t, "typed", tab.Value("x"))
}
