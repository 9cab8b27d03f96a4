package e2e

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
)

// holdMessages keeps what the page sends, from the start, while isHeld is true, and collects the numbers of the sessions
// whose frames it receives, and those whose full HTML it has received.
const holdMessages = `window.isHeld = true
	window.numbers = new Set(), window.refreshed = new Set()
	const held = []
	let last
	window.WebSocket = class extends WebSocket {
		constructor(...args) {
			super(...args)
			last = this
			this.addEventListener("message", ({ data }) => {
				const message = JSON.parse(data)
				const [number, frame] = message[0] === "@" ? [message[1], message[2]] : [0, message]
				if (typeof frame[0] !== "number" || !frame[1]?.[0]) return
				numbers.add(number)
				if (typeof frame[1][0][1] === "string") setTimeout(() => refreshed.add(number))
			})
		}
		send(message) {
			if (isHeld) held.push([this, message])
			else super.send(message)
		}
	}
	window.release = () => {
		isHeld = false
		for (const [socket, message] of held.splice(0)) if (socket.readyState === 1) socket.send(message)
	}
	window.cut = () => {
		isHeld = true
		last.close()
	}
	window.refresh = () => {
		refreshed.clear()
		for (const number of numbers) last.send(JSON.stringify(number ? ["@", number, ["html", 0]] : ["html", 0]))
	}
	window.events = {}, window.copied = {}
	navigator.clipboard.writeText = async () => {}
	addEventListener("live:copied", ({ detail, target }) => { if (target.id === detail + "-all") copied[detail] = (copied[detail] ?? 0) + 1 })
	addEventListener("live:card", ({ detail, target }) => { if (target.id === detail + "-box") events[detail] = (events[detail] ?? 0) + 1 })
	window.by = id => document.getElementById(id)
	window.card = name => JSON.stringify([
		["shown", "hid", "turned"].map(part => by(name + "-" + part).hidden), [...by(name + "-box").classList].sort(), by(name + "-box").title,
		by(name + "-box").lang, by(name + "-box").ariaBusy, by(name + "-box").dataset.ticks, by(name + "-inner").className, by(name + "-card").className,
		events[name],
	])`

// All commands run in a portal, a dialog, a nested view and a sticky view, and what they have changed stays: before the
// page has joined, while each view is rendered every 50 ms, with full HTML, while the connection is lost, and when the
// views are mounted again.
func TestCommands_Everywhere(t *testing.T) {
	t.Parallel()
	journal := new(views.Journal)
	srv := newServer(viewFunc(func() *views.Cards { return &views.Cards{Journal: journal} }))
	srv.Layout = (&views.Cards{Journal: journal}).Layout
	s := newSite(t, srv)
	tab := newTab(t)
	tab.OnLoad(holdMessages)
	tab.Open("http://" + s.addr + "/")
	names := []string{"nested", "sticky", "portal", "dialog"}
	inDialog := func(name, script string) {
		if name == "dialog" {
			tab.Do(`by("open").click()`)
			tab.Wait(`by("drawer").open`)
		}
		tab.Do(script)
		if name == "dialog" {
			tab.Do(`by("close").click()`)
			tab.Wait(`!by("drawer").open`)
		}
	}
	clicks := 0
	expect := func(when string) {
		t.Helper()
		turned, class, busy := clicks%2 == 0, `"added","more"`, clicks%2 == 1
		if !turned {
			class += `,"turned"`
		}
		for _, name := range names {
			want := fmt.Sprintf(`[[false,true,%t],[%s],"set","","%t","mine","inner","around",%d]`, turned, class, busy, clicks)
			require.Equal(t, want, tab.Text(`card("`+name+`")`), "%s: %s", name, when)
		}
	}
	click := func(when string) {
		t.Helper()
		clicks++
		for _, name := range names {
			inDialog(name, `by("`+name+`-all").click()
				window.focused = document.activeElement.id
				by("`+name+`-box").dataset.ticks = "mine"`)
			tab.Wait(`by("` + name + `-box").classList.contains("more")`) // the first click waits for the module
			if clicks > 1 {
				require.Equal(t, name+"-all", tab.Text("focused"), when)
			}
		}
		expect(when)
	}
	presses := func(n int) {
		t.Helper()
		for _, name := range names {
			tab.waitText(name+"-presses", strconv.Itoa(n))
		}
	}

	tab.Wait(`window.liveSocket && by("portal-all") && document.querySelector("dialog[live-modal]")`)
	click("before the join")
	click("before the join")
	tab.Do(`release()`)
	tab.WaitConnected()
	presses(4)
	expect("after the join")
	click("with a ticker")
	for _, name := range names {
		tab.waitForTicks(name)
	}
	expect("with a ticker")
	tab.Do(`refresh()`)
	tab.Until(`numbers.size === 3 && refreshed.size === 3`)
	expect("with full HTML")
	presses(6)

	tab.Do(`cut()`)
	tab.Wait(`!liveSocket.isConnected()`)
	click("without a connection")
	tab.Do(`release()`)
	tab.Reconnect()
	presses(8)
	expect("after a resume")

	for name, mounted := range map[string]string{"sticky": "mount sticky", "portal": "mount page"} {
		mounts := journal.Count(mounted)
		tab.Do(`by("` + name + `-break").click()`)
		eventually(t, func() bool { return journal.Count(mounted) == mounts+1 }, func() string { return name + " was not mounted again" })
		tab.Reconnect()
		tab.waitText(name+"-presses", "0")
		expect("after a crash of " + name)
	}
	tab.waitText("nested-presses", "0") // mounted with the page
	tab.Until(`!document.querySelector(".live-error, .moving")`)
	click("after a remount")
	presses(2)
	for _, name := range names {
		inDialog(name, `by("`+name+`-patch").click()`)
		tab.Until(`location.search === "?page=` + strconv.Itoa(len(name)) + `" && document.querySelector("h1").textContent === "page ` + strconv.Itoa(len(name)) + `"`)
	}
	expect("after patches of the URL")
	for _, name := range names {
		require.Equal(t, strconv.Itoa(clicks), tab.Text(`copied["`+name+`"]`))
	}
	require.Equal(t, []string{"/"}, s.loadedPages())
}
