package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
)

// boundNames are the names of the views of Bound: of the page, its nested view, the nested view in that, and the
// sticky view.
var boundNames = []string{"page", "nested", "deep", "sticky"}

// boundKeys are the keys of the window that one view each has.
var boundKeys = map[string]string{"page": "F2", "nested": "F4", "deep": "F8", "sticky": "F9"}

// boundScript makes the views small enough for one window, and defines functions for their elements.
const boundScript = `
document.addEventListener("DOMContentLoaded", () => {
	const sheet = new CSSStyleSheet()
	sheet.replaceSync("body, section { margin: 0 } ol, form { display: inline-block; margin: 0; padding: 0 } ol li { display: inline } " +
		".box { height: 30px; width: 150px; overflow: auto } .box ul { margin: 0; padding: 0 } .box li { height: 30px }")
	document.adoptedStyleSheets = [sheet]
})
window.by = id => document.getElementById(id)
window.isThere = true
Document.prototype.hasFocus = () => isThere
window.errors = []
addEventListener("live:error", e => errors.push([e.detail.outcome, e.detail.why, e.detail.el?.id].join(" ")))
window.key = (target, key) => {
	for (const type of ["keydown", "keyup"]) target.dispatchEvent(new KeyboardEvent(type, { key, code: key, bubbles: true, composed: true, cancelable: true }))
}
window.settled = () => !document.querySelector("[class$=-loading]")
window.ticks = () => document.querySelectorAll("[id$=-ticks]").length
`

// boundHooks registers the hooks of Bound. The array calls gets the callbacks of rec, except those of updates, which are
// counted for each element. The hook bad throws in each callback.
const boundHooks = `
window.calls = []
window.updates = {}
window.hooks = {}
window.said = []
window.fate = promise => promise.then(value => "reply " + JSON.stringify(value), err => err.outcome ?? String(err))
window.take = () => JSON.stringify(calls.splice(0))
const rec = { mounted() {
	calls.push("mounted " + this.el.id)
	hooks[this.el.id] = this
	this.handle("said", name => said.push(this.el.id + " " + name))
} }
const bad = {}
for (const name of ["destroyed", "disconnected", "reconnected"]) rec[name] = function () { calls.push(name + " " + this.el.id) }
for (const name of ["beforeUpdate", "updated"]) rec[name] = function () { updates[this.el.id + " " + name] = (updates[this.el.id + " " + name] ?? 0) + 1 }
for (const name of ["mounted", "beforeUpdate", "updated", "destroyed", "disconnected", "reconnected"]) bad[name] = function () { throw Error(name) }
addEventListener("DOMContentLoaded", () => liveSocket.hook("rec", rec))
`

// A boundPage is a page with Bound.
type boundPage struct {
	*Tab
	journal *views.Journal
	site    *site
	proxy   *Proxy
	seen    int // lines of the journal that were expected, or are of no interest
}

func openBound(t *testing.T, scripts ...string) *boundPage {
	t.Helper()
	journal := new(views.Journal)
	srv := newServer(viewFunc(func() *views.Bound { return &views.Bound{Journal: journal, Name: "page"} }))
	srv.Layout = (&views.Bound{Journal: journal, Name: "page"}).Layout
	b := &boundPage{journal: journal, site: newSite(t, srv), Tab: newTab(t)}
	b.proxy = NewProxy(t, b.site.addr)
	b.OnLoad(strings.Join(append([]string{patientTimers, boundScript, boundHooks}, scripts...), "\n"))
	b.Open(b.proxy.URL())
	b.WaitConnected()
	return b
}

// perView returns a line for each view and kind.
func perView(names []string, kinds ...string) (lines []string) {
	for _, name := range names {
		for _, kind := range kinds {
			lines = append(lines, name+" "+kind)
		}
	}
	return lines
}

// expect requires that the views have received exactly these events since the last call, in any order. Those of
// live-poll are not counted.
func (b *boundPage) expect(want ...string) {
	b.t.Helper()
	var got []string
	// An event after all others: what was sent twice has arrived before.
	b.Do(`for (const name of ` + quote(boundNames) + `) if (by(name + "-hook")) liveSocket.pushEvent(by(name + "-hook"), "views.Bind", { kind: "fence" })`)
	fences := b.Text(`document.querySelectorAll("[id$=-hook]").length - 1`) // without that of the layout
	isComplete := func() bool {
		got = nil
		n := 0
		for _, line := range b.journal.Lines()[b.seen:] {
			switch {
			case strings.HasSuffix(line, " fence"):
				n++
			case strings.HasPrefix(line, "mount "), strings.HasSuffix(line, " poll"):
			default:
				got = append(got, line)
			}
		}
		return quote(n) == fences
	}
	eventually(b.t, isComplete, func() string { return strings.Join(got, "\n") + "\n" + b.outerHTML() })
	b.seen = len(b.journal.Lines())
	slices.Sort(got)
	slices.Sort(want)
	require.Equal(b.t, want, got)
}

// waitFor waits until the views have received these events.
func (b *boundPage) waitFor(want ...string) {
	b.t.Helper()
	var missing []string
	eventually(b.t, func() bool {
		lines := b.journal.Lines()[b.seen:]
		missing = slices.DeleteFunc(slices.Clone(want), func(line string) bool { return slices.Contains(lines, line) })
		return len(missing) == 0
	}, func() string { return "missing: " + strings.Join(missing, ", ") + " in " + b.outerHTML() })
}

// waitPolls waits until each view has polled, and has changed.
func (b *boundPage) waitPolls() {
	b.t.Helper()
	b.Do(`window.before = ` + quote(boundNames) + `.map(name => by(name + "-ticks").textContent)`)
	n := len(b.journal.Lines())
	eventually(b.t, func() bool {
		lines := b.journal.Lines()[n:]
		return !slices.ContainsFunc(boundNames, func(name string) bool { return !slices.Contains(lines, name+" poll") })
	}, func() string { return "a view does not poll: " + b.outerHTML() })
	b.Until(quote(boundNames) + `.every((name, i) => by(name + "-ticks").textContent !== before[i])`)
}

// use uses each binding of a view by events of a script.
func (b *boundPage) use(name string) (want []string) {
	b.t.Helper()
	b.Do(`const name = ` + quote(name) + `, text = by(name + "-text"), box = by(name + "-box")
		by(name + "-click").click()
		by(name + "-hover").dispatchEvent(new MouseEvent("mouseenter"))
		by(name + "-hover").dispatchEvent(new MouseEvent("mouseleave"))
		text.focus({ preventScroll: true })
		key(text, "Home")
		key(text, "End")
		key(text, ` + quote(boundKeys[name]) + `)
		text.blur()
		box.scrollTo(0, 1e6)
		await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 20))))
		box.scrollTo(0, 0)
		await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 20))))`)
	want = perView([]string{name}, "click", "enter", "leave", "focus", "keydown", "keyup", "window key", "blur", "bottom false", "shown", "gone", "top false")
	// The click of the button is outside of all elements.
	return append(want, perView(boundNames, "away")...)
}

// simulateLatency adds 500 ms of latency to a new connection.
func (b *boundPage) simulateLatency() {
	b.t.Helper()
	b.Do(`window.calls.length = 0; liveSocket.enableLatencySim(500)`)
	b.Until(`calls.includes("reconnected sticky-hook") && calls.includes("reconnected deep-hook")`)
}

// useAll uses the bindings of all views.
func (b *boundPage) useAll() {
	b.t.Helper()
	var want []string
	for _, name := range boundNames {
		want = append(want, b.use(name)...)
	}
	b.waitFor(want...)
	b.Until(`settled()`)
	b.expect(want...)
}

// start expects what the page sends by itself.
func (b *boundPage) start() {
	b.t.Helper()
	want := perView(boundNames, "mounted", "connected", "top false")
	b.waitFor(want...)
	b.expect(want...)
}

// While each view is rendered every 50 ms, an event of each binding reaches the view that has its element, once: of the
// page, a nested view, one in that, and a sticky view. Likewise with 500 ms of latency, and while a second window shows
// the page.
func TestBindings_Views(t *testing.T) {
	t.Parallel()
	b := openBound(t)
	b.start()
	for _, name := range boundNames { // with mouse and keyboard
		b.Move("#" + name + "-hover")
		b.Move("#" + name + "-state")
		b.Click("#" + name + "-inside")
		b.Do(`by("` + name + `-text").focus({ preventScroll: true })`)
		b.Press(boundKeys[name])
		b.Press("Escape")
		b.Keys("x")
		b.Keys("y")
		b.Click("#" + name + "-show")
		b.Until(`by("` + name + `-extra")`)
		b.Click("#" + name + "-show")
		b.Until(`by("` + name + `-state").classList.contains("left")`)
		others := slices.DeleteFunc(slices.Clone(boundNames), func(other string) bool { return other == name })
		want := perView(others, "away") // of the click in the element
		for range 2 {                   // of the clicks on the button
			want = append(want, perView(boundNames, "away")...)
		}
		want = append(want, perView(boundNames, "window keyup")...)
		want = append(want, perView([]string{name}, "enter", "leave", "focus", "blur", "window key", "typed x", "typed xy", "appeared")...)
		b.waitFor(want...)
		b.expect(want...)
	}
	require.Equal(t, "4", b.Text(`document.querySelectorAll("i.left").length`))
	b.Do(`for (isThere of [false, true]) {
		dispatchEvent(new Event("blur"))
		await new Promise(done => setTimeout(done))
	}`)
	want := perView(boundNames, "window blur", "window focus")
	b.waitFor(want...)
	b.expect(want...)

	// A tap on a touch screen is a click, and enters an element until another one is tapped.
	b.touchScreen(true)
	b.tapScreen("#deep-hover")
	b.tapScreen("#sticky-inside")
	b.touchScreen(false)
	want = append(perView(boundNames, "away"), perView(boundNames[:3], "away")...)
	want = append(want, "deep enter", "deep leave")
	b.waitFor(want...)
	b.expect(want...)

	// An element that a script moves to another view belongs to that.
	b.Do(`by("deep-section").append(by("nested-hover"))
		by("nested-hover").dispatchEvent(new MouseEvent("mouseenter"))`)
	b.waitFor("deep enter")
	b.expect("deep enter")
	b.Do(`by("nested-state").after(by("nested-hover"))
		by("nested-hover").dispatchEvent(new MouseEvent("mouseenter"))`)
	b.waitFor("nested enter")
	b.expect("nested enter")

	b.simulateLatency()
	b.expect() // the connection was not lost
	var all []string
	for _, name := range boundNames {
		all = append(all, b.use(name)...)
		require.Equal(t, "Busy…", b.Text(`by("`+name+`-click").innerText`))
	}
	b.waitFor(all...)
	b.Until(`settled() && by("page-click").innerText === "click"`)
	b.expect(all...)
	b.waitPolls()
	require.Equal(t, "[]", b.JSON("errors"))

	// Another window has views of its own.
	other := &boundPage{Tab: b.Another(), journal: b.journal, site: b.site}
	other.OnLoad(boundScript + boundHooks)
	other.Open(b.proxy.URL())
	other.WaitConnected()
	other.seen = b.seen
	other.start()
	all = other.use("nested")
	other.waitFor(all...)
	other.expect(all...)
	require.Equal(t, "", b.Text(`[...document.querySelectorAll("[class$=-loading]")].map(e => e.className).join(" ")`))
	require.Equal(t, []string{"/", "/"}, b.site.loadedPages())
}

// After a crash of the nested view, of the sticky view and of the page, a lost connection and full HTML, each event of a
// binding reaches its view once. The views that end take live-disconnected, and live-connected when they are back.
func TestBindings_ViewsAfterLoss(t *testing.T) {
	t.Parallel()
	b := openBound(t, recordSessions)
	b.start()
	off := `[...document.querySelectorAll("i.off")].map(e => e.id.replace("-state", "")).join(" ")`
	crash := func(name string, ended ...string) {
		t.Helper()
		b.Do(`window.off = []
			new MutationObserver(() => off.push(` + off + `)).observe(document.body, { subtree: true, attributeFilter: ["class"] })
			by("` + name + `-die").click()`)
		b.waitFor(perView(ended, "connected")...)
		b.Until(`!document.querySelector(".live-error") && liveSocket.isConnected() && ticks() === 4 && ` + off + ` === ""`)
		require.Equal(t, "true", b.JSON(`off.includes(`+quote(strings.Join(ended, " "))+`)`), b.JSON("off"))
		want := perView(boundNames, "away") // of the click
		// A connection that is older than 10 s has no visits: the next view then gets another connection.
		again := slices.Clone(ended)
		for _, view := range boundNames {
			if !slices.Contains(ended, view) && slices.Contains(b.journal.Lines()[b.seen:], view+" connected") {
				again = append(again, view)
			}
		}
		for _, view := range again {
			want = append(want, view+" connected")
			if !slices.Contains(b.journal.Lines()[b.seen:], view+" top false") {
				b.waitFor(view + " top false") // the next view has other rows
			}
			want = append(want, view+" top false")
		}
		b.expect(want...)
	}
	crash("nested", "nested", "deep")
	b.useAll()
	crash("sticky", "sticky")
	b.useAll()
	b.waitPolls()

	b.Do(`window.off = []`)
	b.proxy.SetDown(true)
	b.Until(off + ` === "page nested deep sticky"`)
	b.Do(`key(document.body, "F8")`) // waits for the connection
	b.proxy.SetDown(false)
	b.Reconnect()
	want := append(perView(boundNames, "connected", "top false"), "deep window key")
	b.waitFor(want...)
	b.expect(want...)
	b.useAll()
	b.waitPolls()

	b.Do(`freshen()`)
	b.Until(`fresh() === 4`)
	b.expect()
	b.useAll()
	crash("page", boundNames...) // the connection is lost, and the sticky view resumed
	b.useAll()
	b.waitPolls()
	require.Equal(t, []string{"/"}, b.site.loadedPages())
}
