package e2e

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// hookRecorder registers the hook rec, which records its callbacks in the array calls, when the client has run.
const hookRecorder = `window.calls = []
	window.note = (name, el) => calls.push([name, el.id || el.localName, el.textContent, el.dataset.n].filter(Boolean).join(" "))
	window.rec = {}
	for (const name of ["mounted", "beforeUpdate", "updated", "destroyed", "asleep", "awake", "disconnected", "reconnected"])
		rec[name] = function () {
			note(name, this.el)
			if (name === "mounted") (window.hooks ??= {})[this.el.id] = this
		}
	window.take = () => JSON.stringify(calls.splice(0))
	addEventListener("DOMContentLoaded", () => liveSocket.hook("rec", rec))
	window.fate = promise => promise.then(value => "reply " + JSON.stringify(value), err => err.outcome + ": " + err.message)
`

const hooked = `<div id="a" live-hook="rec" live-push="t.Moved?id=7&amp;s=1 t.Zoomed"><b>one</b></div><div id="b" live-hook="rec" live-update="ignore" data-n="1">x</div><p>y</p>`

// waitCalls waits until the hooks have been called in that way since the last call.
func (tab *Tab) waitCalls(want string) {
	tab.t.Helper()
	tab.Until(`JSON.stringify(calls) === ` + quote(want))
	tab.Do(`calls.length = 0`)
}

// An update calls the hooks around what it changes, and destroys a hook before it mounts its successor.
func TestHooks_Lifecycle(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, hooked, hookRecorder)
	tab.waitCalls(`["mounted a one","mounted b x 1"]`)

	c.send(`[0,[[2,[3,0,"two",1,3,"data-n","2",1,3,"title","t"]]]]`)
	tab.waitCalls(`["beforeUpdate a one","beforeUpdate b x 1","updated a two","updated b x 2"]`)
	c.send(`[0,[[3,[6,0,"other"]]]]`)
	tab.Until(`document.querySelector("p").textContent === "other"`)
	tab.waitCalls(`[]`)

	tab.Do(`window.old = hooks.a; old.signal.onabort = () => calls.push("aborted")`)
	c.send(`[0,[[4,[0,5,[-1,"<div id=\"c\" live-hook=\"rec\">new</div>"]]]],[["push","hello",{"n":1}]]]`)
	tab.waitCalls(`["destroyed a two","aborted","mounted c new"]`)
	require.Equal(t, `stale: live: push stale: the element was removed`, tab.Text(`fate(old.push.Moved?.() ?? old.push.Zoomed())`))

	// A list that is reordered keeps its hooks; another name is another hook.
	tab.Do(`liveSocket.hook("other", { mounted() { calls.push("other") } }); hooks.c.kept = true`)
	c.send(`[0,[[5,[0,5,[1,[1],1]]]]]`, `[0,[[6,[1,3,"live-hook","other"]]]]`)
	tab.Until(`calls.length > 0`)
	tab.waitCalls(`["beforeUpdate c new","destroyed c new","other"]`)

	// Full HTML, as after an error or from a view that was mounted again, keeps the element and its hook.
	c.send(`[0,[[7,"<p>first</p><div id=\"b\" live-hook=\"rec\" live-update=\"ignore\" data-n=\"9\">z</div>"]]]`)
	tab.waitCalls(`["beforeUpdate b x 2","updated b x 9"]`)
	require.True(t, tab.Text(`hooks.b.el === document.getElementById("b") && !hooks.b.signal.aborted`) == "true")
	c.send(`[0,[[8,""]]]`)
	tab.waitCalls(`["destroyed b x 9"]`)
}

// A promise of a push resolves to the reply, and is rejected if there cannot be one.
func TestHooks_Push(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, hooked, hookRecorder)
	tab.waitCalls(`["mounted a one","mounted b x 1"]`)
	tab.Do(`window.push = hooks.a.push; window.results = []
		window.go = promise => { const i = results.push("pending") - 1; fate(promise).then(text => results[i] = text) }`)
	result := func(want string) {
		t.Helper()
		tab.Until(`results.length && !results.includes("pending")`)
		require.Equal(t, want, tab.Text(`results.splice(0).join("\n")`))
	}

	tab.Do(`go(push.Moved({ x: 1.5, tags: ["a b", "ü"], at: new Date(0), in: { city: "Rom" }, items: [{ n: 1 }, { n: 2 }], none: undefined, empty: null, s: "new" }))`)
	c.expect(`["e",0,0,"t.Moved?id=7&x=1.5&tags=a+b&tags=%C3%BC&at=1970-01-01T00%3A00%3A00.000Z&in.city=Rom&items%5B0%5D.n=1&items%5B1%5D.n=2&empty=&s=new"]`)
	require.Equal(t, "live-hook-loading", tab.Text(`a.className`))
	tab.Do(`go(push["t.Zoomed"]())`)
	c.expect(`["e",0,0,"t.Zoomed"]`)
	c.send(`[2,[],[["reply",1,{"ok":true}]]]`)
	result("reply {\"ok\":true}\nreply undefined")
	require.Equal(t, "", tab.Text(`a.className`))

	tab.Do(`go(push.Zoomed()); go(push.Zoomed()); go(push.Zoomed())`)
	c.expect(`["e",0,0,"t.Zoomed"]`, `["e",0,0,"t.Zoomed"]`, `["e",0,0,"t.Zoomed"]`)
	c.send(`[3,[],[["out",3,"refused","error"],["out",4,"stale","gone"]]]`)
	result("refused: live: push refused: error\nstale: live: push stale: gone\nreply undefined")

	// What a script passes may be nothing, or have no text.
	tab.Do(`go(push.Zoomed(null)); go(push.Zoomed({ x: Symbol() }))`)
	c.expect(`["e",0,0,"t.Zoomed"]`)
	c.send(`[1]`)
	tab.Until(`!results.includes("pending")`)
	require.Equal(t, "reply undefined", tab.Text(`results.shift()`))
	require.Regexp(t, "undefined: .*Symbol", tab.Text(`results.pop()`))
	require.Equal(t, "", tab.Text(`a.className`))

	require.Contains(t, tab.Text(`(() => { try { push.Movd() } catch (err) { return err.message } })()`),
		`hook "rec" has no event "Movd"; pass it to live.Hook, which has t.Moved, t.Zoomed`)
	require.Equal(t, "undefined undefined", tab.Text(`typeof push.then + " " + typeof push[Symbol.iterator]`))
	tab.Do(`go(push.Moved({ tags: ["x".repeat(300000)] }))`)
	result("refused: live: push refused: too large")

	// A session that ends does not report whether its events were applied.
	tab.Do(`go(push.Zoomed())`)
	c.expect(`["e",0,0,"t.Zoomed"]`)
	c.close(4001, "gone")
	tab.waitCalls(`["disconnected a one","disconnected b x 1"]`)
	tab.Do(`go(push.Moved())`) // waits for the next session
	c = f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"next","adopted":false,"version":1,"html":` + quote(hooked) + `,"resume":30000}]`)
	tab.Until(`!results.includes("pending") || results[0] !== "pending"`)
	c.expect(`["e",0,0,"t.Moved?id=7&s=1"]`)
	c.send(`[1]`)
	result("lost: live: push lost: session ended\nreply undefined")
	tab.waitCalls(`["reconnected a one","reconnected b x 1"]`)

	// While the page is in the back/forward cache, nothing is pushed.
	tab.Do(`dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }))`)
	tab.waitCalls(`["asleep a one","asleep b x 1","disconnected a one","disconnected b x 1"]`)
	tab.Do(`go(push.Zoomed())`)
	result("asleep: live: push asleep: the page is in the back/forward cache")
	tab.Do(`dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))`)
	tab.waitCalls(`["awake a one","awake b x 1"]`)
	c = f.accept()
	c.expectResume()
	tab.Do(`go(push.Zoomed())`)
	c.send(`["resumed",{"session":"third","done":1,"resume":30000}]`)
	tab.waitCalls(`["reconnected a one","reconnected b x 1"]`)
	require.Contains(t, c.receiveNext(), `"t.Zoomed"`)

	// The page ends: what is unacknowledged and what waits is lost.
	c.close(4003, "crashed")
	result("lost: live: push lost: session ended")
	tab.Do(`go(push.Zoomed())`)
	result("lost: live: push lost: ended")
	tab.Errors()
}

// What waits for the connection when the page ends does not hang.
func TestHooks_PageEndsWhilePushWaits(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, hooked, hookRecorder)
	tab.waitCalls(`["mounted a one","mounted b x 1"]`)
	c.cut()
	tab.waitCalls(`["disconnected a one","disconnected b x 1"]`)
	tab.Do(`fate(hooks.a.push.Zoomed()).then(text => window.result = text)`)
	c = f.accept()
	c.expectResume()
	c.close(4003, "taken over")
	tab.Until(`window.result === "lost: live: push lost: the page has ended"`)
	tab.Errors()
}

// A hook that is registered late is mounted then, a class is a hook, an exception in one hook stops neither the
// update nor another hook, and a name that no script registers is reported once.
func TestHooks_Registration(t *testing.T) {
	t.Parallel()
	html := `<i id="x" live-hook="late"></i><i id="y" live-hook="bad"></i><i id="z" live-hook="rec">1</i><i live-hook="nope"></i><i live-hook="nope"></i><i live-hook="broken"></i>`
	_, tab, c := openFake(t, html, hookRecorder, manualTimers, `addEventListener("DOMContentLoaded", () => {
		const bad = {}
		for (const name of ["mounted", "beforeUpdate", "disconnected", "destroyed"]) bad[name] = () => { throw Error(name) }
		liveSocket.hook("bad", { ...bad, async updated() { throw Error("bang") } })
		liveSocket.hook("broken", class { constructor() { throw Error("new") } })
	})`)
	tab.waitCalls(`["mounted z 1"]`)
	require.Equal(t, 2, strings.Count(strings.Join(tab.Errors(), "\n"), `has failed`))
	tab.Do(`liveSocket.hook("late", class Late {
		#secret = "private"
		count = 0
		mounted() {
			calls.push([this.#secret, this.el.id, this.signal.aborted, typeof this.push, typeof this.handle])
			this.stop = this.handle("tick", n => { this.count += n; calls.push(this.count); if (this.count === 3) throw Error("tick") })
		}
	})`)
	tab.waitCalls(`[["private","x",false,"object","function"]]`)
	c.send(`[0,[[2,[2,3,"title","t",2,0,"2"]]],[["push","tick",2],["push","tick",1],["push","tick",4]]]`)
	tab.waitCalls(`["beforeUpdate z 1","updated z 2",2,3,7]`)
	require.Equal(t, 3, strings.Count(strings.Join(tab.Errors(), "\n"), `has failed`), "beforeUpdate and updated of bad, and the listener")
	require.Equal(t, "true true false", tab.Text(`[fire(2500), fire(2500), fire(2500)].join(" ")`), "of nope, and of late before it was registered")
	errors := strings.Join(tab.Errors(), "\n")
	require.Equal(t, 1, strings.Count(errors, "no script has registered the hook"), errors)
	require.Contains(t, errors, "nope")
	c.send(`[0,[[3,"<i id=\"z\" live-hook=\"rec\">2</i>"]]]`)
	tab.Until(`!document.getElementById("y")`)
	require.Equal(t, 1, strings.Count(strings.Join(tab.Errors(), "\n"), `has failed`), "destroyed of bad")
}

// Hundreds of hooks are mounted once each, in the order of the document, and an update calls only those around what it
// changes. A hook that makes the client look for hooks, while these are destroyed, does not have them destroyed twice.
func TestHooks_Many(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<p>0</p>`, hookRecorder)
	var list, mounted strings.Builder
	for i := range 200 {
		fmt.Fprintf(&list, `<li id="h%d" live-hook="rec"></li>`, i)
		fmt.Fprintf(&mounted, `,"mounted h%d"`, i)
	}
	update := func(version int, html string) string {
		return fmt.Sprintf(`[0,[[%d,%s]]]`, version, quote(html))
	}
	c.send(update(2, list.String()))
	tab.waitCalls(`[` + mounted.String()[1:] + `]`)
	tab.Do(`window.reads = 0
		const { getAttribute } = Element.prototype
		Element.prototype.getAttribute = function (name) {
			if (name === "live-hook") reads++
			return getAttribute.call(this, name)
		}`)
	c.send(`[0,[[3,[100,3,"title","t"]]]]`)
	tab.waitCalls(`["beforeUpdate h99","updated h99"]`)
	reads, err := strconv.Atoi(tab.Text("reads"))
	require.NoError(t, err)
	require.LessOrEqual(t, reads, 400)
	tab.Do(`hooks.h0.destroyed = function () { note("destroyed", this.el); liveSocket.hook("another", {}) }`)
	c.send(update(4, `<p>1</p>`))
	tab.Until(`document.querySelector("p")`)
	require.Equal(t, "200 200", tab.Text(`calls.length + " " + new Set(calls).size`))
}
