package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// recordLogs records what the client writes to the console, and takes the numbers in random as random numbers.
const recordLogs = `window.logs = []
	window.random = []
	Math.random = () => random.shift() ?? 0.6
	console.log = (...args) => logs.push(args.map(each => typeof each === "string" ? each : JSON.stringify(each)).join(" "))
	window.taken = () => logs.splice(0).filter(each => !/\["[ah]"/.test(each)).map(each => each.replace(/[\d.]+ ms/, "0 ms")).join("\n")
	window.hasDebug = () => performance.getEntriesByType("resource").some(({ name }) => name.includes(".debug.js"))
`

const debugPage = `<button id="a" live-click="a">a</button><button id="b" live-click="b">b</button><p>0</p>`

// The log shows each message without secrets, with its size and time. It goes on when the page is loaded again, until it
// is disabled. A page that uses nothing of this does not load the module.
func TestClient_DebugLog(t *testing.T) {
	t.Parallel()
	f, tab, _ := openFake(t, debugPage, stoppedClock, manualTimers, recordLogs)
	require.Equal(t, "false", tab.JSON("hasDebug()"))
	tab.Do("liveSocket.enableDebug()")
	c := f.accept()
	require.Equal(t, "secret", c.expectResume().Session)
	c.send(`["resumed",{"session":"next secret","ref":0,"done":0,"resume":30000}]`)
	tab.Wait(`liveSocket.isConnected() && logs.some(each => each.includes("received"))`)
	logs := tab.Text("taken()")
	require.Contains(t, logs, "live: WebSocket opened\nlive: sent ")
	require.Contains(t, logs, `"session":"…"`)
	require.NotContains(t, logs, "secret")
	require.Contains(t, logs, "live: received 69 B, handled in 0 ms [\"resumed\",")
	tab.Click("#a")
	c.expect(`["e",0,0,"a"]`)
	c.send(`[1,[[2,[2,0,"ü"]]]]`)
	tab.Wait(`logs.some(each => each.includes("ü"))`)
	require.Equal(t, "live: sent 13 B [\"e\",0,0,\"a\"]\nlive: received 20 B, handled in 0 ms [1,[[2,[2,0,\"ü\"]]]]", tab.Text("taken()"))

	tab.Open(f.server.URL + "/page?a=1")
	c = f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"secret","adopted":true,"version":1,"resume":30000}]`)
	tab.WaitConnected()
	require.Contains(t, tab.Text("taken()"), `live: sent `, "the first message is logged, too")
	tab.Do("liveSocket.disableDebug()")
	tab.Click("#b")
	c.expect(`["e",0,0,"b"]`)
	require.Empty(t, tab.Text("taken()"))
	tab.Do("liveSocket.enableDebug()")
	tab.Click("#b")
	c.expect(`["e",0,0,"b"]`)
	require.Contains(t, tab.Text("taken()"), `"b"`, "the log was enabled again")

	tab.Do("liveSocket.disableDebug()")
	tab.Open(f.server.URL + "/page?a=1")
	c = f.accept()
	c.expectJoin()
	require.Equal(t, "false", tab.JSON(`hasDebug() || "liveDebug" in sessionStorage`))
}

// recordDelays records the delays of the simulator, and leaves them out.
const recordDelays = `{
	const set = setTimeout
	window.delays = []
	window.setTimeout = (f, ms = 0, ...args) => {
		const isSimulated = ms === 320 || ms === 960
		if (isSimulated) delays.push(ms)
		return set(f, isSimulated ? 0 : ms, ...args)
	}
}
`

// Half of the latency is added in each direction. Jitter and loss delay a message and those after it, whose order is
// kept. What waits is sent before the WebSocket is closed.
func TestClient_LatencySim(t *testing.T) {
	t.Parallel()
	f, tab, _ := openFake(t, debugPage+`<div live-root="3"></div>`, stoppedClock, recordDelays, recordLogs)
	tab.Do("liveSocket.enableLatencySim(640)")
	c := f.accept()
	c.expectResume()
	c.send(resumedNext)
	tab.WaitConnected()

	tab.Do("delays.splice(0)")
	tab.Click("#a")
	c.expect(`["e",0,0,"a"]`)
	c.send(`[1,[[2,[2,0,"1"]]]]`)
	tab.Wait(`!document.querySelector(".live-click-loading")`)
	require.GreaterOrEqual(t, tab.Text("delays.filter(ms => ms === 320).length"), "2")

	// The next connection has the same latency. The messages of its sessions stay in order.
	c.send(`[0,[],[["open",3,8,1,"<button id=\"n\" live-click=\"n\">n</button>"]]]`)
	tab.Wait(`document.getElementById("n")`)
	tab.Do("liveSocket.disconnect(); liveSocket.connect()")
	c = f.accept()
	c.expectResume()
	c.send(`["resumed",{"session":"third","ref":0,"done":1,"resume":30000,"roots":{"8":[0,0]}}]`)
	tab.WaitConnected()
	tab.Do(`delays.splice(0); a.click(); document.getElementById("n").click(); b.click()`)
	c.expect(`["e",0,0,"a"]`, `["@",8,["e",0,0,"n"]]`, `["e",0,0,"b"]`)
	require.Equal(t, "true", tab.JSON("delays.length >= 3 && delays.every(ms => ms === 320)"))
	c.send(`["@",8,[1,[[2,[2,0,"1"]]]]]`, `[2,[[3,[4,0,"2"]]]]`)
	tab.Wait(`!document.querySelector(".live-click-loading")`)

	// Invalid options change nothing.
	tab.Do(`console.error = text => logs.push(text)
		logs.splice(0)
		for (const options of [-1, NaN, "5", Infinity, { latency: 1, loss: 1 }, { loss: -1 }, { jitter: "x" }]) liveSocket.enableLatencySim(options)`)
	require.Equal(t, "7 true", tab.Text(`[logs.length, logs.every(each => each.includes("nothing was changed"))].join(" ")`))

	// Each message is lost once.
	tab.Do(`liveSocket.enableLatencySim({ latency: 640, jitter: 200, loss: 0.5 })
		random = Array(20).fill([0, 0.1, 0.9]).flat(); delays.splice(0); a.click(); b.click()`)
	c.expect(`["e",0,0,"a"]`, `["e",0,0,"b"]`)
	require.Equal(t, "true", tab.JSON("delays.length >= 2 && delays.every(ms => ms === 960)"))

	// The events that wait when a script closes the connection are sent.
	tab.Do(`window.setTimeout = (set => (f, ms, ...args) => set(f, ms === 960 ? 1e8 : ms, ...args))(setTimeout); a.click()
		await new Promise(done => setTimeout(done, 20)); liveSocket.disconnect()`)
	c.expect(`["e",0,0,"a"]`)
	require.Equal(t, "disconnected", tab.Text("liveSocket.status"))
	tab.Do("liveSocket.disableLatencySim()")
	require.Equal(t, "false", tab.JSON(`"liveDebug" in sessionStorage`))
}

// Both work until the page is loaded again in a browser without storage.
func TestClient_DebugWithoutStorage(t *testing.T) {
	t.Parallel()
	f, tab, _ := openFake(t, debugPage, recordLogs, `Object.defineProperty(window, "sessionStorage", { get() { throw new DOMException("blocked", "SecurityError") } })`)
	tab.Do("liveSocket.disableDebug(); liveSocket.disableLatencySim(); liveSocket.enableLatencySim({ latency: 1 }); liveSocket.enableDebug()")
	c := f.accept()
	c.expectResume()
	c.send(resumedNext)
	tab.WaitConnected()
	tab.Click("#a")
	c.expect(`["e",0,0,"a"]`)
	tab.Wait(`logs.some(each => each.includes("live: sent 13 B"))`)
}
