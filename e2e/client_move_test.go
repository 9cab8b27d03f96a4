package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// withoutMoveBefore is the state of browsers without moveBefore.
const withoutMoveBefore = "delete Element.prototype.moveBefore; delete Document.prototype.moveBefore; delete DocumentFragment.prototype.moveBefore\n"

// In browsers without moveBefore, moved elements keep their scroll positions, focus and selection,
// and those that would lose more are not moved if others can be moved instead.
func TestClient_MoveWithoutMoveBefore(t *testing.T) {
	t.Parallel()
	box := func(id, content string) string {
		return `<li id="` + id + `" class="box"><div class="box">` + content + `<p class="tall"></p></div><p class="tall"></p></li>`
	}
	const css = `document.addEventListener("DOMContentLoaded", () => {
		const sheet = new CSSStyleSheet()
		sheet.replaceSync(".box { height: 50px; width: 50px; overflow: scroll; scroll-behavior: smooth } .tall { height: 900px; width: 900px }")
		document.adoptedStyleSheets = [sheet]
	})`
	page := func(boxes ...string) string {
		html := ""
		for _, box := range boxes {
			html += box
		}
		return `<ul>` + html + `</ul>`
	}
	a, b, c := box("a", "a"), box("b", `<input value="abcd">`), box("c", `<div contenteditable="true">editable</div>`)
	d := `<li id="d"><iframe></iframe></li>`
	v, tab := openView(t, page(a, b, c, d), withoutMoveBefore+css)
	tab.Do(`for (const e of document.querySelectorAll(".box")) e.scrollTo({ top: 30, left: 20, behavior: "instant" })
		document.querySelector("iframe").contentWindow.kept = true`)
	const positions = `[...document.querySelectorAll(".box")].map(e => e.scrollTop + " " + e.scrollLeft).join()`
	const kept = "30 20,30 20,30 20,30 20,30 20,30 20"
	require.Equal(t, kept, tab.Text(positions))

	v.show(page(d, c, b, a))
	require.Equal(t, kept, tab.Text(positions))
	require.Equal(t, "true", tab.Text(`document.querySelector("iframe").contentWindow.kept`), "the frame was not moved")

	const caret = `(e => [e.localName, e.selectionStart, e.selectionEnd, e.selectionDirection])(document.activeElement)`
	tab.Do(`document.querySelector("input").focus({ preventScroll: true })
		document.querySelector("input").setSelectionRange(1, 3, "backward")`)
	for _, html := range []string{page(b, a, c, d), page(a, c, d, b), page(d, b, a, c)} {
		v.show(html)
		require.Equal(t, `["input",1,3,"backward"]`, tab.JSON(caret))
		require.Equal(t, kept, tab.Text(positions))
		require.Equal(t, "true", tab.Text(`document.querySelector("iframe").contentWindow.kept`))
	}

	const selection = `(s => [s.anchorNode.data, s.anchorOffset, s.focusOffset])(getSelection())`
	tab.Do(`const e = document.querySelector("[contenteditable]")
		e.focus({ preventScroll: true })
		getSelection().setBaseAndExtent(e.firstChild, 6, e.firstChild, 2)`)
	for _, html := range []string{page(c, d, b, a), page(a, b, d, c), page(c, a, b, d)} {
		v.show(html)
		require.Equal(t, `["editable",6,2]`, tab.JSON(selection))
		require.Equal(t, "true", tab.Text(`document.activeElement.isContentEditable`))
		require.Equal(t, kept, tab.Text(positions))
	}

	tab.Do(`document.activeElement.blur()
		const text = document.querySelector("#a div").firstChild
		getSelection().setBaseAndExtent(text, 0, text, 1)`)
	v.show(page(b, a, c, d))
	v.show(page(d, c, b, a))
	require.Equal(t, `["a",0,1]`, tab.JSON(selection), "selected text without focus")
	v.sendFull(page(a, b, c, d))
	require.Equal(t, kept, tab.Text(positions))
	require.Equal(t, `["a",0,1]`, tab.JSON(selection))
}

// As few nodes are moved as possible.
func TestClient_FewNodesAreMoved(t *testing.T) {
	t.Parallel()
	list := func(rows string) string { return rowList(rows, true) }
	v, tab := openView(t, list("abcdef"), withoutMoveBefore+`
		window.moves = 0
		const insertBefore = Node.prototype.insertBefore
		Node.prototype.insertBefore = function (node, next) {
			if (node.isConnected) moves++
			return insertBefore.call(this, node, next)
		}`)
	for _, step := range []struct{ rows, want string }{
		{"fabcde", "1"}, {"abcdef", "1"}, {"abfcde", "1"}, {"bafcde", "1"}, {"edcfab", "5"}, {"edncfab", "0"}, {"ednfab", "0"}, {"abdnfe", "3"},
	} {
		tab.Do(`moves = 0`)
		v.show(list(step.rows))
		require.Equal(t, step.rows, tab.Text(`[...document.querySelectorAll("b")].map(b => b.textContent).join("")`))
		require.Equal(t, step.want, tab.Text("moves"), step.rows)
	}

	tab.Do(`moves = 0
		document.querySelector("input").focus()
		window.blurred = 0
		document.activeElement.addEventListener("blur", () => blurred++)`)
	v.show(list("bdnfea"))
	require.Equal(t, "0", tab.Text("blurred"), "the focused row stays, and the others are moved")
	require.Equal(t, "5", tab.Text("moves"))
}
