package e2e

import (
	"fmt"
	"html"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// steps returns an attribute with a list of steps.
func steps(attribute, list string) string {
	return fmt.Sprintf(` %s="%s"`, attribute, html.EscapeString(list))
}

func commandButton(id, list string) string {
	return `<button id="` + id + `"` + steps("live-click", list) + `>` + id + `</button>`
}

// displayStyles adds a style sheet.
const displayStyles = `{
	const sheet = new CSSStyleSheet()
	sheet.replaceSync(".flex{display:flex}.none{display:none}")
	document.adoptedStyleSheets = [sheet]
}
`

// Each command of the protocol's list, in the order in which they are in it.
func TestClient_Commands(t *testing.T) {
	t.Parallel()
	page := `<p id="p" hidden>p</p><div id="f" class="flex">f</div><table><tbody><tr id="r" class="none"><td>r</td></tr></tbody></table>
		<details id="d"><summary>s</summary></details><div id="box"><input disabled><span>x</span><input id="i" value="v"><input id="j"></div>` +
		commandButton("show", `[["show","#p"],["show","#r"],["hide","#f"]]`) +
		commandButton("toggle", `[["toggle","#p"],["toggle","#f"],["toggle","#r"],["toggle","#absent"]]`) +
		commandButton("classes", `[["addClass","#p, #f","a  b"],["removeClass","#f","flex"],["toggleClass","#p","b c"]]`) +
		commandButton("attrs", `[["setAttr","#p","title","t"],["removeAttr","#i","value"],["toggleAttr","","aria-expanded","true","false"],["toggleAttr","#d","open",""]]`) +
		commandButton("focus", `[["pushFocus",""],["focusFirst","#box"]]`) +
		commandButton("back", `[["focus","#j"],["popFocus"]]`) +
		commandButton("dispatch", `[["dispatch","#p","zoom",{"by":2}],["dispatch","","bare",null]]`) +
		commandButton("copy", `[["copy","#i"]]`) +
		commandButton("odd", `[[],["later","#p"],["constructor"],["show","#p["],["exec","#p(","x"],["exec"],null,7,["addClass"],["setAttr","#p, #f","<",""],["addClass","#p","odd"],"odd"]`)
	_, tab, c := openFake(t, page, displayStyles, `window.seen = []
		for (const name of ["zoom", "bare", "copied"]) addEventListener("live:" + name, e => seen.push([name, e.target.id, e.detail]))`)
	display := func(id string) string {
		return tab.Text(`getComputedStyle(document.getElementById("` + id + `")).display`)
	}
	tab.Click("#show")
	require.Equal(t, []string{"block", "none", "table-row"}, []string{display("p"), display("f"), display("r")})
	tab.Click("#toggle")
	require.Equal(t, []string{"none", "flex", "none"}, []string{display("p"), display("f"), display("r")})
	tab.Click("#toggle")
	require.Equal(t, []string{"block", "none", "table-row"}, []string{display("p"), display("f"), display("r")})
	tab.Click("#classes")
	require.Equal(t, `["a c","a b"]`, tab.JSON(`[p.className, f.className]`))
	tab.Click("#attrs")
	require.Equal(t, `["t",null,"true",true]`, tab.JSON(`[p.title, i.getAttribute("value"), attrs.ariaExpanded, d.open]`))
	tab.Click("#attrs")
	require.Equal(t, `["false",false]`, tab.JSON(`[attrs.ariaExpanded, d.open]`))
	tab.Click("#focus")
	require.Equal(t, "i", tab.Text("document.activeElement.id"))
	tab.Click("#back")
	require.Equal(t, "focus", tab.Text("document.activeElement.id"))
	tab.Click("#dispatch")
	require.Equal(t, `[["zoom","p",{"by":2}],["bare","dispatch",null]]`, tab.JSON("seen"))
	require.Empty(t, tab.Errors())
	tab.Click("#odd") // the others run
	require.Equal(t, "a c odd", tab.Text("p.className"))
	errors := strings.Join(tab.Errors(), "\n")
	for _, text := range []string{"show", "'#p[' is not a valid selector", "exec", "'#p(' is not a valid selector"} {
		require.Contains(t, errors, text)
	}
	c.expect(`["e",0,0,"odd"]`)
	c.send(`[1]`)
	require.Empty(t, c.in, "commands are not events")
}

// The data of all events is read first, in the task of the click; then the list runs in its order.
func TestClient_CommandsAndEvents(t *testing.T) {
	t.Parallel()
	page := `<form id="f" live-submit='[["setAttr","#x","value","late"],["hide","#f"],"s",["focus","#y"],"t?a=1"]'><input id="x" name="x" value="1"><button>go</button></form>
		<input id="y" live-focus="focused"><input id="z" live-blur="blurred" live-change="z" live-debounce="blur" name="z">` +
		commandButton("b", `["first?a=1",["addClass","","on"],["focus","#y"],"second"]`) + `<button id="prevented" live-click='["no",["addClass","","on"]]'>p</button>` + end
	_, tab, c := openFake(t, page, `addEventListener("DOMContentLoaded", () => prevented.onclick = e => e.preventDefault())`)
	tab.Do(`addEventListener("click", () => { window.inTask = b.className })`)
	tab.Click("form button")
	c.expect(`["e",0,0,"s",[1,"",["x","1"]]]`)
	c.send(`[1]`)
	c.expect(`["e",0,0,"t?a=1",[1,"",["x","1"]]]`, `["e",0,0,"focused?value="]`)
	c.send(`[2]`)
	require.Equal(t, `true`, tab.JSON("f.hidden"))

	tab.Click("#z")
	tab.Keys("q")
	tab.Click("#b")
	// The pointer moves the focus to the button before the click. That is an event.
	c.expect(`["e",0,0,"z",[0,"z",["z","q"]]]`, `["e",0,0,"blurred?value=q"]`, `["e",0,0,"first?a=1"]`, `["e",0,0,"second"]`, `["e",0,0,"focused?value="]`)
	require.Equal(t, "y", tab.Text("document.activeElement.id"))
	require.Contains(t, tab.Text("inTask"), "on", "the commands run while the click is dispatched")
	c.send(`[5]`)

	tab.Click("#z")
	tab.Do(`b.click()`) // here the command moves the focus
	tab.Click("#prevented")
	tab.Click("#end")
	c.expect(`["e",0,0,"first?a=1"]`, `["e",0,0,"second"]`, `["e",0,0,"focused?value="]`, `["e",0,0,"end"]`)
	require.Empty(t, tab.Text("prevented.className"))
	require.Empty(t, tab.Errors())
}

// If an event of a list cannot be queued, none is, and no command runs.
func TestClient_CommandsNeedTheirEvents(t *testing.T) {
	t.Parallel()
	page := `<form id="f" live-submit='["ok",["addClass","#f","on"],"s"]'><textarea name="x"></textarea><button>go</button></form>` + end
	_, tab, c := openFake(t, page)
	tab.Do(`document.querySelector("textarea").value = "x".repeat(300_000)
		f.requestSubmit()`)
	tab.Wait(`document.querySelector("#live-flash p")`)
	tab.Click("#end")
	c.expect(`["e",0,0,"end"]`)
	require.Empty(t, tab.Text("f.className"))
	tab.Do(`document.querySelector("textarea").value = "1"
		f.requestSubmit()
		f.classList.remove("on")
		f.requestSubmit()`) // the same click
	c.expect(`["e",0,0,"ok",[1,"",["x","1"]]]`)
	c.send(`[2]`)
	c.expect(`["e",0,0,"s",[1,"",["x","1"]]]`)
	require.Equal(t, "live-submit-loading", tab.Text("f.className"))
	c.send(`[1]`)
	tab.Wait("!f.className")
	require.Empty(t, c.in)
}

const keptPage = `<div id="menu" class="a" title="t" live-c="4">menu</div><ul id="list"><li live-id="k">k</li></ul>` +
	`<button id="all" live-click='[["hide","#menu"],["addClass","#menu, li","on"],["removeClass","#menu","a"],["setAttr","#menu","title","mine"]]'>all</button>`

// What a command has changed survives patches and full HTML, until the server renders another value.
func TestClient_CommandsAreKept(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, keptPage)
	state := func() string {
		return tab.JSON(`[menu.hidden, menu.className, menu.title, document.querySelector("li").className]`)
	}
	tab.Click("#all")
	require.Equal(t, `[true,"on","mine","on"]`, state())
	full := keptPage
	version := 1
	update := func(html string) {
		version++
		c.send(fmt.Sprintf(`[0,[[%d,%s]]]`, version, quote(html)))
		tab.Wait(fmt.Sprintf(`document.querySelector("#list").dataset.n === "%d"`, version))
	}
	render := func(menu string) string {
		return strings.Replace(strings.Replace(full, `id="list"`, fmt.Sprintf(`id="list" data-n="%d"`, version+1), 1), `<div id="menu" class="a" title="t" live-c="4">`, menu, 1)
	}
	const same = `<div id="menu" class="a" title="t" live-c="4">`
	update(render(same))
	require.Equal(t, `[true,"on","mine","on"]`, state())
	update(render(`<div id="menu" class="a b" title="t" live-c="4">`))
	require.Equal(t, `[true,"on b","mine","on"]`, state(), "a class that the server adds leaves the others")
	update(render(`<div id="menu" class="b" title="other" live-c="4">`))
	require.Equal(t, `[true,"on b","other","on"]`, state())
	update(render(`<div id="menu" class="a" title="other" live-c="4" hidden>`))
	update(render(`<div id="menu" class="a" title="other" live-c="4">`))
	require.Equal(t, `[false,"on a","other","on"]`, state(), "the server shows it")
	// Another element takes the place of the one with the key.
	tab.Click("#all")
	update(render(`<section><div id="menu" class="a" title="other" live-c="4">`) + `</section>`)
	require.Equal(t, `[true,"on","mine","on"]`, state())
	full = strings.Replace(full, `<li live-id="k">k</li>`, `<div><li live-id="k">k</li></div>`, 1)
	update(render(`<p id="menu" class="a" title="other">`))
	require.Equal(t, `[false,"a","other","on"]`, state(), "a p is another element than a div")
	full = strings.Replace(full, `<div><li live-id="k">k</li></div>`, ``, 1)
	update(strings.Replace(render(same), "</ul>", `<li>no key</li></ul>`, 1))
	full = keptPage
	update(render(same))
	require.Equal(t, `""`, tab.JSON(`document.querySelector("li").className`), "an element that was removed starts as the server renders it")
	require.Empty(t, tab.Errors())
}

// Likewise the display of an element that the style sheet hides or shows.
func TestClient_DisplayIsReleased(t *testing.T) {
	t.Parallel()
	page := func(hidden string) string {
		return `<div id="f" class="flex"` + hidden + `>f</div>` + commandButton("b", `[["toggle","#f"]]`)
	}
	_, tab, c := openFake(t, page(""), displayStyles)
	tab.Click("#b")
	require.Equal(t, "none", tab.Text(`getComputedStyle(f).display`))
	c.send(`[0,[[2,`+quote(page(" hidden"))+`]]]`, `[0,[[3,`+quote(page(""))+`]],[["push","done",1]]]`)
	tab.Wait(`!f.hidden`)
	require.Equal(t, "flex", tab.Text(`getComputedStyle(f).display`))
}

func TestClient_IgnoredAttributes(t *testing.T) {
	t.Parallel()
	page := func(open, a, b string) string {
		return `<details id="d"` + open + ` data-a="` + a + `" title="` + b + `"><summary>s</summary>x</details>` + commandButton("b", `[["ignoreAttrs","#d","open"],["ignoreAttrs","#d","data-*"]]`)
	}
	_, tab, c := openFake(t, page("", "1", "1"))
	tab.Click("#b")
	tab.Do("d.open = true")
	c.send(`[0,[[2,`+quote(page(" open", "2", "2"))+`]]]`, `[0,[[3,`+quote(page("", "3", "3"))+`]]]`)
	tab.Wait(`d.title === "3"`)
	require.Equal(t, `[true,"1"]`, tab.JSON("[d.open, d.dataset.a]"))
	c.send(`[0,[[4,` + quote("<main>"+page("", "4", "4")+"</main>") + `]]]`)
	tab.Wait(`d.title === "4"`)
	require.Equal(t, `[true,"1"]`, tab.JSON("[d.open, d.dataset.a]"), "of the element that took its place")
	c.send(`[0,[[5,` + quote("<main>"+page("", "5", "5")+"</main>") + `]]]`)
	tab.Wait(`d.title === "5"`)
	require.Equal(t, `[true,"1"]`, tab.JSON("[d.open, d.dataset.a]"))
}

// Commands of the server run after the update of their frame, with the element of the component as Self.
func TestClient_Exec(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<p id="p">1</p><section live-c="7"><i>x</i></section>`)
	c.send(`[0,[[2,"<p id=\"p\">2</p><section live-c=\"7\"><i>x</i></section><input id=\"new\">"]],[["exec",[["focus","#new"],["addClass","#p","on"]],0],` +
		`["exec",[["addClass","","self"],["addClass",">i","inner"]],7],["exec",[["addClass","","root"],["addClass","<section","no"]],0],["exec",[["addClass","","no"],["addClass","#p","gone"]],99]]]`)
	tab.Wait(`document.querySelector("#p").classList.contains("gone")`)
	require.Equal(t, `["new","on gone","self","inner"]`, tab.JSON(`[document.activeElement.id, p.className, document.querySelector("section").className, document.querySelector("i").className]`))
	require.Contains(t, tab.Text("liveSocket.main.el.className"), "root")
	require.NotContains(t, tab.Text("liveSocket.main.el.className"), "no ")
	require.Empty(t, tab.Errors())
}

// Inner and closest do not leave the component.
func TestClient_TargetsOfComponent(t *testing.T) {
	t.Parallel()
	page := `<section><div id="outer" live-c="1"><div id="inner"` + steps("live-click", `[["addClass",">b","in"],["addClass","<div","me"],["addClass","<section","no"],["addClass","<#outer","out"]]`) +
		`><b id="own">own</b><span live-c="2"><b id="other">other</b></span></div></div></section>`
	_, tab, _ := openFake(t, page)
	tab.Click("#own")
	require.Equal(t, `["me","out","in","",""]`, tab.JSON(`["inner", "outer", "own", "other"].map(id => document.getElementById(id).className).concat(document.querySelector("section").className)`))
}

// Lists that other elements have are part of the list. One that contains itself does nothing.
func TestClient_ExecutedLists(t *testing.T) {
	t.Parallel()
	page := `<div id="d"` + steps("live-commands-close", `[["addClass","","closed"],"closed",["exec","#e","end"]]`) + ` live-value-id="7">d</div>` +
		`<div id="e"` + steps("live-commands-end", `[["addClass","","ended"]]`) + steps("live-commands-loop", `["no",["exec","","loop"]]`) + `>e</div>` +
		commandButton("b", `["first",["exec","#d","close"],["exec","#d","absent"]]`) + commandButton("loop", `[["exec","#e","loop"],["addClass","#e","no"]]`) + end
	_, tab, c := openFake(t, page)
	tab.Click("#b")
	c.expect(`["e",0,0,"first"]`, `["e",0,0,"closed?id=7"]`)
	require.Equal(t, `["closed","ended"]`, tab.JSON(`[d.className, e.className]`))
	require.Empty(t, tab.Errors())
	tab.Click("#loop")
	tab.Click("#end")
	c.expect(`["e",0,0,"end"]`)
	require.Equal(t, "ended", tab.Text("e.className"))
	require.Len(t, tab.Errors(), 1)
	c.send("[3]")
	tab.Wait(`!document.querySelector("[class*=loading]")`)
}

// A click before the module is loaded waits for it, and so do commands of the server, in order.
func TestClient_CommandsWaitForModule(t *testing.T) {
	t.Parallel()
	f, tab := newFakeServer(t, `<p id="p">p</p><input id="x">`+commandButton("b", `["e",["addClass","#p","clicked"],["toggleClass","#p","twice"]]`)), newTab(t)
	f.policy = ""
	f.scripts = blockModule
	tab.Open(f.server.URL + "/page?a=1")
	c := f.accept()
	tab.Click("#x")
	tab.Keys("a")   // otherwise the page is loaded again, because the server may be of another version
	tab.Click("#b") // before the socket is up
	c.expectJoin()
	c.send(`["joined",{"session":"s","adopted":true,"version":1,"resume":30000}]`, `[0,[],[["exec",[["toggleClass","#p","clicked"]],0]]]`)
	tab.Wait("window.attempts > 1 && liveSocket.isConnected()")
	require.Equal(t, `["","live-click-loading"]`, tab.JSON(`[p.className, b.className]`))
	tab.Do("unblock()")
	tab.Wait(goOnline + ` && p.className === "twice"`)
	c.expect(`["e",0,0,"e"]`)
	requireCannotLoad(t, tab)
}

// Commands run while the connection is lost, and the events of their list are sent later, once each.
func TestClient_CommandsWhileLost(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, `<p id="p">p</p>`+commandButton("b", `["e?n=1",["toggleClass","#p","on"],"e?n=2"]`)+end)
	c.cut()
	tab.Wait("!liveSocket.isConnected()")
	tab.Click("#b")
	require.Equal(t, "on", tab.Text("p.className"))
	tab.Click("#b")
	require.Equal(t, "", tab.Text("p.className"))
	tab.Click("#b")
	tab.Wait(goOnline + ` && document.querySelector("#b.live-click-loading")`)
	c = f.accept()
	c.expectResume()
	c.send(`["resumed",0]`)
	for range 3 {
		c.expect(`["e",0,0,"e?n=1"]`, `["e",0,0,"e?n=2"]`)
	}
	c.send(`[6]`)
	tab.Wait(`!b.className`)
	require.Equal(t, "on", tab.Text("p.className"))
	tab.Click("#end")
	c.expect(`["e",0,0,"end"]`)
	require.Empty(t, tab.Errors())
}

// The module is loaded when the page is idle if the document, its layout or a later update has a list.
func TestClient_CommandsAreLoaded(t *testing.T) {
	t.Parallel()
	const isLoaded = `performance.getEntriesByType("resource").some(({ name }) => name.endsWith(".commands.js"))`
	_, tab, c := openFake(t, `<p id="p">p</p>`)
	require.Equal(t, "false", tab.JSON(isLoaded), "a page without commands")
	c.send(`[0,[[2,[0,5,[1,` + quote(commandButton("b", `[["focus","#p"]]`)) + `]]]]]`)
	tab.Wait(isLoaded)
	_, tab, _ = openFake(t, commandButton("b", `[["focus","#p"]]`))
	tab.Wait(isLoaded)
	f, tab := newFakeServer(t, "page"), newTab(t)
	f.before = commandButton("b", `[["toggleClass","","on"]]`)
	tab.Open(f.server.URL + "/page?a=1")
	tab.Wait(isLoaded)
	tab.Click("#b")
	tab.Wait(`b.className === "on"`)
	require.Empty(t, tab.Errors())
}

// A remount keeps what commands have changed, and reports input without running commands.
func TestClient_CommandsAndRemount(t *testing.T) {
	t.Parallel()
	page := `<p id="p">p</p><input id="x" name="x"` + steps("live-change", `["changed",["addClass","#p","on"]]`) + `>`
	f, tab, c := openFake(t, page)
	tab.Click("#x")
	tab.Keys("a")
	c.expect(`["e",0,0,"changed",[0,"x",["x","a"]]]`)
	c.send("[1]")
	tab.Wait(`p.className === "on"`)
	tab.Do(`p.classList.add("mine"); p.classList.remove("on")`)
	remount := func(extra string) *fakeConn {
		c.close(4001, "crashed")
		c = f.accept()
		c.expectJoin()
		c.send(`["joined",{"session":"s","adopted":false,"version":1,"resume":30000,"html":` + quote(page) + extra + `}]`)
		return c
	}
	c = remount(`,"unrecovered":[0]`)
	c.expect(`["e",0,0,"changed",[2,"x",["x","a"]]]`)
	c.send("[1]", `[0,[],[["exec",[["addClass","#p","server"]],0]]]`)
	tab.Wait(`p.classList.contains("server")`)
	require.Equal(t, "mine server", tab.Text("p.className"))
	require.Empty(t, tab.Errors())
}

// A blur that a command causes does not report an edit twice, and delayed events are not lost.
func TestClient_CommandsSendDelayedEvents(t *testing.T) {
	t.Parallel()
	page := `<form><input id="x" name="x" live-change="c" live-debounce="blur" live-blur="b"><button type="button" id="b"` + steps("live-click", `["e",["hide","form"]]`) + `>b</button></form>`
	_, tab, c := openFake(t, page+end)
	tab.Click("#x")
	tab.Keys("a")
	tab.Do(`b.click()`)
	tab.Click("#end")
	c.expect(`["e",0,0,"c",[0,"x",["x","a"]]]`, `["e",0,0,"e"]`, `["e",0,0,"end"]`)
}

// The browser allows a list to write to the clipboard, because it runs during the click.
func TestClient_Copy(t *testing.T) {
	t.Parallel()
	page := `<p id="p">some <b>text</b></p><textarea id="t">a
b</textarea><input id="paste">` + commandButton("one", `[["copy","#p"]]`) + commandButton("two", `[["copyText","two"]]`) + commandButton("three", `[["copy","#t"]]`)
	for name, script := range map[string]string{"clipboard": "", "http": `Object.defineProperty(navigator, "clipboard", { value: undefined })`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, tab, _ := openFake(t, page, `window.copied = []
				addEventListener("live:copied", e => copied.push([e.target.id, e.detail]))
				`+script)
			tab.Wait(`!document.querySelector("script[src*='.commands.js']")`)
			for _, id := range []string{"one", "two", "three"} {
				tab.Click("#" + id)
				tab.Wait(`copied.at(-1)?.[0] === "` + id + `"`)
			}
			require.Equal(t, `[["one","some text"],["two","two"],["three","a\nb"]]`, tab.JSON("copied"))
			require.Empty(t, tab.Errors())
		})
	}
}

// An animation has its classes for its time, and another command ends it.
func TestClient_Animations(t *testing.T) {
	t.Parallel()
	page := `<p id="p" class="keep">p</p>` + commandButton("hide", `[["hide","#p",["during keep","from","to",700]]]`) + commandButton("show", `[["show","#p",["fade","from","",700]]]`) +
		commandButton("toggle", `[["toggle","#p",["in","","",700],["out","","",700]]]`) + commandButton("shake", `[["transition","#p",["shake","a","b",700]]]`)
	_, tab, _ := openFake(t, page, manualTimers)
	state := func() string { return tab.JSON("[p.hidden, p.className]") }
	tab.Wait(`!document.querySelector("script[src*='.commands.js']")`)
	tab.Click("#hide")
	tab.Wait(`p.className !== "keep"`)
	require.Equal(t, `[false,"keep during to"]`, state())
	require.Equal(t, "true", tab.JSON("fire(700)"))
	require.Equal(t, `[true,"keep"]`, state())
	tab.Click("#show")
	require.Equal(t, `[false,"keep fade"]`, state())
	tab.Click("#toggle") // it is shown: hide it
	require.Equal(t, `[false,"keep out"]`, state())
	tab.Click("#toggle") // it is as good as hidden: show it
	require.Equal(t, `[false,"keep in"]`, state())
	require.Equal(t, "true", tab.JSON("fire(700)"))
	require.Equal(t, "false", tab.JSON("fire(700)"))
	tab.Click("#shake")
	require.Equal(t, `[false,"keep shake b"]`, state())
	require.Equal(t, "true", tab.JSON("fire(700)"))
	require.Equal(t, `[false,"keep"]`, state())
}

// Events of one list that wait do not replace each other, but those of a newer list replace the last, which has an
// older state of the field. Another field, and another event, are not replaced.
func TestClient_ListsThatWait(t *testing.T) {
	t.Parallel()
	field := func(name, list string) string {
		return `<input id="` + name + `" name="` + name + `"` + steps("live-change", list) + `>`
	}
	f, tab := newFakeServer(t, field("x", `["a",["addClass","","on"]]`)+field("y", `["a?k=1",["toggleClass","","on"],"b"]`)), newTab(t)
	tab.Open(f.server.URL + "/page?a=1")
	c := f.accept()
	c.expectJoin()
	tab.Click("#x")
	tab.Keys("1")
	tab.Wait(`x.className.includes("on")`)
	tab.Keys("2")
	tab.Wait(`x.value === "12"`)
	tab.Click("#y")
	tab.Keys("3")
	tab.Wait(`y.className.includes("on")`)
	c.send(`["joined",{"session":"s","adopted":true,"version":1,"resume":30000}]`)
	c.expect(`["e",0,0,"a",[0,"x",["x","12"]]]`, `["e",0,0,"a?k=1",[0,"y",["y","3"]]]`, `["e",0,0,"b",[0,"y",["y","3"]]]`)
	c.send("[3]")
	tab.Wait(`x.className === "on" && y.className === "on"`)
	require.Empty(t, c.in)
	require.Empty(t, tab.Errors())
}

// The page joins for another user: nothing of what the first one's commands have changed is left, also in elements
// that have the same key, and lists that waited for the module do not run.
func TestClient_CommandsOfOtherUser(t *testing.T) {
	t.Parallel()
	page := `<div id="menu" class="a">m</div>` + commandButton("b", `[["hide","#menu"],["addClass","#menu","mine"],["setAttr","#menu","title","mine"],["ignoreAttrs","#menu","class"]]`)
	f, tab := newFakeServer(t, page), newTab(t)
	f.scripts = `document.querySelector("meta[name=live-token]").content = "token.tag"`
	tab.Open(f.server.URL + "/page?a=1")
	c := f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"s","adopted":true,"version":1,"resume":30000}]`)
	tab.Click("#b")
	tab.Wait(`menu.hidden && menu.className === "a mine" && menu.title === "mine"`)
	tab.Do(`window.seen = []
		location.reload = () => {}
		new MutationObserver(() => { const e = document.getElementById("menu"); if (e) seen.push(e.outerHTML) }).observe(liveSocket.main.el, { childList: true, subtree: true })
		addEventListener("pagehide", () => sessionStorage.setItem("seen", JSON.stringify(seen)))`)
	c.close(4001, "identity")
	c = f.accept()
	require.Equal(t, ".tag", *c.expectJoin().Token)
	c.send(`["joined",{"session":"t","adopted":false,"version":1,"user":"new","html":` + quote(page) + `}]`)
	c = f.accept() // the document is loaded again
	c.expectJoin()
	require.Equal(t, `["<div id=\"menu\" class=\"a\">m</div>"]`, tab.Text(`sessionStorage.getItem("seen")`))
}
