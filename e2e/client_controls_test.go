package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// Each test below checks a row of docs/explain/controls.md.

const (
	valueOf = `document.querySelector("[name=x]").value`
	attrOf  = `document.querySelector("[name=x]").getAttribute("value")`
	caret   = `(e => [e.selectionStart, e.selectionEnd])(document.activeElement)`
)

// field returns a form with one text field.
func field(value string) string {
	return `<form live-change="f.F" live-submit="f.F"><input name="x" value="` + value + `"><button>go</button></form>`
}

// expectTyped requires that the next message is a change event with x=text.
func (v *fakeView) expectTyped(text string) {
	v.t.Helper()
	v.expect(`["e",0,0,"f.F",[0,"x",["x","` + text + `"]]]`)
}

func TestClient_UntouchedControlTakesServerValue(t *testing.T) {
	t.Parallel()
	v, tab := openView(t, field("a"))
	v.show(field("b"))
	require.Equal(t, "b b", tab.Text(valueOf+`+" "+`+attrOf))
	tab.Do(`document.querySelector("input").focus()`) // focused, not edited
	tab.Do(`document.activeElement.setSelectionRange(1, 1)`)
	v.show(field("bc"))
	require.Equal(t, "bc [1,1]", tab.Text(valueOf+`+" "+JSON.stringify(`+caret+`)`))
}

// Until an edit is acknowledged, the user's value stays. The attribute is set at once, and of
// several values from the server only the last one counts.
func TestClient_UnacknowledgedEditIsKept(t *testing.T) {
	t.Parallel()
	v, tab := openView(t, field(""))
	tab.Click("input")
	tab.Keys("h")
	v.expectTyped("h")
	v.show(field("one"))
	v.show(field("two"))
	require.Equal(t, "h two", tab.Text(valueOf+`+" "+`+attrOf))
	tab.Keys("i")
	v.expectTyped("hi")
	v.show(field("h"), 1) // the ack of "h" arrives after "hi" was sent
	require.Equal(t, "hi", tab.Text(valueOf))
	v.show(field("hi!"), 1)
	require.Equal(t, "hi! [2,2]", tab.Text(valueOf+`+" "+JSON.stringify(`+caret+`)`))
}

// A chat box is cleared, although the last two renders of the server are equal.
func TestClient_ChatBoxIsCleared(t *testing.T) {
	t.Parallel()
	v, tab := openView(t, field(""))
	tab.Click("input")
	tab.Keys("h")
	v.expectTyped("h")
	tab.Keys("i")
	v.expectTyped("hi")
	tab.Keys("\r")
	v.expect(`["e",0,0,"f.F",[1,"",["x","hi"]]]`)
	require.Equal(t, "hi", tab.Text(valueOf))
	v.send(`[3]`)
	tab.Wait(valueOf + ` === ""`)
	require.Equal(t, "true", tab.Text(`document.activeElement.name === "x"`))
	tab.Keys("a") // the user can type the next message at once
	v.expectTyped("a")
}

// A character that the server refuses is removed with the ack, and the caret stays.
func TestClient_RefusedCharacterIsRemoved(t *testing.T) {
	t.Parallel()
	v, tab := openView(t, field("123"))
	tab.Click("input")
	tab.Do(`document.activeElement.setSelectionRange(1, 1)`)
	tab.Keys("x")
	v.expectTyped("1x23")
	v.send(`[1]`)
	tab.Wait(valueOf + ` === "123"`)
	require.Equal(t, "[1,1]", tab.JSON(caret))
}

// An ack without an update has no effect on the field while the window may be closed: the update
// may follow.
func TestClient_AckWaitsForUpdate(t *testing.T) {
	t.Parallel()
	v, tab := openView(t, field("")+`<p>0</p>`)
	tab.Click("input")
	tab.Keys("h")
	v.expectTyped("h")
	for i := range 8 {
		v.push(field("") + fmt.Sprintf(`<p>%d</p>`, i+1))
	}
	v.send(`[1]`)
	tab.Wait(`document.querySelector("p").textContent === "8"`)
	require.Equal(t, "h", tab.Text(valueOf))
	v.show(field("h.") + `<p>8</p>`)
	require.Equal(t, "h.", tab.Text(valueOf))
}

// Without live-change no event reports the edit before the submit. A value from the server is kept
// until blur.
func TestClient_EditIsKeptUntilBlur(t *testing.T) {
	t.Parallel()
	form := func(value string) string {
		return `<form live-submit="f.F"><input name="x" value="` + value + `"><input name="y" value=""></form>`
	}
	v, tab := openView(t, form(""))
	tab.Click("[name=x]")
	tab.Keys("user")
	v.show(form("server"))
	require.Equal(t, "user", tab.Text(valueOf))
	tab.Click("[name=y]")
	require.Equal(t, "server", tab.Text(valueOf))
	tab.Keys("kept")
	tab.Click("[name=x]")
	v.show(form("server") + "<p></p>")
	require.Equal(t, "kept", tab.Text(`document.querySelector("[name=y]").value`), "a value is kept if the server has not changed it")
}

// The value of a number field with "5e" is "". Writing the server's value would clear the text.
func TestClient_BadInputIsKept(t *testing.T) {
	t.Parallel()
	number := func(value string) string {
		return `<form live-change="f.F"><input name="x" type="number" value="` + value + `"></form>`
	}
	v, tab := openView(t, number("1"))
	tab.Click("input")
	tab.Do(`document.activeElement.select()`)
	tab.Keys("5")
	v.expectTyped("5")
	tab.Keys("e")
	v.expectTyped("")
	v.show(number(""), 2)
	v.show(number("7"))
	require.Equal(t, "true 7", tab.Text(`document.activeElement.validity.badInput + " " + `+attrOf))
	tab.Keys("2")
	v.expectTyped("5e2")
	v.show(number("500"), 1)
	require.Equal(t, "500", tab.Text(valueOf))
}

// Email, number and date fields have no selection.
func TestClient_ControlWithoutSelection(t *testing.T) {
	t.Parallel()
	for kind, value := range map[string]string{"email": "a@b", "number": "12", "date": "2026-11-23"} {
		page := func(value string) string {
			return `<input name="x" type="` + kind + `" value="` + value + `">`
		}
		v, tab := openView(t, page(""))
		tab.Do(`document.querySelector("input").focus()`)
		v.show(page(value))
		require.Equal(t, value, tab.Text(valueOf), kind)
	}
}

func TestClient_Reset(t *testing.T) {
	t.Parallel()
	form := func(value string) string {
		return `<form live-change="f.F"><input name="x" value="` + value + `"><input name="p" type="password" value="q"><button type="reset">r</button></form>`
	}
	v, tab := openView(t, form("a"))
	tab.Click("[name=x]")
	tab.Keys("b")
	v.expect(`["e",0,0,"f.F",[0,"x",["x","ab","p","q"]]]`)
	tab.Click("[name=p]")
	tab.Keys("r")
	v.expect(`["e",0,0,"f.F",[0,"p",["x","ab","p","qr"]]]`)
	v.show(form("c"))
	require.Equal(t, "ab", tab.Text(valueOf))
	tab.Click("button")
	v.expect(`["e",0,0,"f.F",[3,"",["x","c","p","q"]]]`)
	require.Equal(t, "c", tab.Text(valueOf), "the default value of the mirror; the edit is discarded")
	v.show(form("d"), 3)
	require.Equal(t, "d", tab.Text(valueOf))
}

// The server does not control a value without the attribute, nor a password or a file.
func TestClient_UncontrolledControlsAreNotWritten(t *testing.T) {
	t.Parallel()
	page := func(p, text, password string) string {
		return `<form live-change="f.F"><input name="x"><textarea>` + text + `</textarea><input name="p" type="password" value="` + password +
			`"><input name="f" type="file"></form><p>` + p + `</p>`
	}
	v, tab := openView(t, page("1", "t", "a"))
	tab.Click("[name=x]")
	tab.Keys("u")
	v.expect(`["e",0,0,"f.F",[0,"x",["x","u","p","a"]]]`)
	tab.Do(`document.querySelector("[type=password]").focus()`)
	v.show(page("2", "t", "server"), 1)
	require.Equal(t, "u a", tab.Text(valueOf+`+" "+document.querySelector("[name=p]").value`))
	tab.Click("textarea") // has no name, so it is not controlled
	tab.Keys("user")
	v.expect(`["e",0,0,"f.F",[0,"",["x","u","p","a"]]]`)
	v.show(page("3", "t", "server"), 1)
	require.Contains(t, tab.Text(`document.querySelector("textarea").value`), "user")
}

func TestClient_Textarea(t *testing.T) {
	t.Parallel()
	page := func(text string) string {
		return `<form live-change="f.F"><textarea name="x">` + text + `</textarea></form>`
	}
	v, tab := openView(t, page("a"))
	v.show(page("b"))
	require.Equal(t, "b", tab.Text(valueOf))
	tab.Click("textarea")
	tab.Do(`document.activeElement.setSelectionRange(1, 1)`)
	tab.Keys("c")
	v.expectTyped("bc")
	v.show(page("server"))
	require.Equal(t, "bc", tab.Text(valueOf))
	v.show(page("bcd"), 1)
	require.Equal(t, "bcd [2,2]", tab.Text(valueOf+`+" "+JSON.stringify(`+caret+`)`))
}

func TestClient_Checkbox(t *testing.T) {
	t.Parallel()
	page := func(a, b string) string {
		return `<form live-change="f.F"><input type="checkbox" name="a"` + a + `><input type="checkbox" name="b"` + b + `></form>`
	}
	checked := `[...document.querySelectorAll("input")].map(e => e.checked)`
	v, tab := openView(t, page("", " checked"))
	tab.Click("[name=a]")
	v.expect(`["e",0,0,"f.F",[0,"a",["a","on","b","on"]]]`)
	v.show(page("", ""))
	require.Equal(t, "[true,false]", tab.JSON(checked), "the user's value stays, the server controls the other")
	v.show(page(" checked", ""), 1)
	require.Equal(t, "[true,false]", tab.JSON(checked))
	tab.Click("[name=a]")
	v.expect(`["e",0,0,"f.F",[0,"a",[],["a","b"]]]`)
	v.send(`[1]`)
	tab.Wait(`document.querySelector("[name=a]").checked`) // the server did not accept the change

	tab.Click("[name=a]")
	v.expect(`["e",0,0,"f.F",[0,"a",[],["a","b"]]]`)
	v.show(page("", ""), 1)
	require.Equal(t, "[false,false]", tab.JSON(checked))
}

// A checkbox that the server never renders as checked stays as the user left it.
func TestClient_UncontrolledCheckbox(t *testing.T) {
	t.Parallel()
	v, tab := openView(t, `<form live-change="f.F"><input type="checkbox" name="a"></form><p>1</p>`)
	tab.Click("[name=a]")
	v.expect(`["e",0,0,"f.F",[0,"a",["a","on"]]]`)
	v.show(`<form live-change="f.F"><input type="checkbox" name="a"></form><p>2</p>`, 1)
	require.Equal(t, "true", tab.Text(`document.querySelector("[name=a]").checked`))
}

// An edit applies to the whole radio group: inserting a checked radio unchecks the user's choice,
// which is then restored.
func TestClient_RadioGroup(t *testing.T) {
	t.Parallel()
	page := func(radios string) string { return `<form live-change="f.F">` + radios + `</form>` }
	chosen := `document.querySelector("input:checked")?.value`
	v, tab := openView(t, page(`<input type="radio" name="r" value="1" checked><input type="radio" name="r" value="2">`))
	tab.Click("[value='2']")
	v.expect(`["e",0,0,"f.F",[0,"r",["r","2"]]]`)
	v.show(page(`<input type="radio" name="r" value="1" checked><input type="radio" name="r" value="2"><input type="radio" name="r" value="3" checked>`))
	require.Equal(t, "2", tab.Text(chosen))
	v.show(page(`<input type="radio" name="r" value="1"><input type="radio" name="r" value="2"><input type="radio" name="r" value="3" checked>`))
	require.Equal(t, "2", tab.Text(chosen))
	v.send(`[1]`)
	tab.Wait(chosen + ` === "3"`) // acknowledged, and not accepted
	tab.Click("[value='1']")
	v.expect(`["e",0,0,"f.F",[0,"r",["r","1"]]]`)
	v.show(page(`<input type="radio" name="r" value="1" checked><input type="radio" name="r" value="2"><input type="radio" name="r" value="3">`), 1)
	require.Equal(t, "1", tab.Text(chosen))
}

func TestClient_Select(t *testing.T) {
	t.Parallel()
	page := func(options string) string {
		return `<form live-change="f.F"><select name="x">` + options + `</select></form>`
	}
	v, tab := openView(t, page(`<option selected>a</option><option>b</option><option>c</option>`))
	pick := func(value string) {
		tab.Do(`const s = document.querySelector("select")
			s.value = ` + quote(value) + `
			for (const type of ["input", "change"]) s.dispatchEvent(new Event(type, { bubbles: true }))`)
		v.expectTyped(value)
	}
	pick("b")
	v.show(page(`<option>a</option><option>b</option><option selected>c</option>`))
	require.Equal(t, "b", tab.Text(valueOf), "a patched selected attribute does not override the user")
	v.show(page(`<option>z</option><option selected>c</option><option>b</option>`))
	require.Equal(t, "b", tab.Text(valueOf), "kept by value")
	v.show(page(`<option>z</option><option selected>c</option>`))
	require.Equal(t, "c", tab.Text(valueOf), "the option was removed: the server's choice")
	v.show(page(`<option selected>z</option><option>c</option>`), 1)
	require.Equal(t, "z", tab.Text(valueOf))
	pick("c")
	v.send(`[1]`)
	tab.Wait(valueOf + ` === "z"`)
}

func TestClient_UncontrolledSelect(t *testing.T) {
	t.Parallel()
	page := func(options string) string { return `<select name="x">` + options + `</select>` }
	v, tab := openView(t, page(`<option>a</option><option>b</option>`))
	tab.Do(`document.querySelector("select").value = "b"`)
	v.show(page(`<option>0</option><option>a</option><option>b</option>`))
	require.Equal(t, "b", tab.Text(valueOf))
	v.show(page(`<option>0</option><optgroup label="g"><option>1</option><option>b</option></optgroup>`))
	require.Equal(t, "b", tab.Text(valueOf))
	v.show(page(`<option>0</option>`))
	require.Equal(t, "0", tab.Text(valueOf))
}

func TestClient_MultipleSelect(t *testing.T) {
	t.Parallel()
	page := func(options string) string {
		return `<form live-change="f.F"><select name="x" multiple>` + options + `</select></form>`
	}
	chosen := `[...document.querySelector("select").selectedOptions].map(o => o.value).join("")`
	v, tab := openView(t, page(`<option selected>a</option><option>b</option><option>c</option>`))
	tab.Do(`const s = document.querySelector("select")
		s.options[0].selected = false
		s.dispatchEvent(new Event("change", { bubbles: true }))`)
	v.expect(`["e",0,0,"f.F",[0,"x",[],["x"]]]`)
	tab.Do(`const s = document.querySelector("select")
		s.options[1].selected = s.options[2].selected = true
		s.dispatchEvent(new Event("change", { bubbles: true }))`)
	v.expect(`["e",0,0,"f.F",[0,"x",["x","b","x","c"]]]`)
	v.show(page(`<option selected>a</option><option selected>d</option><option>b</option><option>c</option>`), 1)
	require.Equal(t, "bc", tab.Text(chosen))
	v.show(page(`<option selected>a</option><option selected>d</option><option selected>b</option><option>c</option>`), 1)
	require.Equal(t, "adb", tab.Text(chosen))
}

// No option is a choice of a select that is multiple, of the user and of the server.
func TestClient_MultipleSelect_None(t *testing.T) {
	t.Parallel()
	page := func(options string) string {
		return `<form live-change="f.F"><select name="x" multiple>` + options + `</select></form>`
	}
	none := page(`<option>a</option><option>b</option>`)
	chosen := `[...document.querySelector("select").selectedOptions].map(o => o.value).join("")`
	choose := `const s = document.querySelector("select")
		for (const option of s.options) option.selected = chosen.includes(option.value)
		s.dispatchEvent(new Event("change", { bubbles: true }))`
	v, tab := openView(t, page(`<option selected>a</option><option>b</option>`))
	tab.Do(`const chosen = ""; ` + choose)
	v.expect(`["e",0,0,"f.F",[0,"x",[],["x"]]]`)
	v.show(page(`<option selected>a</option><option selected>b</option><option selected>c</option>`))
	require.Equal(t, "", tab.Text(chosen), "an update before the answer")
	v.show(none, 1)
	require.Equal(t, "", tab.Text(chosen))

	tab.Do(`const chosen = "ab"; ` + choose)
	v.expect(`["e",0,0,"f.F",[0,"x",["x","a","x","b"]]]`)
	v.show(page(`<option selected>a</option><option selected>b</option>`), 1)
	require.Equal(t, "ab", tab.Text(chosen))
	v.show(none)
	require.Equal(t, "", tab.Text(chosen), "the server selects none")

	// The server has not rendered what the user has chosen.
	tab.Do(`const chosen = "b"; ` + choose)
	v.expect(`["e",0,0,"f.F",[0,"x",["x","b"]]]`)
	v.show(none, 1)
	require.Equal(t, "", tab.Text(chosen), "the answer selects none")
}

// A select that the server has not selected options of keeps the choice of the user.
func TestClient_MultipleSelect_NotControlled(t *testing.T) {
	t.Parallel()
	page := func(options string) string {
		return `<form live-change="f.F"><select name="x" multiple>` + options + `</select></form>`
	}
	v, tab := openView(t, page(`<option>a</option><option>b</option>`))
	tab.Do(`const s = document.querySelector("select")
		s.options[1].selected = true
		s.dispatchEvent(new Event("change", { bubbles: true }))`)
	v.expect(`["e",0,0,"f.F",[0,"x",["x","b"]]]`)
	v.show(page(`<option>c</option><option>a</option><option>b</option>`), 1)
	require.Equal(t, "b", tab.Text(`[...document.querySelector("select").selectedOptions].map(o => o.value).join("")`))
}

func TestClient_Details(t *testing.T) {
	t.Parallel()
	page := func(attr, text string) string {
		return `<details` + attr + `><summary>s</summary>` + text + `</details>`
	}
	v, tab := openView(t, page("", "1"))
	tab.Click("summary")
	v.show(page("", "2"))
	require.Equal(t, "true", tab.Text(`document.querySelector("details").open`))
	v.show(page(" open", "2"))
	v.show(page("", "2"))
	require.Equal(t, "false", tab.Text(`document.querySelector("details").open`))
}

// An iframe is reloaded only when its URL changes. Whether a popover or a dialog is open is left to
// the page.
func TestClient_BrowserStateIsKept(t *testing.T) {
	t.Parallel()
	page := func(title, popover string) string {
		return `<iframe title="` + title + `" src="about:blank"></iframe><div id="pop" popover>` + popover + `</div><dialog>` + popover + `</dialog>`
	}
	v, tab := openView(t, page("a", "1"))
	tab.Do(`frames[0].marked = true
		document.querySelector("dialog").showModal()
		document.querySelector("#pop").showPopover()`)
	v.show(page("b", "2"))
	v.send(`[0,[[3,` + quote(page("c", "3")) + `]]]`)
	tab.Wait(`document.querySelector("#pop").textContent === "3"`)
	require.Equal(t, "true true true", tab.Text(`frames[0].marked + " " + document.querySelector("#pop").matches(":popover-open") + " " + document.querySelector("dialog").open`))
}

// While an input method is composing, the field is not written. The end of the composition is an
// input.
func TestClient_Composition(t *testing.T) {
	t.Parallel()
	v, tab := openView(t, field(""))
	compose := func(text string) {
		_, err := chromedp.Call(tab.chromium(), input.ImeSetComposition, input.ImeSetCompositionParams{Text: text, SelectionStart: int64(len(text)), SelectionEnd: int64(len(text))})
		require.NoError(t, err)
	}
	tab.Click("input")
	tab.Keys("a")
	v.expectTyped("a")
	compose("n")
	compose("ni")
	v.show(field("A"), 1) // acknowledges "a"
	require.Equal(t, "ani", tab.Text(valueOf))
	_, err := chromedp.Call(tab.chromium(), input.InsertText, input.InsertTextParams{Text: "x"})
	require.NoError(t, err)
	v.expectTyped("ax")
	require.Equal(t, "ax", tab.Text(valueOf))
	v.show(field("AX"), 1)
	require.Equal(t, "AX", tab.Text(valueOf))
}

// This includes a composition that has not written anything yet.
func TestClient_CompositionStart(t *testing.T) {
	t.Parallel()
	v, tab := openView(t, field("a"))
	tab.Do(`document.querySelector("input").dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }))`)
	v.show(field("b"))
	require.Equal(t, "a b", tab.Text(valueOf+`+" "+`+attrOf))
	tab.Do(`document.querySelector("input").dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }))`)
	v.expectTyped("a")
	v.show(field("c"), 1)
	require.Equal(t, "c", tab.Text(valueOf))
}

// A patch of a sibling, or of its children, keeps the scroll position.
func TestClient_ScrollPositionIsKept(t *testing.T) {
	t.Parallel()
	page := func(n string) string {
		return `<p>` + n + `</p><ul id="s"><li id="a">a</li><li id="b">b</li></ul>`
	}
	v, tab := openView(t, page("1"))
	tab.Do(`const s = document.querySelector("#s")
		Object.assign(s.style, { height: "20px", overflow: "auto" })
		for (const li of s.children) li.style.height = "200px"
		s.scrollTop = 150`)
	v.show(page("2"))
	v.show(`<p>2</p><ul id="s" class="x"><li id="b">b</li><li id="a">a</li></ul>`)
	require.NotEqual(t, "0", tab.Text(`document.querySelector("#s").scrollTop`))
}

// An edit of one control does not keep the server from changing another.
func TestClient_OnlyEditedControlIsKept(t *testing.T) {
	t.Parallel()
	page := func(x, y string) string {
		return `<form live-change="f.F"><input name="x" value="` + x + `"><input name="y" value="` + y + `"></form>`
	}
	v, tab := openView(t, page("", ""))
	tab.Click("[name=x]")
	tab.Keys("1")
	v.expect(`["e",0,0,"f.F",[0,"x",["x","1","y",""]]]`)
	v.show(page("s", "s"))
	require.Equal(t, "1 s", tab.Text(valueOf+`+" "+document.querySelector("[name=y]").value`))
}
