package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// recordStatus records the events that report the state of the connection, and the status and the attribute at that
// time.
const recordStatus = `window.events = []
	for (const name of ["live:connected", "live:disconnected"]) addEventListener(name, ({ detail, target }) => {
		events.push([name.slice(5), detail.reason, liveSocket?.status, document.documentElement.getAttribute("live-status"), target === window].join(" "))
	})
`

// takeEvents returns the events since the last call.
func (tab *Tab) takeEvents() string { return tab.Text(`events.splice(0).join(", ")`) }

// Scripts see the state of the connection as a property, an attribute of the document and events, from the first join on.
func TestClient_Status(t *testing.T) {
	t.Parallel()
	f, tab := newFakeServer(t, counter), newTab(t)
	f.scripts = stoppedClock + steadyRandom + manualTimers + recordStatus
	tab.Open(f.server.URL + "/page")
	c := f.accept()
	c.expectJoin()
	state := `[liveSocket.status, document.documentElement.getAttribute("live-status"), liveSocket.main.el.className].join(" ")`
	require.Equal(t, "connecting connecting live-loading", tab.Text(state))
	c.send(`["joined",{"session":"secret","adopted":true,"version":1,"resume":30000}]`)
	tab.Wait(`liveSocket.isConnected() && document.querySelector("body > #live-bar")`) // and has loaded its module
	require.Equal(t, "connected connected live-connected", tab.Text(state))
	require.Equal(t, "connected joined connected connected true", tab.takeEvents())

	c.cut()
	tab.Wait(`liveSocket.status === "reconnecting"`)
	require.Equal(t, "reconnecting reconnecting live-loading", tab.Text(state))
	require.Equal(t, "disconnected  reconnecting reconnecting true", tab.takeEvents())
	tab.fire(firstWait)
	c = f.accept()
	c.expectResume()
	c.close(4000, "busy")
	tab.Wait("hasTimer(800)")
	require.Equal(t, "reconnecting", tab.Text("liveSocket.status"))
	require.Empty(t, tab.takeEvents(), "an attempt that fails does not change the status")
	tab.fire(800)
	c = f.accept()
	c.expectResume()
	c.send(resumedNext)
	tab.WaitConnected()
	require.Equal(t, "connected resumed connected connected true", tab.takeEvents())

	tab.Do("liveSocket.disconnect()")
	require.Equal(t, "disconnected disconnected live-disconnected", tab.Text(state))
	require.Equal(t, "disconnected  disconnected disconnected true", tab.takeEvents())
	tab.Do("liveSocket.connect()")
	require.Equal(t, "connecting connecting live-loading", tab.Text(state))
	c = f.accept()
	c.expectResume()
	c.send(`["resumed",{"session":"third","ref":0,"done":0,"resume":30000}]`)
	tab.WaitConnected()
	require.Equal(t, "connected resumed connected connected true", tab.takeEvents())

	c.close(4001, "crashed")
	tab.Wait(`liveSocket.status === "reconnecting"`)
	require.Equal(t, "disconnected crashed reconnecting reconnecting true", tab.takeEvents())
	tab.Do(goOnline)
	c = f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"fourth","adopted":false,"version":1,"resume":30000,"html":` + quote(counter) + `}]`)
	tab.WaitConnected()
	require.Equal(t, "connected joined connected connected true", tab.takeEvents())

	c.close(4003, "taken over")
	tab.Wait(`liveSocket.status === "error"`)
	require.Equal(t, "error error live-error", tab.Text(state))
	require.Equal(t, "disconnected taken over error error true", tab.takeEvents())
}

// A page that has never joined is disconnected when its first WebSocket does not open. A script may connect or
// disconnect in the handler of an event.
func TestClient_StatusInHandlers(t *testing.T) {
	t.Parallel()
	f, tab := newFakeServer(t, counter), newTab(t)
	f.scripts = stoppedClock + steadyRandom + manualTimers + recordStatus + `
		addEventListener("live:disconnected", () => window.again && liveSocket.connect())
		addEventListener("live:connected", () => window.never && liveSocket.disconnect())`
	tab.Open(f.server.URL + "/page")
	c := f.accept()
	c.expectJoin()
	c.cut()
	tab.Wait(`liveSocket.status === "reconnecting"`)
	require.Equal(t, "disconnected  reconnecting reconnecting true", tab.takeEvents())
	tab.Do("liveSocket.connect()")
	c = f.accept()
	c.expectJoin()
	require.Empty(t, tab.takeEvents())
	c.send(`["joined",{"session":"secret","adopted":true,"version":1,"resume":30000}]`)
	tab.Wait(`liveSocket.isConnected() && document.querySelector("body > #live-bar")`) // and has loaded its module
	require.Equal(t, "connected joined connected connected true", tab.takeEvents())

	tab.Do("window.again = true")
	c.cut()
	c = f.accept() // at once
	c.expectResume()
	require.Equal(t, "false", tab.JSON(`[300, 800].some(hasTimer)`), "a second attempt is due")
	c.send(resumedNext)
	tab.WaitConnected()
	require.Equal(t, "disconnected  reconnecting reconnecting true, connected resumed connected connected true", tab.takeEvents())

	tab.Do("window.again = false; window.never = true")
	c.cut()
	tab.Wait(`liveSocket.status === "reconnecting"`)
	tab.Do(goOnline)
	c = f.accept()
	c.expectResume()
	c.send(`["resumed",{"session":"third","ref":0,"done":0,"resume":30000}]`)
	tab.Wait(`liveSocket.status === "disconnected"`)
	require.Equal(t, "false false", tab.Text(`[liveSocket.isConnected(), hasTimer(800)].join(" ")`))
	require.Equal(t, "live-disconnected", tab.Text("liveSocket.main.el.className"))
}
