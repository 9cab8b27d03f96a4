package e2e

import (
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// bindingStyles adds a style sheet, and records whether the module of rare bindings is loaded.
const bindingStyles = `{
	const sheet = new CSSStyleSheet()
	sheet.replaceSync("p,label{user-select:none}.invisible{visibility:hidden}.far{position:absolute;left:-999px;width:9px;height:9px}.contents{display:contents}.tall{height:3000px}")
	document.adoptedStyleSheets = [sheet]
	document.addEventListener("load", e => { if (/\.bindings\.js/.test(e.target.src)) window.hasBindings = true }, true)
}
`

// openBindings is openFake for a page that needs the module of rare bindings. It waits for that.
func openBindings(t testing.TB, html string, script ...string) (*Tab, *fakeConn) {
	t.Helper()
	_, tab, c := openFake(t, html, append([]string{bindingStyles}, script...)...)
	tab.Wait("window.hasBindings")
	return tab, c
}

// expectOnly requires that the browser has sent these events, and no others.
func (tab *Tab) expectOnly(c *fakeConn, want ...string) {
	tab.t.Helper()
	tab.Do(`await new Promise(done => setTimeout(done, 20)) // after the decisions
		liveSocket.pushEvent(liveSocket.main.el, "end")`)
	var got []string
	for m := c.receiveNext(); m != `["e",0,0,"end"]`; m = c.receiveNext() {
		got = append(got, m)
	}
	require.Equal(tab.t, want, got)
	c.send(`[` + strconv.Itoa(len(got)+1) + `]`)
}

// drag presses the mouse in one element and releases it in another.
func (tab *Tab) drag(from, to string) {
	tab.t.Helper()
	at := func(selector string) (x, y float64) {
		var p [2]float64
		require.NoError(tab.t, tab.browser.Eval(`(r => [r.x + 5, r.y + r.height / 2])(document.querySelector("`+selector+`").getBoundingClientRect())`, &p))
		return p[0], p[1]
	}
	fromX, fromY := at(from)
	toX, toY := at(to)
	tab.Run(
		chromedp.MouseEvent(chromedp.MouseMoved, fromX, fromY),
		chromedp.MouseEvent(chromedp.MousePressed, fromX, fromY, chromedp.ButtonLeft, chromedp.ClickCount(1)),
		chromedp.MouseEvent(chromedp.MouseMoved, toX, toY, chromedp.ButtonLeft),
		chromedp.MouseEvent(chromedp.MouseReleased, toX, toY, chromedp.ButtonLeft, chromedp.ClickCount(1)),
	)
}

const awayPage = `<p id="out">out</p><button id="elsewhere">elsewhere</button><div id="menu" live-c="7" live-click-away="away"><p id="in">in</p>` +
	`<div id="inner" live-click-away="inner"><p id="deep">deep</p></div><input id="boxed" type="checkbox"><input id="field" form="f"><div id="inside"></div></div>` +
	`<form id="f"></form><label id="label" for="boxed">label</label><label id="both">both <input type="checkbox" id="outer"></label><button id="go" form="f">go</button>` +
	`<div hidden live-click-away="hidden">gone</div><div class="invisible" live-click-away="invisible">i</div><div class="far" live-click-away="far">far</div>` +
	`<button id="toggle" aria-controls="inner">toggle</button><div id="host"></div><button id="stops">stops</button><button id="prevents">prevents</button><button id="removes">removes</button>` +
	`<input type="radio" name="r" id="r1"><input type="radio" name="r">`

// A click that begins and ends outside of an element is one away from it.
func TestClient_ClickAway(t *testing.T) {
	t.Parallel()
	tab, c := openBindings(t, awayPage, `addEventListener("DOMContentLoaded", () => {
		stops.onclick = e => e.stopPropagation()
		prevents.onclick = e => e.preventDefault()
		removes.onclick = () => removes.remove()
		f.onsubmit = () => false
		for (const id of ["host", "inside"]) document.getElementById(id).attachShadow({ mode: "open" }).append("shadow")
	})`)
	inner, both := `["e",0,7,"inner"]`, []string{`["e",0,7,"inner"]`, `["e",0,7,"away"]`}
	tab.Click("#out")
	tab.expectOnly(c, both...)
	tab.Click("#in")
	tab.expectOnly(c, inner)
	tab.Click("#deep")
	tab.expectOnly(c)
	tab.Do(`window.clicks = 0
		addEventListener("click", () => clicks++)`)
	tab.drag("#deep", "#out")
	tab.drag("#out", "#deep")
	tab.expectOnly(c)
	require.Equal(t, "2", tab.Text("clicks"))
	tab.drag("#in", "#out")
	tab.expectOnly(c, inner)
	tab.drag("#out", "#elsewhere")
	tab.expectOnly(c, both...)
	tab.Click("#toggle") // it controls an element in both
	tab.Click("#stops")
	tab.expectOnly(c)
	tab.Click("#label") // its control is in the menu
	tab.expectOnly(c, inner)
	tab.Click("#both") // the browser clicks its control as well
	tab.expectOnly(c, both...)
	tab.Click("#prevents")
	tab.expectOnly(c, both...)
	tab.Click("#removes")
	tab.expectOnly(c, both...)
	tab.Click("#host")
	tab.expectOnly(c, both...)
	tab.Click("#inside")
	tab.expectOnly(c, inner)
}

// A click of the keyboard counts, but not one that the browser adds because of a key elsewhere.
func TestClient_ClickAwayByKey(t *testing.T) {
	t.Parallel()
	tab, c := openBindings(t, awayPage, `addEventListener("DOMContentLoaded", () => f.onsubmit = () => { window.submits = (window.submits ?? 0) + 1; return false })`)
	inner, both := `["e",0,7,"inner"]`, []string{`["e",0,7,"inner"]`, `["e",0,7,"away"]`}
	tab.Click("#field")
	tab.expectOnly(c, inner)
	tab.Keys("\r") // clicks the button go
	require.Equal(t, "1", tab.Text("submits"))
	tab.expectOnly(c)
	for _, key := range []string{"Enter", " "} {
		tab.Do(`elsewhere.focus()`)
		tab.Press(key)
		tab.expectOnly(c, both...)
		tab.Do(`boxed.focus()`)
		tab.Press(" ")
		tab.expectOnly(c, inner)
	}
	tab.Do(`r1.focus()`)
	tab.Press("ArrowDown")
	require.Equal(t, "false", tab.Text("r1.checked || r1 === document.activeElement"))
	tab.expectOnly(c)
	tab.Click("#in") // the press after a key that was released elsewhere
	tab.expectOnly(c, inner)
	tab.Do(`go.click()`) // by a script
	tab.expectOnly(c, both...)
}

// An element that the click itself shows does not receive the click, and one that a control toggles is not shown
// again. Steps of click-away come first.
func TestClient_ClickAwayAndClick(t *testing.T) {
	t.Parallel()
	page := `<button id="open" live-click='["open",["show","#menu"]]'>open</button><button id="other" live-click="other">other</button>` +
		`<button id="toggle" aria-controls="menu" live-click='[["toggle","#menu"]]'>toggle</button>` +
		`<div id="menu" hidden live-click-away='["close",["hide",""]]'><button id="remove" live-click='[["hide","#remove"]]'>x</button></div>` +
		`<div class="contents" live-click-away="contents"><p id="p">p</p></div>`
	tab, c := openBindings(t, page)
	contents := `["e",0,0,"contents"]`
	tab.Click("#open")
	tab.expectOnly(c, contents, `["e",0,0,"open"]`)
	require.Equal(t, "false", tab.Text("menu.hidden"))
	tab.Click("#remove") // hidden by its own click
	tab.expectOnly(c, contents)
	tab.Click("#other")
	tab.expectOnly(c, contents, `["e",0,0,"close"]`, `["e",0,0,"other"]`)
	require.Equal(t, "true", tab.Text("menu.hidden"))
	tab.Click("#p")
	tab.expectOnly(c)
	for _, hidden := range []string{"false", "true", "false"} {
		tab.Click("#toggle")
		require.Equal(t, hidden, tab.Text("menu.hidden"))
		tab.expectOnly(c, contents)
	}
}

// On Apple's touch screens, elements that do nothing receive no click.
func TestClient_ClickAwayByTouch(t *testing.T) {
	t.Parallel()
	tab, c := openBindings(t, awayPage, `Object.defineProperty(navigator, "platform", { value: "iPhone" })
		window.tap = (target, type = "pointerup") => {
			for (const each of ["pointerdown", type]) target.dispatchEvent(new PointerEvent(each, { bubbles: true, composed: true, isPrimary: true, pointerType: "touch" }))
		}`, manualTimers)
	both := []string{`["e",0,7,"inner"]`, `["e",0,7,"away"]`}
	tab.Do(`tap(out)`)
	require.Equal(t, "true", tab.Text("fire(400)"))
	tab.expectOnly(c, both...)
	tab.Do(`tap(out)
		elsewhere.click()`) // the browser sends a click
	require.Equal(t, "false", tab.Text("fire(400)"))
	tab.expectOnly(c, both...)
	tab.Do(`tap(out, "pointercancel")`) // it scrolls
	require.Equal(t, "false", tab.Text("fire(400)"))
	tab.expectOnly(c)
}
