package e2e

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// end is a button whose event shows that no other event came before it.
const end = `<button id="end" live-click="end">end</button>`

func expectEnd(tab *Tab, c *fakeConn) {
	c.t.Helper()
	tab.Do(`await new Promise(done => setTimeout(done, 20))
		document.querySelector("#end").click()`)
	c.expect(`["e",0,0,"end"]`)
}

// Scripts of the page can stop any event on its way to window. The client still protects what the user
// typed, and it handles events that do not bubble.
func TestClient_StoppedEvents(t *testing.T) {
	t.Parallel()
	page := func(value string) string {
		return `<section><form live-change="f" live-submit="s"><input name="x" value="` + value + `" live-keydown="k" live-focus="focus" live-blur="blur"></form></section>` + end
	}
	v, tab := openView(t, page(""), `
		window.stopped = new Set(["input", "keydown", "submit", "click"])
		for (const type of ["input", "change", "keydown", "submit", "click"]) {
			document.addEventListener(type, e => {
				if (!stopped.has(type) || !e.target.closest("section")) return
				e.stopPropagation()
				if (type === "submit") e.preventDefault()
			})
		}`)
	tab.Click("[name=x]")
	v.expect(`["e",0,0,"focus?value="]`)
	tab.Keys("a\r")
	v.expect(`["e",0,0,"f",[0,"x",["x","a"]]]`) // the browser's change event, which is not stopped
	expectEnd(tab, v.fakeConn)
	v.show(page("server"), 3)
	require.Equal(t, "server", tab.Text(valueOf))

	tab.Do(`stopped.add("change")`)
	tab.Keys("b")
	expectEnd(tab, v.fakeConn)
	v.show(page("again"), 1)
	require.Equal(t, "serverb", tab.Text(valueOf), "an edit that no event has reported is kept")

	tab.Do(`document.querySelector("input").dispatchEvent(new Event("change"))`)
	v.expect(`["e",0,0,"f",[0,"x",["x","serverb"]]]`)
	tab.Do(`stopped.clear()
		document.querySelector("form").dispatchEvent(new SubmitEvent("submit", { cancelable: true }))`)
	v.expect(`["e",0,0,"s",[1,"",["x","serverb"]]]`)
	tab.Keys(kb.ArrowLeft)
	v.expect(`["e",0,0,"k?key=ArrowLeft&value=serverb"]`)
}

// A script of the page may remove the clicked element before the event reaches window.
func TestClient_RemovedByListener(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<ul live-c="3"><li live-c="4"><button live-click="k?n=1">k</button></li></ul>`, `
		document.addEventListener("click", e => e.target.closest("li").remove())`)
	tab.Click("button")
	c.expect(`["e",0,4,"k?n=1"]`)
}

// Browsers, extensions and scripts dispatch events that lack the fields of their type.
func TestClient_EventsWithoutFields(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<div live-keydown="all"><form live-change="f" live-submit="s" live-keydown="e" live-key="Enter"><input name="x" value="v"><button name="b" value="1">b</button></form></div>
		<p live-click="p"><a id="a" live-patch href="?b">a</a></p>`+end)
	tab.Do(`const form = document.querySelector("form"), input = form.firstChild
		const send = (target, type, fields) => target.dispatchEvent(Object.assign(new Event(type, { bubbles: true, cancelable: true }), fields))
		for (const key of [undefined, null, 5, {}]) send(input, "keydown", { key })
		send(window, "keydown", { key: "a" })
		send(document, "keydown", { key: "a" })
		for (const type of ["compositionend", "blur", "focus", "focusin", "click"]) {
			for (const target of [window, document, input]) send(target, type)
		}
		send(document, "input")
		send(window, "reset")
		send(document, "submit")`)
	c.expect(`["e",0,0,"f",[0,"x",["x","v"]]]`) // the end of a composition
	tab.Do(`send = (target, type, fields) => target.dispatchEvent(Object.assign(new Event(type, { bubbles: true, cancelable: true }), fields))
		form = document.querySelector("form")
		send(form, "submit")
		send(form, "submit", { submitter: document.querySelector("#end") })
		send(form, "submit", { submitter: form })
		send(document.querySelector("#a"), "click")`)
	c.expect(`["e",0,0,"s",[1,"",["x","v"]]]`) // the others are equal
	c.expect(`["e",0,0,"p"]`, `["p",0,"/page?b"]`)
	expectEnd(tab, c)
}

// A click on a label makes the browser click its control too. An element around both handles one
// click.
func TestClient_LabelIsClickedOnce(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<label id="a" live-click="label"><b>text</b><input type="checkbox"></label>
		<div live-click="div"><label id="b" for="other">text</label><input type="checkbox" id="other"></div>
		<label id="c" live-click="outer"><i>text</i><input type="checkbox" live-click="inner"></label>
		<label id="d" for="other" live-click="apart">text</label>
		<label id="e" live-click="button"><button type="button"><u>text</u></button></label>
		<label id="f" live-click="prevented"><em>text</em><input type="checkbox"></label>
		<p live-click="p"><label id="g" live-confirm="?">text<input type="checkbox"></label></p>`+end, `
		document.addEventListener("click", e => { if (e.target.localName === "em") e.preventDefault() })`)
	tab.Click("b")
	c.expect(`["e",0,0,"label"]`)
	require.Equal(t, "true", tab.Text(`document.querySelector("#a input").checked`))
	tab.Click("#a input")
	c.expect(`["e",0,0,"label"]`)
	tab.Click("#b")
	c.expect(`["e",0,0,"div"]`)
	require.Equal(t, "true", tab.Text(`document.querySelector("#other").checked`))
	tab.Click("i")
	c.expect(`["e",0,0,"outer"]`, `["e",0,0,"inner"]`)
	tab.Click("#d")
	c.expect(`["e",0,0,"apart"]`, `["e",0,0,"div"]`)
	tab.Click("u")
	c.expect(`["e",0,0,"button"]`)
	tab.Click("em")
	tab.Click("#f input")
	c.expect(`["e",0,0,"prevented"]`)
	tab.Click("#g")
	c.expect(`["e",0,0,"p"]`)
	tab.Do(`document.querySelector("#a").click()
		document.querySelector("#a").click()
		document.querySelector("#a input").click()`)
	c.expect(`["e",0,0,"label"]`, `["e",0,0,"label"]`, `["e",0,0,"label"]`)
	expectEnd(tab, c)
}

// A click with a modifier key on a link opens a tab or window, or saves the target. A button with such a
// click is an ordinary button.
func TestClient_ModifiedClicks(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<a class="l" href="/x" live-click="a" live-confirm="?">a</a><a class="l" href="#" live-click="hash">h</a><div live-click="div"><a class="l" href="/y">y</a></div>
		<svg live-click="svg"><a class="l" href="/z"><text>z</text></a></svg><map><area class="l" href="/m" live-click="area"></map><a class="l" live-patch live-click="both" href="?p">p</a>
		<button class="b" live-click="button">b</button><a class="b" live-click="nolink">n</a>`+end, `
		window.confirm = () => window.asked = true
		window.open = 0
		addEventListener("click", e => {
			if (!e.target.closest(".l")) return
			if (!e.defaultPrevented) open++
			e.preventDefault()
		})`)
	tab.Do(`for (const key of ["ctrlKey", "metaKey", "shiftKey", "altKey"]) {
			for (const e of document.querySelectorAll(".l")) e.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, [key]: true }))
		}
		for (const e of document.querySelectorAll(".b")) e.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey: true }))`)
	c.expect(`["e",0,0,"button"]`, `["e",0,0,"nolink"]`)
	require.Equal(t, "24 undefined", tab.Text(`open + " " + window.asked`))
	expectEnd(tab, c)
}

// The browser closes the dialog of a form with the method dialog, which loads no page.
func TestClient_DialogForm(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<dialog id="a"><form method="DIALOG" live-submit="a"><input name="x" value="1"><button name="b" value="ok">ok</button></form></dialog>
		<dialog id="b"><form live-submit="b"><button formmethod="dialog">ok</button></form></dialog>
		<dialog id="c"><form method="dialog" live-submit="c"><button formmethod="post">stay</button></form></dialog>
		<dialog id="d"><form method="dialog" live-submit="d"><button>prevented</button></form></dialog>`+end, `
		document.addEventListener("submit", e => { if (e.target.closest("#d")) e.preventDefault() })`)
	tab.Do(`for (const dialog of document.querySelectorAll("dialog")) {
			dialog.showModal()
			dialog.querySelector("button").click()
		}`)
	c.expect(`["e",0,0,"a",[1,"b",["x","1","b","ok"]]]`, `["e",0,0,"b",[1,"",[]]]`, `["e",0,0,"c",[1,"",[]]]`)
	tab.Wait(`[...document.querySelectorAll("dialog")].map(d => d.open).join() === "false,false,true,true"`)
	require.Equal(t, "ok", tab.Text(`document.querySelector("#a").returnValue`))
	require.Equal(t, "/page?a=1", tab.Text("location.pathname + location.search"))
	tab.Do(`document.querySelector("#c").close()
		document.querySelector("#d").close()`)
	expectEnd(tab, c)
}

// An event does not overtake a change that waits in a debounce.
func TestClient_EventsDoNotOvertakeDebouncedChange(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<form id="f" live-change="f" live-debounce="600000"><input name="x" live-keydown="k" live-key="Escape"><button type="button" live-click="inside">i</button><select name="s" live-change="s" live-debounce="0"><option>1</option><option>2</option></select></form>
		<button id="owned" type="button" form="f" live-click="owned">o</button><button id="outside" live-click="outside">o</button><form><button id="other" type="button" live-click="other">o</button></form>
		<input id="q" name="q" live-change="q" live-debounce="600000"><a live-patch href="?p=2">p</a>`+end)
	value := "a"
	write := func(selector string) string {
		tab.Do(`const e = document.querySelector("` + selector + `")
			e.value = "` + value + `"
			e.dispatchEvent(new Event("input", { bubbles: true }))`)
		defer func() { value += "a" }()
		return value
	}
	changed := func(v string) string { return `["e",0,0,"f",[0,"x",["x","` + v + `","s","1"]]]` }
	for _, id := range []string{"inside", "owned", "outside"} {
		v := write("[name=x]")
		tab.Do(`document.querySelector("[live-click=` + id + `]").click()`)
		c.expect(changed(v), `["e",0,0,"`+id+`"]`)
	}
	v := write("[name=x]")
	tab.Do(`document.querySelector("[name=x]").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }))`)
	c.expect(changed(v), `["e",0,0,"k?key=Escape&value=`+v+`"]`)
	v = write("[name=x]")
	tab.Do(`liveSocket.pushEvent(document.querySelector("form button"), "hook")`)
	c.expect(changed(v), `["e",0,0,"hook"]`)
	v = write("[name=x]")
	tab.Do(`document.querySelector("a").click()`)
	c.expect(changed(v), `["p",0,"/page?p=2"]`)
	v = write("[name=x]")
	tab.Do(`history.back()`)
	c.expect(changed(v), `["p",0,"/page?a=1"]`)
	write("[name=x]")
	tab.Do(`document.querySelector("#other").click()`)
	c.expect(`["e",0,0,"other"]`) // another form does not wait for this one
	tab.Do(`document.querySelector("form").reset()`)
	c.expect(`["e",0,0,"f",[3,"",["x","","s","1"]]]`) // the change is not sent
	v = write("#q")
	tab.Do(`document.querySelector("#outside").click()`)
	c.expect(`["e",0,0,"q",[0,"q",["q","`+v+`"]]]`, `["e",0,0,"outside"]`)
	expectEnd(tab, c)
}

// In Safari, the key that ends a composition comes after its end, with the code of a key that an input
// method handles.
func TestClient_KeysOfInputMethod(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<input name="x" live-keydown="enter" live-key="Enter"><input name="y" live-keydown="all" live-debounce="0">`+end)
	tab.Do(`for (const input of document.querySelectorAll("input")) {
			for (const more of [{ keyCode: 229 }, { isComposing: true }, { keyCode: 229, isComposing: true }])
				input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, ...more }))
		}`)
	expectEnd(tab, c)
	tab.Do(`document.querySelector("input").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", keyCode: 13, bubbles: true }))`)
	c.expect(`["e",0,0,"enter?key=Enter&value="]`)
}

// A form-associated custom element is a control: typing in its shadow tree, its own change events, and
// its focus and blur.
func TestClient_CustomElementIsAControl(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<form id="f" live-change="f"><my-input name="x" live-focus="focus" live-blur="blur"></my-input><my-input name="y" closed></my-input><my-input name="z" live-debounce="blur"></my-input></form>
		<my-input form="f" name="o"></my-input>`+end, `
		customElements.define("my-input", class extends HTMLElement {
			static formAssociated = true
			internals = this.attachInternals()
			get form() { return this.internals.form }
			connectedCallback() {
				const root = this.attachShadow({ mode: this.hasAttribute("closed") ? "closed" : "open" })
				this.input = document.createElement("input")
				root.append(this.input)
				this.input.addEventListener("input", () => this.internals.setFormValue(this.input.value))
				this.input.addEventListener("change", () => this.dispatchEvent(new Event("change", { bubbles: true })))
			}
			focus() { this.input.focus() }
		})`)
	focus := func(name string) { tab.Do(`document.querySelector("my-input[name=` + name + `]").focus()`) }
	focus("x")
	c.expect(`["e",0,0,"focus?value="]`)
	tab.Keys("a")
	c.expect(`["e",0,0,"f",[0,"x",["x","a"]]]`)
	focus("y") // the change event repeats the input event
	c.expect(`["e",0,0,"blur?value=a"]`)
	tab.Keys("b")
	c.expect(`["e",0,0,"f",[0,"y",["x","a","y","b"]]]`)
	focus("o")
	tab.Keys("c")
	c.expect(`["e",0,0,"f",[0,"o",["x","a","y","b","o","c"]]]`)
	focus("z")
	tab.Keys("d")
	focus("x")
	c.expect(`["e",0,0,"f",[0,"z",["x","a","y","b","z","d","o","c"]]]`, `["e",0,0,"focus?value=a"]`)
	tab.Do(`const host = document.querySelector("my-input")
		host.internals.setFormValue("by a script")
		host.dispatchEvent(new Event("change", { bubbles: true }))`)
	c.expect(`["e",0,0,"f",[0,"x",["x","by a script","y","b","z","d","o","c"]]]`)
	expectEnd(tab, c)
}
