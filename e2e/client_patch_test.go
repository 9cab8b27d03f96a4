package e2e

import (
	"fmt"
	"testing"

	"github.com/lively-go/lively/diff"
	"github.com/stretchr/testify/require"
)

// A fakeView is a connected page whose server knows its HTML and sends patches.
type fakeView struct {
	*fakeConn
	tab     *Tab
	old     *diff.Snapshot
	version int
	number  int // of the session on the connection; 0 is the page

	lastUpdate string // content of the last update
}

func openView(t testing.TB, html string, script ...string) (*fakeView, *Tab) {
	t.Helper()
	_, tab, c := openFake(t, html, script...)
	return newFakeView(t, c, tab, html), tab
}

// newFakeView returns the view of a page that has joined with version 1.
func newFakeView(t testing.TB, c *fakeConn, tab *Tab, html string) *fakeView {
	t.Helper()
	old, err := diff.Parse([]byte(html))
	require.NoError(t, err)
	return &fakeView{fakeConn: c, tab: tab, old: old, version: 1}
}

// show is push, and waits until the client has applied the patch.
func (v *fakeView) show(html string, refs ...int) {
	v.t.Helper()
	v.push(html, refs...)
	v.waitShown()
}

// waitShown waits until the client has applied the last update.
func (v *fakeView) waitShown() {
	v.t.Helper()
	v.tab.Wait(fmt.Sprintf("window.shown%d === %d", v.number, v.version))
}

// push sends the patch to html and acknowledges events: their number is the sum of refs.
func (v *fakeView) push(html string, refs ...int) {
	v.t.Helper()
	to, patch, err := diff.Options{Copy: true}.Compare(v.old, []byte(html))
	require.NoError(v.t, err)
	v.old = to
	v.sendUpdate(string(patch.AppendJSON(nil)), refs)
}

// sendFull sends html as full HTML, and waits until the client has applied it.
func (v *fakeView) sendFull(html string, refs ...int) {
	v.t.Helper()
	old, err := diff.Parse([]byte(html))
	require.NoError(v.t, err)
	v.old = old
	v.sendUpdate(quote(html), refs)
	v.waitShown()
}

// sendUpdate sends content as the next version.
func (v *fakeView) sendUpdate(content string, refs []int) {
	v.t.Helper()
	v.version++
	v.lastUpdate = content
	n := 0
	for _, r := range refs {
		n += r
	}
	if v.version == 2 {
		v.tab.Do(fmt.Sprintf(`addEventListener("live:shown%d", e => window.shown%[1]d = e.detail)`, v.number))
	}
	v.send(wrap(v.number, fmt.Sprintf(`[%d,[[%d,%s]],[["push","shown%d",%d]]]`, n, v.version, content, v.number, v.version)))
}

// wrap returns a message of the session with this number.
func wrap(number int, message string) string {
	if number == 0 {
		return message
	}
	return fmt.Sprintf(`["@",%d,%s]`, number, message)
}

// html returns the content of the root.
func (v *fakeView) html() string { return v.tab.Text("liveSocket.main.el.innerHTML") }

func TestClient_ForeignAttributesAreKept(t *testing.T) {
	t.Parallel()
	v, tab := openView(t, `<p class="a b" title="t">1</p>`)
	tab.Do(`const p = document.querySelector("p")
		p.classList.add("mine")
		p.classList.remove("b")
		p.dataset.mine = "1"`)
	v.show(`<p class="a b c" title="u">1</p>`)
	require.Equal(t, `<p class="a mine c" title="u" data-mine="1">1</p>`, v.html())
	v.show(`<p class="c">1</p>`)
	require.Equal(t, `<p class="mine c" data-mine="1">1</p>`, v.html())
	v.show(`<p>1</p>`)
	require.Equal(t, `<p class="mine" data-mine="1">1</p>`, v.html())
}

// Styles are written as properties: those that a script set stay, and a policy without inline
// styles permits it.
func TestClient_StylesAreProperties(t *testing.T) {
	t.Parallel()
	v, tab := openView(t, `<p style="color: red; width: 10px">1</p><i></i>`)
	require.NotEmpty(t, tab.Errors(), "the policy refuses the attribute in the page")
	color := `getComputedStyle(document.querySelector("p")).color`
	require.Equal(t, "rgb(255, 0, 0)", tab.Text(color), "the policy blocks the style attribute until the client applies it")
	tab.Do(`document.querySelector("p").style.display = "none"`)
	v.show(`<p style="color: blue; margin: 1px 2px !important">1</p><i></i>`)
	require.Equal(t, "rgb(0, 0, 255)", tab.Text(color))
	require.Equal(t, "none", tab.Text(`document.querySelector("p").style.display`), "set by a script")
	require.Equal(t, "", tab.Text(`document.querySelector("p").style.width`))
	require.Equal(t, "1px 2px important", tab.Text(`(s => s.margin + " " + s.getPropertyPriority("margin-top"))(document.querySelector("p").style)`))
	v.show(`<p>1</p><i><u style="color: green">2</u></i>`)
	require.Equal(t, "display: none;", tab.Text(`document.querySelector("p").getAttribute("style")`))
	require.Equal(t, "rgb(0, 128, 0)", tab.Text(`getComputedStyle(document.querySelector("u")).color`), "also in inserted nodes")
	v.show(`<p>1</p><i><u style="--w: 2px; border: var(--w) solid red">2</u></i>`)
	require.Equal(t, "2px", tab.Text(`getComputedStyle(document.querySelector("u")).borderTopWidth`))
	v.show(`<p>1</p><i><u>2</u></i>`)
	require.Equal(t, "null", tab.Text(`document.querySelector("u").getAttribute("style")`))
	for _, e := range tab.Errors() {
		require.Contains(t, e, "inline style", "the attribute in inserted markup")
	}
}

// Foreign nodes stay after the node they follow, move with it, and are removed with their parent.
func TestClient_ForeignNodesAreKept(t *testing.T) {
	t.Parallel()
	v, tab := openView(t, `<ul><li id="a">a</li><li id="b">b</li><li id="c">c</li></ul><div><p>x</p></div>`)
	tab.Do(`const add = (where, e) => document.querySelector(e)[where](document.createElement("hr"))
		add("prepend", "ul")
		add("after", "#a")
		add("append", "ul")
		add("append", "p")`)
	v.show(`<ul><li id="z">z</li><li id="b">b</li><li id="c">c</li><li id="a">a</li><li id="d">d</li></ul><div></div>`)
	require.Equal(t, `<ul><hr><li id="z">z</li><li id="b">b</li><li id="c">c</li><hr><li id="a">a</li><hr><li id="d">d</li></ul><div></div>`, v.html())
}

func TestClient_NodeMovedByScriptStays(t *testing.T) {
	t.Parallel()
	v, tab := openView(t, `<div id="from"><p id="x">1</p><p id="y">1</p></div>`)
	tab.Do(`document.body.append(document.querySelector("#x"))`)
	v.show(`<div id="from"><p id="y">2</p><p id="z">1</p><p id="x">2</p></div>`)
	require.Equal(t, `<p id="x">2</p>`, tab.Text(`document.querySelector("body > #x").outerHTML`))
	require.Equal(t, `<div id="from"><p id="y">2</p><p id="z">1</p></div>`, v.html())
	v.show(`<div id="from"><p id="y">2</p></div>`)
	require.Equal(t, "null", tab.Text(`document.querySelector("#x")`))
}

// A translator has replaced texts by elements. When the server changes a text, it is shown once.
func TestClient_TranslatedTexts(t *testing.T) {
	t.Parallel()
	v, tab := openView(t, `<p>Hello <b>you</b> there</p><p>call 555 now</p>`)
	tab.Do(`for (const t of [...document.querySelector("p").childNodes].filter(n => n.nodeType === 3)) {
			const f = document.createElement("font")
			f.append(Object.assign(document.createElement("font"), { textContent: "Hallo" }))
			t.replaceWith(f)
		}
		const t = document.querySelectorAll("p")[1].firstChild, icon = document.createElement("ext-icon")
		t.splitText(8)
		t.splitText(5)
		const a = document.createElement("a")
		a.append(t.nextSibling)
		t.after(a, icon)`)
	v.show(`<p>Bye <b>you</b> there</p><p>call 556 now</p>`)
	require.Equal(t, `<p>Bye <b>you</b><font><font>Hallo</font></font></p><p>call 556 now<ext-icon></ext-icon></p>`, v.html())
	v.show(`<p>Bye <b>you</b> all</p><p>call 556 now</p>`)
	require.Equal(t, `<p>Bye <b>you</b> all</p><p>call 556 now<ext-icon></ext-icon></p>`, v.html())
}

// Inserted markup is parsed in its context, such as an svg or a table, in a document that runs no
// scripts.
func TestClient_InsertMarkup(t *testing.T) {
	t.Parallel()
	v, tab := openView(t, `<svg><g></g></svg><table><tbody></tbody></table><template><b>1</b></template><section></section>`)
	v.show(`<svg><g><path d="M0 0"/><a xlink:href="#x"><linearGradient/></a></g></svg><table><tbody><tr><td>1</td></tr></tbody></table>` +
		`<template><b>2</b><i></i></template><section><script>window.ran = true</script><svg><script>window.ran = true</script></svg><img src="data:," alt="x"></section>`)
	require.Equal(t, "SVGPathElement", tab.Text(`document.querySelector("path").constructor.name`))
	require.Equal(t, "SVGLinearGradientElement", tab.Text(`document.querySelector("linearGradient").constructor.name`))
	require.Equal(t, "#x", tab.Text(`document.querySelector("svg a").getAttributeNS("http://www.w3.org/1999/xlink", "href")`))
	require.Equal(t, "1", tab.Text(`document.querySelector("tbody").rows[0].cells[0].textContent`))
	require.Equal(t, "<b>2</b><i></i>", tab.Text(`document.querySelector("template").innerHTML`))
	v.show(`<svg><g><path d="M0 0"/><a xlink:href="#y" xml:lang="de"><linearGradient/></a></g></svg><table><tbody><tr><td>1</td></tr></tbody></table>` +
		`<template><b>2</b><i></i></template><section><script>window.ran = 2</script></section>`)
	require.Equal(t, "#y", tab.Text(`document.querySelector("svg a").getAttributeNS("http://www.w3.org/1999/xlink", "href")`))
	require.Equal(t, "de", tab.Text(`document.querySelector("svg a").getAttributeNS("http://www.w3.org/XML/1998/namespace", "lang")`))
	require.Equal(t, "undefined", tab.Text("window.ran"), "scripts never run")
}

// Attribute names that only the parser accepts, and attributes that Trusted Types protect.
func TestClient_UnusualAttributes(t *testing.T) {
	t.Parallel()
	v, _ := openView(t, `<p>1</p><iframe></iframe>`)
	v.show(`<p @click="a" :b="c" x.y>1</p><iframe srcdoc="<b>"></iframe>`)
	require.Equal(t, `<p @click="a" :b="c" x.y="">1</p><iframe srcdoc="&lt;b&gt;"></iframe>`, v.html())
	v.show(`<p @click="b">1</p><iframe></iframe>`)
	require.Equal(t, `<p @click="b">1</p><iframe></iframe>`, v.html())
}

// Moving a node keeps its state where the browser has moveBefore. Elsewhere focus and caret are
// restored.
func TestClient_Move(t *testing.T) {
	t.Parallel()
	for _, script := range []string{"", "delete Element.prototype.moveBefore; delete DocumentFragment.prototype.moveBefore"} {
		t.Run("moveBefore="+fmt.Sprint(script == ""), func(t *testing.T) {
			v, tab := openView(t, `<ul><li id="a"><input></li><li id="b">b</li><li id="c">c</li></ul>`, script, `
				window.events = []
				for (const type of ["change", "blur", "focus"]) document.addEventListener(type, e => events.push(type), true)`)
			tab.Click("input")
			tab.Keys("abcd")
			tab.Do(`document.querySelector("input").setSelectionRange(1, 3)`)
			v.show(`<ul><li id="b">b</li><li id="c">c</li><li id="a"><input></li></ul>`)
			require.Equal(t, `["input","abcd",1,3]`, tab.JSON(`(e => [e.localName, e.value, e.selectionStart, e.selectionEnd])(document.activeElement)`))
			v.show(`<ul><li id="a"><input></li><li id="c">c</li><li id="b">b</li></ul>`)
			require.Equal(t, `["input","abcd",1,3]`, tab.JSON(`(e => [e.localName, e.value, e.selectionStart, e.selectionEnd])(document.activeElement)`))
		})
	}
}

// Removing or moving a focused, edited control dispatches change and blur events during the patch.
// They are ignored.
func TestClient_EventsDuringPatchAreIgnored(t *testing.T) {
	t.Parallel()
	for _, script := range []string{"", "delete Element.prototype.moveBefore"} {
		v, tab := openView(t, `<form live-change="f.Change"><p id="a"><input name="x" live-blur="f.Blur" live-focus="f.Focus"></p><p id="b"><button type="button">b</button></p></form>`, script)
		tab.Click("input")
		v.expect(`["e",0,0,"f.Focus?value="]`)
		tab.Keys("q")
		v.expect(`["e",0,0,"f.Change",[0,"x",["x","q"]]]`)
		v.show(`<form live-change="f.Change"><p id="b"><button type="button">b</button></p><p id="a"><input name="x" live-blur="f.Blur" live-focus="f.Focus"></p></form>`, 2)
		v.show(`<form live-change="f.Change"><p id="b"><button type="button" live-click="b">b</button></p></form>`)
		tab.Wait("document.activeElement.localName === 'button'") // the nearest focusable element
		tab.Click("button")
		v.expect(`["e",0,0,"b"]`)
	}
}

func TestClient_FocusMovesToNearest(t *testing.T) {
	t.Parallel()
	const all = `<p><button id="1">1</button></p><ul><li><button id="2">2</button></li><li><button id="3">3</button></li><li><button id="4">4</button></li></ul><p><button id="5">5</button></p>`
	focus := `document.activeElement.id`
	v, tab := openView(t, all)
	tab.Do(`document.getElementById("3").focus()`)
	v.show(`<p><button id="1">1</button></p><ul><li><button id="2">2</button></li><li><button id="4">4</button></li></ul><p><button id="5">5</button></p>`)
	require.Equal(t, "4", tab.Text(focus), "the one after it")
	v.show(`<p><button id="1">1</button></p><ul><li><button id="2">2</button></li></ul><p><button id="5">5</button></p>`)
	require.Equal(t, "2", tab.Text(focus), "at the end of a list the one before it")
	v.show(`<p><button id="1">1</button></p><ul></ul><p><button id="5">5</button></p>`)
	require.Equal(t, "5", tab.Text(focus), "otherwise the nearest one outside the list")
	v.show(`<p><button id="1">1</button></p><ul></ul><section><button id="5">five</button></section>`)
	require.Equal(t, "5", tab.Text(focus), "its successor by id")
	v.show(`<p>nothing</p>`)
	require.Equal(t, "BODY", tab.Text("document.activeElement.tagName"))
}

// While the user edits a region (contenteditable), only the mirror is updated there.
func TestClient_EditableRegionIsKept(t *testing.T) {
	t.Parallel()
	v, tab := openView(t, `<div contenteditable="true"><p>a</p></div><button>b</button>`)
	tab.Click("div[contenteditable] p")
	tab.Keys("x")
	before := tab.Text("document.querySelector('[contenteditable]').innerHTML")
	require.Contains(t, before, "x")
	v.show(`<div contenteditable="true" title="t"><p>b</p><p>c</p></div><button>b2</button>`)
	require.Equal(t, before, tab.Text("document.querySelector('[contenteditable]').innerHTML"))
	require.Equal(t, "t", tab.Text("document.querySelector('[contenteditable]').title"))
	tab.Do(`document.activeElement.blur()`)
	require.Equal(t, `<p>b</p><p>c</p>`, tab.Text("document.querySelector('[contenteditable]').innerHTML"))
	v.show(`<div contenteditable="true" title="t"><p>b</p><p>d</p></div><button>b2</button>`)
	require.Equal(t, `<p>b</p><p>d</p>`, tab.Text("document.querySelector('[contenteditable]').innerHTML"))
}

// An update for another version than the client's is dropped, and the client requests the full HTML
// once.
func TestClient_RequestsFullHTML(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<p>1</p>`)
	c.send(`[0,[[9,[2,0,"no"]]]]`, `[0,[[10,[2,0,"no"]]]]`)
	c.expect(`["html",0]`)
	require.Equal(t, "1", tab.Text("document.querySelector('p').textContent"))
	c.send(`[0,[[11,"<p>all</p><b>b</b>"]]]`, `[0,[[12,[2,0,"next"]]]]`)
	tab.Wait("liveSocket.main.el.innerHTML === '<p>next</p><b>b</b>'")
	c.send(`[0,[[20,[2,0,"given base"],12]]]`)
	tab.Wait("document.querySelector('p').textContent === 'given base'")
	require.Len(t, tab.Errors(), 1, "logged in the console")

	c.send(`[0,[[21,[7,0,"no such node"]]]]`)
	c.expect(`["html",0]`)
	require.Len(t, tab.Errors(), 1)
	require.Equal(t, 6, c.acks)
}
