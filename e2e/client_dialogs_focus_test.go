package e2e

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

const focusedID = `document.activeElement.id`

// wrapIn returns html in an element with this name, so that full HTML replaces all of it.
func wrapIn(name, html string) string { return "<" + name + ">" + html + "</" + name + ">" }

// A dialog is closed, and what had the focus before is replaced, removed or hidden.
func TestDialogs_FocusReturns(t *testing.T) {
	t.Parallel()
	page := func(open, rows, text string) string {
		return `<ul>` + rows + `</ul><button id="menu-button" popovertarget="menu">menu</button><div id="menu" popover><button id="item" commandfor="d" command="show-modal">item</button></div>` +
			`<button id="last">last</button><dialog id="d" live-modal live-close="closed"` + open + `><i>` + text + `</i><button>close</button><input name="a"><input name="b" value="12345"></dialog>`
	}
	row := func(id string) string {
		return `<li id="row-` + id + `"><button>up</button><button id="del-` + id + `" commandfor="d" command="show-modal">delete</button><input name="n"></li>`
	}
	v, tab := openDialogs(t, page("", row("1")+row("2"), "0"))

	tab.Click("#del-1")
	v.show(page("", row("2"), "1"))
	tab.Keys(kb.Escape)
	v.expect(`["e",0,0,"closed"]`)
	require.Equal(t, "row-2", tab.Text(`document.activeElement.parentElement.id`), "the row of the opener was removed")

	v.show(page("", row("2")+row("3"), "2"), 1)
	tab.Do(`const input = document.querySelector("#row-3 input"); input.value = "abc"; input.focus(); input.setSelectionRange(1, 2); by("d").showModal()`)
	v.sendFull(wrapIn("main", page("", row("2")+row("3"), "3")))
	require.Equal(t, "d", tab.Text(`modals()`))
	tab.Keys(kb.Escape)
	v.expect(`["e",0,0,"closed"]`)
	require.Equal(t, "row-3 n", tab.Text(`document.activeElement.parentElement.id + " " + document.activeElement.name`), "a field without an id in a row with an id")

	// The item of a menu, which the dialog closes.
	v.sendFull(wrapIn("main", page("", "", "4")), 2)
	tab.Click("#menu-button")
	tab.Click("#item")
	require.Equal(t, "d", tab.Text(`modals()`))
	v.sendFull(wrapIn("section", page("", "", "5")))
	tab.Keys(kb.Escape)
	v.expect(`["e",0,0,"closed"]`)
	require.Equal(t, "menu-button", tab.Text(focusedID))

	// The same field of the dialog keeps the focus and its selection.
	tab.Do(`by("last").focus()`)
	v.show(wrapIn("section", page(" open", "", "6")), 3)
	tab.Do(`document.querySelector("[name=b]").focus(); document.activeElement.setSelectionRange(2, 4)`)
	v.sendFull(wrapIn("main", page(" open", "", "7")))
	require.Equal(t, "b 2 4", tab.Text(`[document.activeElement.name, document.activeElement.selectionStart, document.activeElement.selectionEnd].join(" ")`))

	// The view is mounted again, and does not show the dialog.
	v.sendFull(wrapIn("section", page("", "", "8")))
	require.Equal(t, " last", tab.Text(`modals() + " " + `+focusedID))
}

// A popover that is replaced keeps the focus inside, and gives it back.
func TestDialogs_FocusOfPopover(t *testing.T) {
	t.Parallel()
	page := func(popover string) string {
		return `<a href="#">first</a><button id="b" popovertarget="p">b</button>` + popover + `<button id="last">last</button>`
	}
	const popover = `<div id="p" popover live-toggle="toggled"><button>one</button><input name="x"><button id="sub" popovertarget="q">two</button><div id="q" popover><button id="leaf">leaf</button></div></div>`
	v, tab := openDialogs(t, page(popover))
	tab.Click("#b")
	v.expect(`["e",0,0,"toggled?open=true"]`)
	tab.Click("[name=x]")
	v.sendFull(wrapIn("main", page(popover)), 1)
	require.Equal(t, "x true", tab.Text(`document.activeElement.name + " " + by("p").matches(":popover-open")`))
	tab.Keys(kb.Escape)
	v.expect(`["e",0,0,"toggled?open=false"]`)
	require.Equal(t, "b", tab.Text(focusedID))

	tab.Click("#b")
	v.expect(`["e",0,0,"toggled?open=true"]`)
	tab.Click("#sub")
	tab.Do(`by("leaf").focus()`)
	v.sendFull(wrapIn("section", page(popover)), 3)
	require.Equal(t, "leaf", tab.Text(focusedID))
	tab.Keys(kb.Escape)
	tab.Wait(focusedID + ` === "sub"`)
	require.Equal(t, "true", tab.JSON(`by("p").matches(":popover-open")`))
	v.show(wrapIn("section", page("")))
	require.Equal(t, "b", tab.Text(focusedID), "the popover was removed")
}

// A question in a dialog stays above a dialog that is replaced below it, and a popover in a dialog stays open.
func TestConfirm_AboveReplaced(t *testing.T) {
	t.Parallel()
	page := func(text string) string {
		return `<button id="edit">edit</button><dialog id="d" live-modal open live-close="closed"><ul><li id="row"><button live-click="del?id=1" live-confirm="Really?"><b>delete</b></button></li></ul><i>` + text + `</i></dialog>` +
			`<dialog id="upper" live-modal><button id="open" popovertarget="p">menu</button><div id="p" popover><button id="leaf">leaf</button></div></dialog>`
	}
	v, tab := openDialogs(t, page("0"), askInDialog)
	tab.Click("#row b")
	for i, name := range []string{"main", "section"} {
		v.sendFull(wrapIn(name, page(string(rune('1'+i)))))
		require.Equal(t, "d live-confirm", tab.Text(`modals()`))
		require.Equal(t, "Cancel", tab.Text(`document.activeElement.textContent`))
	}
	tab.Click("#live-confirm button:first-child")
	require.Equal(t, "row", tab.Text(`document.activeElement.parentElement.id`), "the button was replaced")
	tab.Click("#row b")
	v.sendFull(wrapIn("main", page("3")))
	tab.Click("#live-confirm button:last-child")
	v.expect(`["e",0,0,"del?id=1"]`)

	// The lower dialog is replaced, the upper one is not.
	tab.Do(`by("upper").showModal()`)
	tab.Click("#open")
	tab.Do(`by("leaf").focus(); window.kept = by("upper")`)
	v.show(wrapIn("main", `<p>new</p>`+page("4")), 1)
	tab.Do(`const d = by("d"); d.parentNode.append(d)`) // another script moves it, which closes it
	v.show(wrapIn("main", `<p>newer</p>`+page("5")))
	require.Equal(t, "d upper true leaf", tab.Text(`[modals().split(" ").sort().join(" "), by("p").matches(":popover-open"), document.activeElement.id].join(" ")`))
	tab.Keys(kb.Escape)
	tab.Wait(focusedID + ` === "open"`)
	tab.Keys(kb.Escape)
	require.Equal(t, "d", tab.Text(`modals()`))
}

// A dialog that leaves with an animation does not keep the user from the page.
func TestDialogs_Leaving(t *testing.T) {
	t.Parallel()
	page := func(rest string) string { return `<button id="a" live-click="a">a</button>` + rest }
	v, tab := openDialogs(t, page(`<details live-toggle="t" live-remove='[["hide",""]]'></details>`))
	tab.Wait(`window.hasBindings`)
	tab.Do(`by("a").focus()`)
	v.show(page(`<dialog id="d" live-modal open live-close="closed" live-remove='[["transition","",["fade","from","to",60000]]]'><button id="in">in</button></dialog>`))
	require.Equal(t, "in", tab.Text(focusedID))
	v.show(page(""))
	require.Equal(t, "a true false", tab.Text(`[document.activeElement.id, by("d").checkVisibility(), by("d").matches(":modal")].join(" ")`))
	tab.Click("#a")
	v.expect(`["e",0,0,"a"]`)
}
