package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// pressScript dispatches events of a key as a browser does, for keyboards that the test has not.
const pressScript = `window.press = (target, init, altGr = false, type = "keydown") => {
	const event = new KeyboardEvent(type, { bubbles: true, composed: true, cancelable: true, ...init })
	event.getModifierState = name => name === "AltGraph" ? altGr : false
	if (init.keyCode) Object.defineProperty(event, "keyCode", { value: init.keyCode })
	target.dispatchEvent(event)
	return event
}
window.received = []
addEventListener("DOMContentLoaded", () => addEventListener("keydown", e => setTimeout(() => received.push(e.key))))
`

const shortcutPage = `<input id="text"><textarea id="area"></textarea><div id="edit" contenteditable="true">e</div><select id="select"><option>a</option></select><input id="box" type="checkbox"><button id="button">b</button>` +
	`<i live-window-keydown="find" live-key="mod+k /"></i><i live-c="5" live-window-keydown="help" live-key="shift+?"></i><i live-window-keydown="up" live-key="alt+ArrowUp"></i>` +
	`<i live-window-keydown="close" live-key="Escape"></i><i live-window-keydown="n" live-key="n"></i><i live-window-keydown="any" live-key="F2" live-while-typing></i>` +
	`<i live-window-keydown="typed" live-key="t" live-while-typing></i><i live-window-keydown="play" live-key="Space"></i><button disabled live-window-keydown="disabled" live-key="n">d</button>` +
	`<i live-window-keydown="five" live-key="shift+5"></i><i live-window-keydown="plus" live-key="ctrl++"></i><dialog id="dialog"><i live-window-keydown="in" live-key="n"></i></dialog>`

// Keys of the window, with modifiers, and not while the control with the focus uses them.
func TestClient_WindowKeys(t *testing.T) {
	t.Parallel()
	tab, c := openBindings(t, shortcutPage, pressScript)
	tab.Press("k", "ctrl")
	tab.expectOnly(c, `["e",0,0,"find?key=k&ctrl=true"]`)
	tab.Press("/")
	tab.expectOnly(c, `["e",0,0,"find?key=%2F"]`)
	tab.Press("?")
	tab.expectOnly(c, `["e",0,5,"help?key=%3F&shift=true"]`)
	tab.Press("ArrowUp", "alt")
	tab.Press("ArrowUp")
	tab.Press("ArrowUp", "alt", "shift")
	tab.expectOnly(c, `["e",0,0,"up?key=ArrowUp&alt=true"]`)
	tab.Press("n")
	tab.Press("N") // another shortcut
	tab.Press("n", "ctrl")
	tab.expectOnly(c, `["e",0,0,"n?key=n"]`)
	tab.Press(" ")
	tab.expectOnly(c, `["e",0,0,"play?key=+"]`)

	for _, id := range []string{"text", "area", "edit", "select"} {
		tab.Do(`document.querySelector("#` + id + `").focus()`)
		for _, key := range []string{"n", "/", "?", " ", "Escape", "t"} {
			tab.Press(key)
		}
		tab.expectOnly(c, `["e",0,0,"close?key=Escape"]`, `["e",0,0,"typed?key=t"]`)
		tab.Press("k", "ctrl")
		tab.Press("F2")
		tab.expectOnly(c, `["e",0,0,"find?key=k&ctrl=true"]`, `["e",0,0,"any?key=F2"]`)
	}
	require.Equal(t, `"n/? "`, tab.JSON("text.value"), "t is a character, which its binding takes")
	for _, id := range []string{"box", "button"} {
		tab.Do(`document.querySelector("#` + id + `").focus()`)
		tab.Press(" ")
		tab.Press("n")
		tab.expectOnly(c, `["e",0,0,"n?key=n"]`)
	}
	require.Equal(t, "true", tab.Text("box.checked"))
	tab.Do("dialog.showModal()")
	tab.Press("n") // what is outside of the dialog is inert
	tab.expectOnly(c, `["e",0,0,"in?key=n"]`)
}

// Layouts of keyboards, AltGr, dead keys, input methods, repeated keys, and what browsers do with keys.
func TestClient_KeysOfLayouts(t *testing.T) {
	t.Parallel()
	tab, c := openBindings(t, shortcutPage, pressScript)
	press := func(init string, want ...string) {
		tab.t.Helper()
		tab.Do(`window.event = press(document.body, ` + init + `)`)
		tab.expectOnly(c, want...)
	}
	find := `["e",0,0,"find?key=`
	press(`{ key: "л", code: "KeyK", ctrlKey: true }`, find+`л&ctrl=true"]`) // a Russian keyboard
	press(`{ key: "K", code: "KeyK", ctrlKey: true }`, find+`K&ctrl=true"]`) // with caps lock
	press(`{ key: "k", code: "KeyV", ctrlKey: true }`, find+`k&ctrl=true"]`) // a Dvorak keyboard
	press(`{ key: "t", code: "KeyK", ctrlKey: true }`)
	press(`{ key: "k", code: "KeyK", metaKey: true }`)
	press(`{ key: "k", code: "KeyK", ctrlKey: true, altKey: true }`)
	press(`{ key: "n", code: "KeyN", ctrlKey: true, altKey: true }, true`, `["e",0,0,"n?key=n&alt=true&ctrl=true"]`) // AltGr
	press(`{ key: "?", code: "Minus", shiftKey: true }`, `["e",0,5,"help?key=%3F&shift=true"]`)                      // a German keyboard
	press(`{ key: "?", code: "KeyM" }`, `["e",0,5,"help?key=%3F"]`)
	press(`{ key: "%", code: "Digit5", shiftKey: true }`, `["e",0,0,"five?key=%25&shift=true"]`)
	press(`{ key: "+", code: "Equal", shiftKey: true, ctrlKey: true }`, `["e",0,0,"plus?key=%2B&ctrl=true&shift=true"]`)
	press(`{ key: "Dead", code: "KeyN" }`)
	press(`{ key: "n", code: "KeyN", isComposing: true }`)
	press(`{ key: "n", code: "KeyN", keyCode: 229 }`)
	press(`{ code: "KeyN", key: undefined }`)
	press(`{ key: "k", code: "KeyK", ctrlKey: true, repeat: true }`)
	require.Equal(t, "true", tab.Text("event.defaultPrevented"), "the browser must not open its search either")
	press(`{ key: "n", code: "KeyN", repeat: true }`, `["e",0,0,"n?key=n"]`)
	press(`{ key: "Escape" }`, `["e",0,0,"close?key=Escape"]`)
	require.Equal(t, "false", tab.Text("event.defaultPrevented"))
	tab.Do(`addEventListener("keydown", e => e.preventDefault(), { once: true, capture: true })`)
	press(`{ key: "n", code: "KeyN" }`)
}

// The keys of elements accept modifiers. Without them, a key is accepted with any, as ever.
func TestClient_KeysWithModifiers(t *testing.T) {
	t.Parallel()
	page := `<div live-keydown="save" live-key="mod+s"><textarea id="a" live-keydown="send" live-key="mod+Enter"></textarea><input id="b" live-keydown="enter" live-key="Enter">` +
		`<input id="c" live-keyup="up" live-key="a shift+Enter"></div><i live-window-keydown="window" live-key="mod+s mod+Enter Enter"></i><i live-window-keyup="released" live-key="Escape"></i>`
	tab, c := openBindings(t, page, pressScript)
	tab.Do(`a.focus()`)
	tab.Press("Enter")
	tab.Press("Enter", "ctrl")
	tab.expectOnly(c, `["e",0,0,"send?key=Enter&ctrl=true&value=%0A"]`)
	require.Equal(t, "1", tab.Text("a.value.length"))
	tab.Press("s", "ctrl")
	tab.expectOnly(c, `["e",0,0,"save?key=s&ctrl=true&value=%0A"]`)
	tab.Do(`b.focus()`)
	tab.Press("Enter", "shift")
	tab.Press("Enter", "ctrl")
	tab.expectOnly(c, `["e",0,0,"enter?key=Enter&shift=true&value="]`, `["e",0,0,"enter?key=Enter&ctrl=true&value="]`)

	tab.Do(`c.focus()`)
	tab.Press("b")
	tab.Press("a")
	tab.Press("Enter", "shift")
	tab.expectOnly(c, `["e",0,0,"up?key=a&value=ba"]`, `["e",0,0,"up?key=Enter&shift=true&value=ba"]`)
	tab.Do(`press(c, { key: "a", code: "KeyA" }, false, "keyup") // it was pressed elsewhere
		press(c, { key: "a", code: "KeyA", isComposing: true })
		press(c, { key: "a", code: "KeyA" }, false, "keyup")`) // it has ended a composition
	tab.expectOnly(c)
	tab.Do(`c.blur()`)
	tab.Press("Escape")
	tab.expectOnly(c, `["e",0,0,"released?key=Escape"]`)
}

// The browser's own use of the key is prevented although the event waits, and the focus moves before it would type.
func TestClient_ShortcutPreventsDefault(t *testing.T) {
	t.Parallel()
	page := `<input id="search" value=""><i live-window-keydown='[["focus","#search"]]' live-key="/"></i><i live-window-keydown="late" live-key="mod+s" live-debounce="150"></i>`
	tab, c := openBindings(t, page, manualTimers)
	tab.Press("/")
	tab.Wait(`document.activeElement.id === "search"`)
	require.Equal(t, "", tab.Text("search.value"))
	tab.Press("/")
	require.Equal(t, "/", tab.Text("search.value"))
	tab.Press("s", "ctrl")
	tab.Press("s", "ctrl")
	require.Empty(t, c.in)
	require.Equal(t, "true false", tab.Text(`fire(150) + " " + fire(150)`))
	tab.expectOnly(c, `["e",0,0,"late?key=s&ctrl=true"]`)
}

// The mouse enters and leaves elements, and the user leaves the window and comes back.
func TestClient_MouseAndWindow(t *testing.T) {
	t.Parallel()
	page := `<p id="out">out</p><div id="a" live-mouseenter="a" live-mouseleave="-a"><p>x</p><form id="b" live-c="2" live-mouseenter="b" live-mouseleave='["-b",["addClass","#a","left"]]'><input name="hasAttribute"><p id="deep">deep</p></form></div>` +
		`<i live-window-focus="focus" live-window-blur="blur"></i><iframe id="frame" srcdoc="<input id=i>"></iframe>`
	tab, c := openBindings(t, page, `window.has = true
		window.visibility = "visible"
		Document.prototype.hasFocus = () => has
		Object.defineProperty(Document.prototype, "visibilityState", { get: () => visibility })`)
	tab.Move("#out")
	tab.Move("#deep")
	tab.Move("#b input")
	tab.expectOnly(c, `["e",0,0,"a"]`, `["e",0,2,"b"]`)
	tab.Move("#a > p")
	tab.expectOnly(c, `["e",0,2,"-b"]`)
	require.Equal(t, "true", tab.Text(`a.classList.contains("left")`))
	tab.Move("#out")
	tab.expectOnly(c, `["e",0,0,"-a"]`)

	tab.Do(`window.go = (isThere, state = "visible") => {
			window.has = isThere
			window.visibility = state
			document.dispatchEvent(new Event("visibilitychange"))
			dispatchEvent(new Event(has ? "focus" : "blur"))
		}
		go(true)
		go(false)
		go(false, "hidden")`)
	tab.expectOnly(c, `["e",0,0,"blur"]`)
	tab.Do("go(true, 'hidden')")
	tab.expectOnly(c)
	tab.Do("go(true)")
	tab.expectOnly(c, `["e",0,0,"focus"]`)
	tab.Do(`dispatchEvent(new Event("blur"))`) // into the frame: the document has the focus
	tab.expectOnly(c)
}
