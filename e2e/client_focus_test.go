package e2e

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const focusedName = `document.activeElement.getAttribute("name") ?? document.activeElement.localName`

// A field with autofocus gets the focus when it appears, unless the user is typing in another field.
func TestClient_Autofocus(t *testing.T) {
	t.Parallel()
	page := func(more string) string {
		return `<form live-change="f" live-submit="s"><input name="x" value=""></form><button name="edit" live-click="e">e</button>` + more
	}
	v, tab := openView(t, page(""))
	tab.Click("button")
	v.expect(`["e",0,0,"e"]`)
	v.show(page(`<p><input name="a" autofocus></p>`), 1)
	require.Equal(t, "a", tab.Text(focusedName), "the answer to a click")

	tab.Do(`document.querySelector("button").focus()`)
	v.show(page(`<p><input name="a" autofocus></p><input name="b" autofocus>`))
	require.Equal(t, "b", tab.Text(focusedName), "a button has no text that the user could be typing")
	v.show(page(`<p title="t"><input name="a" autofocus></p><input name="b" autofocus>`))
	require.Equal(t, "b", tab.Text(focusedName), "a has not appeared")

	tab.Do(`document.querySelector("[name=x]").focus()`)
	v.show(page(`<textarea name="c" autofocus></textarea>`))
	require.Equal(t, "x", tab.Text(focusedName), "the user did not cause it")
	tab.Keys("1")
	v.expectChange("x=1")
	tab.Keys("2")
	v.expectChange("x=12")
	v.show(page(`<input name="d" autofocus>`), 1)
	require.Equal(t, "x", tab.Text(focusedName), "the user is still typing")
	tab.Keys("\r")
	v.expect(`["e",0,0,"s",[1,"",["x","12"]]]`)
	v.show(page(`<p hidden><input name="e" autofocus></p><div><input name="g" autofocus></div>`), 2)
	require.Equal(t, "g", tab.Text(focusedName), "the answer to a submit; the first field with autofocus is hidden")
	v.show(page(`<section><select name="h" autofocus></select></section>`)) // in place of the focused field
	require.Equal(t, "h", tab.Text(focusedName))

	v.show(page(`<input name="i" autofocus>`)) // in place of the focused field
	require.Equal(t, "i", tab.Text(focusedName))
	tab.Do(`document.activeElement.blur()`)
	v.sendFull(page(`<p><input name="j" autofocus></p>`))
	require.Equal(t, "j", tab.Text(focusedName), "inserted by full HTML")
}

// expectChange requires that the next message is a change event with data.
func (v *fakeView) expectChange(data string) {
	v.t.Helper()
	name, value, _ := strings.Cut(data, "=")
	v.expect(`["e",0,0,"f",[0,"x",["` + name + `","` + value + `"]]]`)
}

const caretPosition = `(e => [e.name, e.selectionStart, e.selectionStart === null ? null : e.selectionEnd])(document.activeElement)`

// When the client gives the focus to a field, the caret is at the end of its text.
func TestClient_CaretAtEnd(t *testing.T) {
	t.Parallel()
	v, tab := openView(t, `<p></p>`, `document.addEventListener("focus", e => {
		if (e.target.name === "selected") e.target.select()
		if (e.target.name === "moved") e.target.setSelectionRange(1, 1)
	}, true)`)
	for _, step := range []struct{ html, want string }{
		{`<input name="a" value="abc" autofocus>`, `["a",3,3]`},
		{`<p><textarea name="b" autofocus>abc</textarea></p>`, `["b",3,3]`},
		{`<dialog open><input name="c" type="search" value="abc" autofocus></dialog>`, `["c",3,3]`},
		{`<input name="selected" value="abc" autofocus>`, `["selected",0,3]`},
		{`<p><input name="moved" value="abc" autofocus></p>`, `["moved",1,1]`},
		{`<input name="d" type="number" value="12" autofocus>`, `["d",null,null]`},
		{`<p><input name="e" type="email" value="a@b" autofocus></p>`, `["e",null,null]`},
		{`<select name="f" autofocus><option>1</option></select>`, `["f",null,null]`},
		{`<p><button name="g" autofocus>g</button></p>`, `["g",null,null]`},
		{`<input name="h" type="password" value="abc" autofocus>`, `["h",3,3]`},
		{`<form name="i" tabindex="-1" autofocus><input name="selectionEnd"><input name="value"></form>`, `["i",null,{}]`},
	} {
		v.show(`<i></i>`)
		v.show(step.html)
		require.Equal(t, step.want, tab.JSON(caretPosition), step.html)
	}

	v.show(`<i></i>`)
	v.show(`<div contenteditable="true" autofocus>abc <b>def</b></div>`)
	require.Equal(t, `abc defX`, tab.Text(`document.execCommand("insertText", false, "X") && document.activeElement.textContent`))

	v.show(`<p><input id="x" name="x" value="abcd"></p>`)
	tab.Do(`document.querySelector("input").focus()
		document.activeElement.setSelectionRange(1, 2)`)
	v.show(`<div><input id="x" name="x" value="abcd"></div>`)
	require.Equal(t, `["x",1,2]`, tab.JSON(caretPosition), "replaced")
	v.show(`<ul><li><textarea id="x" name="x">abcd</textarea></li></ul>`)
	require.Equal(t, `["x",1,2]`, tab.JSON(caretPosition), "replaced by another type")
	v.sendFull(`<p><input id="x" name="x" value="abcd"></p>`)
	require.Equal(t, `["x",1,2]`, tab.JSON(caretPosition), "replaced by full HTML")
	v.show(`<input name="y" value="abcd">`)
	require.Equal(t, `["y",4,4]`, tab.JSON(caretPosition), "the nearest field")
}
