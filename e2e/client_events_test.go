package e2e

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

func TestClient_EventNamesComponent(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<div live-c="3"><ul><li live-c="12"><button id="a" live-click="item.Delete">x</button></li></ul><button id="b" live-click="list.Add">+</button></div><button id="c" live-click="page.Go">go</button>`)
	tab.Click("#a")
	tab.Click("#b")
	tab.Click("#c")
	c.expect(`["e",0,12,"item.Delete"]`, `["e",0,3,"list.Add"]`, `["e",0,0,"page.Go"]`)
}

func TestClient_EventValues(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<button live-click="a.B?id=7&q=x" live-value-id="8" live-value-note="a &amp; é"><i>go</i></button>`)
	tab.Click("i") // the innermost element with a binding is its parent
	c.expect(`["e",0,0,"a.B?id=7&q=x&id=8&note=a+%26+é"]`)
}

// The loading class is set in the listener, and removed when the last event of its type is
// acknowledged.
func TestClient_LoadingClass(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<button class="x" live-click="a.B">go</button>`)
	class := `document.querySelector("button").className`
	require.Equal(t, "x live-click-loading", tab.Text(`(document.querySelector("button").click(), `+class+`)`))
	tab.Click("button")
	c.expect(`["e",0,0,"a.B"]`, `["e",0,0,"a.B"]`)
	c.send(`[1]`, `[0,[[2,[1,3,"class","x y"]]]]`)
	tab.Wait(class + ` === "x live-click-loading y"`)
	c.send(`[1]`)
	tab.Wait(class + ` === "x y"`)
}

// A script of the page can prevent an event until one task later, or stop its propagation.
func TestClient_PreventDefault(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<button id="a" live-click="a">a</button><button id="b" live-click="b">b</button>
		<form live-submit="f"><button>f</button></form><form id="g" live-submit="g"><button>g</button></form>`, `
		document.addEventListener("click", e => { if (e.target.id === "a") e.preventDefault() })
		document.addEventListener("click", e => { if (e.target.id === "b") e.stopPropagation() })
		document.addEventListener("submit", e => {
			window.before = e.defaultPrevented
			if (e.target.id === "g") e.preventDefault()
			window.after = e.defaultPrevented
		})`)
	tab.Click("#a")
	tab.Wait(`!document.querySelector("#a").className`)
	tab.Click("#g button")
	require.Equal(t, "false true", tab.Text(`before + " " + after`), "scripts of the page do not see that the client prevents the page load")
	tab.Wait(`!document.querySelector("#g").className`)
	tab.Click("#b")
	tab.Click("form:not(#g) button")
	c.expect(`["e",0,0,"f",[1,"",[]]]`)
	require.Equal(t, "", tab.Text(`document.querySelector("#b").className`))
	require.Equal(t, "/page?a=1", tab.Text("location.pathname + location.search"))
}

func TestClient_Confirm(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<button live-click="a" live-confirm="Sure?">a</button><input type="checkbox" live-click="c" live-confirm="Check?">
		<form live-submit="f" live-change="c"><input name="x"><button id="one">1</button><button id="two" live-confirm="Two?">2</button></form>`, `
		window.questions = []
		window.confirm = q => (questions.push(q), window.yes)`)
	tab.Click("button")
	tab.Click("[type=checkbox]")
	tab.Click("#two")
	require.Equal(t, `["Sure?","Check?","Two?"]`, tab.JSON("questions"))
	require.Equal(t, "false", tab.Text(`document.querySelector("[type=checkbox]").checked`))
	tab.Do("window.yes = true")
	tab.Click("button")
	tab.Click("#one")
	c.expect(`["e",0,0,"a"]`, `["e",0,0,"f",[1,"",["x",""]]]`)
	require.Equal(t, "4", tab.Text("questions.length"))
	tab.Do(`document.querySelector("form").setAttribute("live-confirm", "Send?")`)
	tab.Click("[name=x]")
	tab.Keys("a")
	c.expect(`["e",0,0,"c",[0,"x",["x","a"]]]`)
	require.Equal(t, "4", tab.Text("questions.length"), "live-confirm applies to submit, not to change")
}

func TestClient_Keys(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<div live-keydown="d"><input live-keydown="i?n=1" live-key="enter" name="x"><input type="password" live-keydown="p"></div>`)
	tab.Do(`document.querySelector("[name=x]").value = "a"`)
	tab.Click("[name=x]")
	tab.Keys(kb.ArrowLeft)
	c.expect(`["e",0,0,"d?key=ArrowLeft&value=a"]`)
	tab.Keys("\r")
	c.expect(`["e",0,0,"i?n=1&key=Enter&value=a"]`)
	tab.Click("[type=password]")
	tab.Keys("s") // a password is not part of the event
	c.expect(`["e",0,0,"p?key=s"]`)
}

func TestClient_FocusAndBlur(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<input name="x" value="v" live-focus="f" live-blur="b"><button live-focus="bf">b</button>`)
	tab.Click("[name=x]")
	c.expect(`["e",0,0,"f?value=v"]`)
	tab.Click("button")
	c.expect(`["e",0,0,"b?value=v"]`, `["e",0,0,"bf"]`)
}

func TestClient_Debounce(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<form live-change="f" live-debounce="150"><input name="x"><input name="y" live-debounce="blur"><input type="checkbox" name="c"></form>`, manualTimers)
	tab.Click("[name=x]")
	tab.Keys("abc")
	require.Empty(t, c.in)
	require.Equal(t, "true false", tab.Text(`fire(150) + " " + fire(150)`), "one timer")
	c.expect(`["e",0,0,"f",[0,"x",["x","abc","y",""],["c"]]]`)
	tab.Click("[name=y]")
	tab.Keys("d")
	tab.Keys("e")
	require.Equal(t, "", tab.Text("document.querySelector('form').className.replace('live-change-loading', '')"))
	tab.Click("[name=c]") // blur sends y first; a checkbox is not debounced
	c.expect(`["e",0,0,"f",[0,"y",["x","abc","y","de"],["c"]]]`, `["e",0,0,"f",[0,"c",["x","abc","y","de","c","on"]]]`)
}

// A debounced event is sent before a submit, before the URL changes, and before its element is
// removed.
func TestClient_DebouncedEventsAreFlushed(t *testing.T) {
	t.Parallel()
	const form = `<form live-change="f" live-submit="s" live-debounce="600000"><input name="x" value=""></form>`
	v, tab := openView(t, form+`<a live-patch href="?a=2">go</a>`)
	tab.Click("[name=x]")
	tab.Keys("a\r")
	v.expect(`["e",0,0,"f",[0,"x",["x","a"]]]`, `["e",0,0,"s",[1,"",["x","a"]]]`)
	tab.Keys("b")
	tab.Do(`document.querySelector("a").click()`)
	v.expect(`["e",0,0,"f",[0,"x",["x","ab"]]]`, `["p",0,"/page?a=2"]`)
	tab.Do(`document.querySelector("input").focus()`)
	tab.Keys("c")
	v.push(`<a live-patch href="?a=2">go</a>`)
	v.expect(`["e",0,0,"f",[0,"x",["x","abc"]]]`)
}

// A change is sent once, although browsers fire both input and change events.
func TestClient_ChangeIsSentOnce(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<form live-change="f"><input name="x"><input name="y"><input type="checkbox" name="c"></form><button live-click="end">end</button>`)
	tab.Click("[name=x]")
	tab.Keys("a")
	tab.Click("[name=c]")
	tab.Click("[name=y]")
	tab.Click("button")
	c.expect(`["e",0,0,"f",[0,"x",["x","a","y",""],["c"]]]`, `["e",0,0,"f",[0,"c",["x","a","y","","c","on"]]]`, `["e",0,0,"end"]`)
	tab.Do(`const e = document.querySelector("[name=y]")
		e.value = "by a script"
		e.dispatchEvent(new Event("change", { bubbles: true }))`)
	c.expect(`["e",0,0,"f",[0,"y",["x","a","y","by a script","c","on"]]]`)
}

func TestClient_LargeEventIsRefused(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<form live-change="f"><textarea name="x"></textarea></form><button live-click="end">end</button>`, `
		window.errors = []
		addEventListener("live:error", e => errors.push(e.detail))`)
	tab.Do(`const e = document.querySelector("textarea")
		e.value = "é".repeat(131_072)
		e.dispatchEvent(new Event("input", { bubbles: true }))`)
	tab.Wait("errors.length")
	require.Equal(t, `"refused too large TEXTAREA"`, tab.JSON(`errors[0].outcome + " " + errors[0].why + " " + errors[0].el.firstChild.tagName`))
	tab.Click("button")
	c.expect(`["e",0,0,"end"]`)
	require.Equal(t, "", tab.Text("document.querySelector('form').className"))
}

func TestClient_PatchLinks(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<a id="a" live-patch href="?a=2#x">a</a><a id="b" live-patch href="?a=3" live-confirm="Go?"><b>b</b></a><p id="x">x</p>`, `
		window.loads = []
		window.confirm = () => window.yes
		for (const type of ["start", "stop"]) addEventListener("live:page-loading-" + type, e => loads.push(type + " " + e.detail.kind))`)
	tab.Click("#a")
	c.expect(`["p",0,"/page?a=2"]`)
	require.Equal(t, "?a=2#x", tab.Text("location.search + location.hash"))
	c.send(`[1]`)
	tab.Wait(`loads.at(-1) === "stop patch"`)
	tab.Click("#b b")
	require.Equal(t, "?a=2", tab.Text("location.search"))
	tab.Do("window.yes = true")
	tab.Click("#b b")
	c.expect(`["p",0,"/page?a=3"]`)
	tab.Do("history.back()")
	c.expect(`["p",0,"/page?a=2"]`)
	tab.Do("history.back()")
	c.expect(`["p",0,"/page?a=1"]`)
	tab.Do("location.hash = '#x'")
	tab.Do("history.forward()")
	c.send(`[3]`)
	tab.Wait(`loads.join() === "start initial,stop initial,start patch,stop patch,start patch,start patch,start patch,stop patch,stop patch,stop patch"`)
	tab.Click("#a")
	c.expect(`["p",0,"/page?a=2"]`)
}

// A patch link scrolls to its fragment, which may be percent-encoded or invalid.
func TestClient_LinkFragment(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<a id="a" live-patch href="?a=2#h%C3%A9"></a><a id="b" live-patch href="?a=3#%"></a><a id="c" live-patch href="?"></a>
		<button live-click="end">end</button><p id="tall"></p><p id="hé">here</p>`, `onload = () => tall.style.height = "5000px"`)
	follow := func(id, want string) {
		tab.Do(`document.querySelector("` + id + `").click()`)
		c.expect(want)
		c.send(`[1]`)
	}
	follow("#a", `["p",0,"/page?a=2"]`)
	tab.Wait(`scrollY > 1000 && document.querySelector(":target").textContent === "here"`)
	follow("#b", `["p",0,"/page?a=3"]`)
	follow("#c", `["p",0,"/page"]`)
	require.Equal(t, "/page", tab.Text("location.pathname + location.search"))
	follow("button", `["e",0,0,"end"]`)
}

// The browser handles clicks that do not follow a link in the same tab.
func TestClient_OtherClicksAreNotHandled(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<a live-patch href="?x" target="f">1</a><a live-patch href="?x" download>2</a><a live-patch href="https://example.invalid/?x">3</a>
		<a live-patch>4</a><a live-patch href="?x" id="x">5</a><button live-click="end">end</button>`, `
		addEventListener("click", e => {
			if (!e.target.closest("a")) return
			window.unhandled = (window.unhandled ?? "") + (e.defaultPrevented ? "-" : e.target.textContent)
			e.preventDefault()
		})`)
	tab.Do(`for (const a of document.querySelectorAll("a:not(#x)")) a.click()
		for (const key of ["ctrlKey", "metaKey", "shiftKey", "altKey"])
			document.querySelector("#x").dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, [key]: true }))`)
	require.Equal(t, "12345555", tab.Text("unhandled"))
	tab.Click("button")
	c.expect(`["e",0,0,"end"]`)
}

func TestClient_Effects(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, `<button live-click="a">a</button>`, `
		window.events = []
		for (const name of ["saved", "reply", "error"]) addEventListener("live:" + name, e => events.push([name, e.target === window ? "window" : e.target.tagName, e.detail]))`)
	tab.Click("button")
	c.expect(`["e",0,0,"a"]`)
	c.send(`[1,[],[["title","Inbox (2)"],["flash","info","Saved <b>"],["flash","error","Oh"],["push","saved",{"id":7}],["reply",1,{"ok":true}],["patch","/page?b=1",false],["out",1,"refused","unknown event"],["new","?"]]]`)
	tab.Wait("events.length === 3")
	require.Equal(t, `["Inbox (2)","?b=1"]`, tab.JSON("[document.title, location.search]"))
	require.Equal(t, `["info: Saved <b>","error: Oh"]`, tab.JSON(shownFlashes))
	require.Equal(t, `[["saved","window",{"id":7}],["reply","BUTTON",{"ok":true}],["error","window",{"ref":1,"outcome":"refused","why":"unknown event","el":{}}]]`, tab.JSON("events"))
	c.send(`[0,[],[["flash","info","Again"],["flash","error",""],["patch","/page?b=2",true]]]`)
	tab.Wait(`location.search === "?b=2"`)
	require.Equal(t, `["info: Saved <b>","info: Again"]`, tab.JSON(shownFlashes))
	tab.Do("history.back()")
	c.expect(`["p",0,"/page?a=1"]`)
	c.send(`[1,[],[["patch","https://example.invalid/",false],["navigate","javascript:window.bad=1"],["title","after"]]]`)
	tab.Wait(`document.title === "after"`)
	require.Len(t, tab.Errors(), 1, "an effect that fails is reported, and the others run")
	require.Equal(t, "undefined", tab.Text("window.bad"))
	c.send(`[0,[],[["navigate","/welcome"]]]`)
	require.Equal(t, "/welcome", f.accept().path)
}

func TestClient_ProgressBar(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<button live-click="a">a</button>`, manualTimers)
	bar := `(e => e.hidden + " " + e.role + " " + e.ariaLabel)(document.querySelector("#live-bar"))`
	tab.Click("button")
	c.expect(`["e",0,0,"a"]`)
	require.Equal(t, "true progressbar Loading", tab.Text(bar))
	require.Equal(t, "true", tab.Text(`fire(120)`))
	require.Equal(t, "false progressbar Loading", tab.Text(bar))
	tab.Wait(`getComputedStyle(document.querySelector("#live-bar")).position === "fixed"`) // styled under the strict policy
	c.send(`[1]`)
	tab.Wait(bar + ` === "true progressbar Loading"`)
	// An ack within the delay shows no bar.
	tab.Click("button")
	c.expect(`["e",0,0,"a"]`)
	c.send(`[1]`)
	tab.Wait(`!document.querySelector("button").className`)
	require.Equal(t, "false", tab.Text(`fire(120)`))
	require.Equal(t, "true progressbar Loading", tab.Text(bar))
}
