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
	v.expect(`["e",0,1,0,"e"]`)
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
	v.expect(`["e",0,1,0,"s",[1,"",["x","12"]]]`)
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
	v.expect(`["e",0,1,0,"f",[0,"x",["` + name + `","` + value + `"]]]`)
}
