package e2e

import (
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// openDialogs opens a view with html, and waits for the module of dialogs.
func openDialogs(t *testing.T, html string, script ...string) (*fakeView, *Tab) {
	t.Helper()
	v, tab := openView(t, html, append(script, bindingStyles)...)
	tab.Wait(`[...document.adoptedStyleSheets].some(sheet => [...sheet.cssRules].some(rule => rule.selectorText === "#live-confirm"))`)
	tab.Do(`window.by = id => document.getElementById(id)
		window.modals = () => [...document.querySelectorAll("dialog")].filter(e => e.matches(":modal")).map(e => e.id).join(" ")
		window.inside = () => document.activeElement.closest("dialog")?.id ?? ""`)
	return v, tab
}

// editor returns a page with a button and a modal dialog. open is " open" if the server renders it open.
func editor(open, text, id string) string {
	return `<button id="edit" live-click="edit">edit</button><i>` + text + `</i>` +
		`<dialog id="` + id + `" live-modal closedby="any" live-close="closed"` + open + `><input name="name" value=""><b>` + text + `</b>` +
		`<button id="inner" commandfor="` + id + `" command="close" value="done">x</button></dialog>`
}

// askInDialog makes a page ask its questions in the dialog of the client.
const askInDialog = `document.documentElement.setAttribute("live-confirm-dialog", "");`

const outsideOfDialogs = `document.elementFromPoint(2, innerHeight - 2)`

// The server opens a dialog. It stays modal through patches, full HTML and its replacement; the focus and what the
// user types stay, too.
func TestDialogs_Server(t *testing.T) {
	t.Parallel()
	v, tab := openDialogs(t, editor("", "0", "d"))
	require.Empty(t, tab.Text(`modals()`))
	tab.Click("#edit")
	v.expect(`["e",0,0,"edit"]`)
	v.show(editor(" open", "1", "d"), 1)
	require.Equal(t, "d", tab.Text(`modals()`))
	require.Equal(t, "name", tab.Text(focusedName))
	require.Equal(t, "hidden", tab.Text(`getComputedStyle(document.documentElement).overflow`), "the page does not scroll")
	tab.Keys("ab")

	v.show(editor(" open", "2", "d"))
	v.sendFull(editor(" open", "3", "d"))
	v.sendFull(`<p>new</p><div>` + editor(" open", "4", "d") + `</div>`) // a view that was mounted again
	require.Equal(t, "d 4", tab.Text(`modals() + " " + document.querySelector("dialog b").textContent`))
	require.Equal(t, "d", tab.Text(`inside()`))
	tab.Keys("c")

	v.show(editor("", "5", "d"))
	require.Empty(t, tab.Text(`modals()`))
	require.Equal(t, "edit", tab.Text(`document.activeElement.id`), "the button was replaced, and has the focus again")
	require.Equal(t, "visible", tab.Text(`getComputedStyle(document.documentElement).overflow`))

	v.show(`<button id="edit" live-click="edit">edit</button>`)
	tab.Do(`by("edit").focus()`)
	v.show(editor(" open", "6", "d"))
	require.Equal(t, "d", tab.Text(`modals()`), "a dialog that is inserted open")
	v.show(`<a href="#">first</a><button id="edit" live-click="edit">edit</button><button>last</button>`)
	require.Equal(t, "edit", tab.Text(`document.activeElement.id`), "after the removal of the dialog")
}

// The user closes a dialog. It stays closed until the server has handled the event, and is opened again if the server
// then still renders it open.
func TestDialogs_User(t *testing.T) {
	t.Parallel()
	v, tab := openDialogs(t, editor(" open", "0", "d"))
	require.Equal(t, "d", tab.Text(`modals()`), "open in the document")
	tab.Keys(kb.Escape)
	v.expect(`["e",0,0,"closed"]`)
	require.Empty(t, tab.Text(`modals()`))
	v.show(editor(" open", "1", "d")) // rendered before the server has handled the event
	v.sendFull(editor(" open", "2", "d"))
	require.Empty(t, tab.Text(`modals()`), "while the event is not acknowledged")
	v.show(editor("", "3", "d"), 1)
	require.Empty(t, tab.Text(`modals()`))

	v.show(editor(" open", "4", "d"))
	require.Equal(t, "d", tab.Text(`modals()`))
	tab.Click("#inner")
	v.expect(`["e",0,0,"closed?value=done"]`)
	v.show(editor(" open", "5", "d"), 2)
	tab.Wait(`modals() === "d"`) // the server keeps it open

	box := `by("d").getBoundingClientRect()`
	tab.dragTo(`[`+box+`.left + 5, `+box+`.top + 5]`, `[2, 2]`)
	require.Equal(t, "d", tab.Text(`modals()`), "a press that began inside")
	tab.dragTo(`[2, 2]`, `[3, 3]`)
	tab.Wait(`modals() === ""`)
	v.expect(`["e",0,0,"closed"]`)

	// A user opens and closes it without the server.
	v.show(editor("", "6", "d"), 3)
	tab.Do(`by("edit").focus(); by("d").showModal()`)
	v.show(editor("", "7", "d"))
	v.sendFull(`<p>new</p><div>` + editor("", "8", "d") + `</div>`)
	require.Equal(t, "d", tab.Text(`modals()`), "replaced")
	tab.Keys(kb.Escape)
	v.expect(`["e",0,0,"closed"]`)
	require.Equal(t, "edit", tab.Text(`document.activeElement.id`))
}

// drag presses the mouse at one point and releases it at another.
func (tab *Tab) dragTo(from, to string) {
	tab.t.Helper()
	var points [2][2]float64
	require.NoError(tab.t, tab.browser.Eval("["+from+", "+to+"]", &points))
	for i, kind := range []input.DispatchMouseEventType{input.DispatchMouseEventTypeMousePressed, input.DispatchMouseEventTypeMouseMoved, input.DispatchMouseEventTypeMouseReleased} {
		at := points[min(i, 1)]
		_, err := chromedp.Call(tab.chromium(), input.DispatchMouseEvent, input.DispatchMouseEventParams{
			Type: kind, X: at[0], Y: at[1], Button: input.MouseButtonLeft, ClickCount: 1,
		})
		require.NoError(tab.t, err)
	}
}

// Dialogs on top of each other stay in their order when the lower one is replaced.
func TestDialogs_Nested(t *testing.T) {
	t.Parallel()
	page := func(wrap, open1, open2, text string) string {
		outer := `<dialog id="outer" live-modal live-close="c1"` + open1 + `><p>` + text + `</p><button id="more" live-click="more">more</button></dialog>`
		if wrap != "" {
			outer = "<" + wrap + ">" + outer + "</" + wrap + ">"
		}
		return `<dialog id="upper" live-modal live-close="c2"` + open2 + `><button id="ok">` + text + `</button></dialog>` + outer
	}
	v, tab := openDialogs(t, page("", "", "", "0"))
	tab.Click("#live-root") // without actions of the user, Escape closes several dialogs at once
	v.show(page("", " open", "", "1"))
	require.Equal(t, "outer", tab.Text(`inside()`))
	tab.Click("#more")
	v.expect(`["e",0,0,"more"]`)
	v.show(page("", " open", " open", "2"), 1)
	require.Equal(t, "upper", tab.Text(`inside()`), "the upper one is first in the document")
	for i, wrap := range []string{"div", "section"} {
		v.sendFull(page(wrap, " open", " open", strconv.Itoa(3+i)))
		require.Equal(t, "upper outer", tab.Text(`modals()`))
		require.Equal(t, "upper", tab.Text(`inside()`))
		require.Equal(t, "upper", tab.Text(outsideOfDialogs+`.id`), "the backdrop of the upper one covers the page")
	}
	tab.Keys(kb.Escape)
	v.expect(`["e",0,0,"c2"]`)
	require.Equal(t, "outer", tab.Text(`modals()`))
	v.show(page("section", " open", "", "9"), 2)
	require.Equal(t, "more", tab.Text(`document.activeElement.id`))
	tab.Keys(kb.Escape)
	v.expect(`["e",0,0,"c1"]`)
}

// Commands open and close dialogs and popovers.
func TestDialogs_Commands(t *testing.T) {
	t.Parallel()
	v, tab := openDialogs(t, `<button id="a" live-click='[["show","#d"]]'>a</button><button id="b" live-click='[["toggle","#p"]]'>b</button>
		<dialog id="d" live-modal live-close="closed"><button id="c" live-click='[["hide","#d"],"saved"]'>c</button></dialog>
		<div id="p" popover live-toggle="toggled">menu</div>`)
	tab.Click("#a")
	tab.Wait(`modals() === "d"`)
	tab.Click("#c")
	v.expect(`["e",0,0,"saved"]`, `["e",0,0,"closed"]`)
	require.Empty(t, tab.Text(`modals()`))
	require.Equal(t, "a", tab.Text(`document.activeElement.id`))
	tab.Click("#b")
	v.expect(`["e",0,0,"toggled?open=true"]`)
	tab.Keys(kb.Escape)
	v.expect(`["e",0,0,"toggled?open=false"]`)
}

// A popover stays open through patches, full HTML and its replacement, and the server knows whether it is open.
func TestDialogs_Popover(t *testing.T) {
	t.Parallel()
	page := func(wrap, text string) string {
		return `<button id="b" popovertarget="p">b</button><` + wrap + `><div id="p" popover live-toggle="toggled" title="` + text + `">` + text + `</div></` + wrap + `>` +
			`<details id="t" live-toggle="t"><summary>s</summary>` + text + `</details><details open live-toggle="u"><summary>s</summary></details>`
	}
	v, tab := openDialogs(t, page("div", "0"))
	tab.Click("#b")
	v.expect(`["e",0,0,"toggled?open=true"]`)
	v.show(page("div", "1"), 1)
	v.sendFull(page("div", "2"))
	v.sendFull(page("section", "3"))
	require.Equal(t, "3", tab.Text(`document.querySelector(":popover-open").textContent`))
	tab.Keys(kb.Escape)
	v.expect(`["e",0,0,"toggled?open=false"]`)
	v.show(page("section", "4"), 2)
	v.sendFull(page("div", "5"))
	require.Equal(t, "false", tab.JSON(`!!document.querySelector(":popover-open")`))
	tab.Click("summary")
	v.expect(`["e",0,0,"t?open=true"]`)
	tab.Click("summary")
	v.expect(`["e",0,0,"t?open=false"]`)
}

// In a browser without closedby, a click on the backdrop closes the dialog, too.
func TestDialogs_Backdrop(t *testing.T) {
	t.Parallel()
	v, tab := openView(t, `<p>x</p>`)
	tab.Do(`delete HTMLDialogElement.prototype.closedBy`)
	v.show(strings.ReplaceAll(editor(" open", "1", "d"), `"any"`, `"closerequest"`))
	tab.Wait(`document.querySelector("dialog:modal")`)
	tab.Do(`window.by = id => document.getElementById(id)`)
	box := `by("d").getBoundingClientRect()`
	tab.dragTo(`[2, 2]`, `[3, 3]`)
	require.Equal(t, "true", tab.JSON(`by("d").open`))
	v.show(editor(" open", "2", "d"))
	tab.dragTo(`[2, 2]`, `[`+box+`.left + 5, `+box+`.top + 5]`)
	tab.dragTo(`[`+box+`.left + 5, `+box+`.top + 5]`, `[2, 2]`)
	tab.dragTo(`[`+box+`.left + 2, `+box+`.top + 2]`, `[`+box+`.left + 3, `+box+`.top + 2]`) // its padding
	require.Equal(t, "true", tab.JSON(`by("d").open`))
	tab.dragTo(`[2, 2]`, `[3, 3]`)
	v.expect(`["e",0,0,"closed"]`)
	require.Equal(t, "false", tab.JSON(`by("d").open`))
}

// The content of a portal is at its target, and belongs to the component that renders it.
func TestPortals(t *testing.T) {
	t.Parallel()
	page := func(wrap, portal string) string {
		return `<div id="target"></div><div live-click="around"><` + wrap + ` live-c="3"><template id="p" live-portal="#target">` + portal + `</template></` + wrap + `></div>`
	}
	content := func(text string) string {
		return `<p style="color: red">` + text + `</p><button id="b" live-click="b">` + text + `</button>` +
			`<form live-change="f" live-submit="s"><input name="x" value=""></form><template id="q" live-portal="body"><button id="q1" live-click="q">q</button></template>`
	}
	v, tab := openDialogs(t, page("section", content("0")))
	tab.Wait(`document.querySelector("#target > [live-portal-content=p] > p")?.textContent === "0"`)
	require.Equal(t, "rgb(255, 0, 0)", tab.Text(`getComputedStyle(document.querySelector("#target p")).color`))
	tab.Click("#b")
	v.expect(`["e",0,3,"b"]`)
	tab.Click("#q1")
	v.expect(`["e",0,3,"q"]`)
	tab.Click("#target p")
	v.expect(`["e",0,0,"around"]`)
	tab.Click("#target input")
	tab.Keys("a")
	v.expect(`["e",0,0,"around"]`, `["e",0,3,"f",[0,"x",["x","a"]]]`)

	v.show(page("section", content("1")), 5)
	require.Equal(t, "1", tab.Text(`document.querySelector("#target p").textContent`))
	v.sendFull(page("section", content("2")))
	v.sendFull(page("article", content("3"))) // another template
	require.Equal(t, "3 3", tab.Text(`[...document.querySelectorAll("p")].map(e => e.textContent).join() + " " + by("b").textContent`))

	require.Equal(t, "x", tab.Text(`document.activeElement.name`), "the field was replaced by its like")
	v.show(`<ul id="target"></ul>` + strings.TrimPrefix(page("article", content("4")), `<div id="target"></div>`))
	require.Equal(t, "4 x", tab.Text(`document.querySelector("ul p").textContent + " " + document.activeElement.name`), "the target was replaced")
	v.show(strings.Replace(page("article", content("5")), "#target", "body", 1))
	require.Equal(t, "5", tab.Text(`document.querySelector("body > div > p").textContent`), "another target")
	v.show(strings.Replace(page("article", content("6")), "#target", "#none", 1))
	v.show(`<p>gone</p>`)
	require.Equal(t, "0", tab.JSON(`document.querySelectorAll("[live-portal-content]").length`))
	tab.Errors() // the missing target
}

// A click in the content of a portal is inside of the elements around its template.
func TestPortals_ClickAway(t *testing.T) {
	t.Parallel()
	v, tab := openDialogs(t, `<div id="target"></div><p id="out">out</p><section live-click-away="away"><b>menu</b>`+
		`<template id="p" live-portal="#target"><button id="in" live-click="in">in</button></template></section>`)
	tab.Wait(`document.querySelector("#target #in")`)
	tab.Wait(`window.hasBindings`)
	tab.Click("#out")
	v.expect(`["e",0,0,"away"]`)
	tab.Click("#in")
	tab.Click("#out")
	v.expect(`["e",0,0,"in"]`, `["e",0,0,"away"]`)
}

// A dialog asks the question of live-confirm. The event follows if the user accepts and the element is the same.
func TestConfirm(t *testing.T) {
	t.Parallel()
	page := func(event, text string) string {
		return `<i>` + text + `</i><button id="a" live-click="` + event + `" live-confirm="Really?">a</button>` +
			`<form id="f" live-submit="s"><input name="x" value="1"><button id="b" name="how" value="all" live-confirm="Send?">b</button></form>` +
			`<input id="c" type="checkbox" live-click="c" live-confirm="Check?">`
	}
	v, tab := openDialogs(t, page("del?id=1", "0"), askInDialog)
	dialog := `document.querySelector("#live-confirm")`
	tab.Do(`by("a").focus()`)
	tab.Keys("\r")
	require.Equal(t, "Really?Cancel", tab.Text(dialog+`.querySelector("p").textContent + document.activeElement.textContent`))
	v.show(page("del?id=1", "1"))
	v.sendFull(page("del?id=1", "2"))
	tab.Click("#live-confirm button:last-child")
	v.expect(`["e",0,0,"del?id=1"]`)
	require.Equal(t, "a", tab.Text(`document.activeElement.id`))

	tab.Click("#a")
	tab.Keys(kb.Escape)
	tab.Wait(`!` + dialog)
	tab.Click("#a")
	v.show(page("del?id=2", "3"), 1) // the button has another meaning now
	tab.Click("#live-confirm button:last-child")
	tab.Click("#b")
	tab.Click("#live-confirm button:last-child")
	v.expect(`["e",0,0,"s",[1,"how",["x","1","how","all"]]]`)
	tab.Click("#c")
	require.Equal(t, "false", tab.JSON(`by("c").checked`))
	tab.Click("#live-confirm button:last-child")
	v.expect(`["e",0,0,"c"]`)
	require.Equal(t, "true", tab.JSON(`by("c").checked`))

	tab.Do(`liveSocket.confirm = (question, element) => { window.asked = question + element.id; return Promise.resolve(false) }`)
	tab.Click("#a")
	require.Equal(t, "Really?a", tab.Text(`asked`))
	tab.Do(`liveSocket.confirm = async () => true`)
	tab.Click("#a")
	v.expect(`["e",0,0,"del?id=2"]`)
}
