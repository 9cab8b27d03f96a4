package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lively-go/lively/diff"
	"github.com/stretchr/testify/require"
)

// widget is a script that takes over the element with the id widget before the client runs: it has texts
// that a parser would not create, elements, a control and an attribute of its own.
const widget = `
window.widget = document.getElementById("widget")
widget.replaceChildren(new Text(""), new Text("a"), new Text("b"), new Text(""), document.createElement("canvas"), document.createElement("input"))
widget.classList.add("mounted")
window.content = [...widget.childNodes]
window.isIntact = () => widget.isConnected && widget === document.getElementById("widget") && content.length === widget.childNodes.length && content.every((node, i) => node === widget.childNodes[i])`

// What a script put into an ignored element is there after every kind of update. The attributes of the
// element still change.
func TestClient_IgnoredElement(t *testing.T) {
	t.Parallel()
	page := func(zoom int, text, loading string) string {
		return fmt.Sprintf(`<div id="widget" live-update="ignore" class="a" data-zoom="%d">%s</div><p>%s</p>`, zoom, loading, text)
	}
	f, tab, c := openFake(t, page(1, "1", "<b>Loading</b>"), widget)
	v := newFakeView(t, c, tab, page(1, "1", "<b>Loading</b>"))
	intact := func(zoom int, text string) {
		t.Helper()
		require.Equal(t, "true", tab.Text("isIntact()"))
		require.Equal(t, fmt.Sprintf(`["a mounted","%d","%s"]`, zoom, text), tab.JSON(`[widget.className, widget.dataset.zoom, document.querySelector("p").textContent]`))
	}
	intact(1, "1")
	v.show(page(1, "2", "<b>Loading</b>"))
	intact(1, "2")
	v.show(page(2, "3", "<i>Other</i><i>content</i>"))
	intact(2, "3")
	v.show(page(2, "4", ""))
	intact(2, "4")
	v.sendFull(page(3, "5", "<b>Loading</b>"))
	intact(3, "5")

	// The session has ended: another view is mounted.
	c.close(4001, "crashed")
	c = f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"s","adopted":false,"version":1,"html":` + quote(page(4, "6", "<b>Loading</b>")) + `}]`)
	tab.Wait(`document.querySelector("p").textContent === "6"`)
	intact(4, "6")
}

// The checksum of a join does not depend on the content of a leaf, so the view is adopted without HTML.
func TestClient_LeafIsNotInChecksum(t *testing.T) {
	t.Parallel()
	const page = `<div id="widget" live-update="ignore">Loading</div><table><tbody live-root="2"><tr><td>x</td></tr></tbody></table>` +
		`<textarea live-update="ignore">a</textarea><template live-update="ignore"><b>x</b></template><svg><g live-root="3"><path></path></g></svg><p>a</p>`
	f, tab := newFakeServer(t, page), newTab(t)
	f.scripts = strings.ReplaceAll(widget, `widget.classList.add("mounted")`, "") + `
		document.querySelector("tbody").innerHTML = "<tr></tr><tr></tr>"
		document.querySelector("textarea").textContent = "b"
		document.querySelector("template").content.append("c")
		document.querySelector("g").replaceChildren()`
	f.policy = ""
	tab.Open(f.server.URL)
	require.Equal(t, sumOf(t, page), f.accept().expectJoin().Sum)
}

// The client compares HTML of an adopted page with what the page has, except in leaves.
func TestClient_AdoptedPageKeepsLeaf(t *testing.T) {
	t.Parallel()
	const page = `<div id="widget" live-update="ignore">Loading</div><p>a</p>`
	f, tab := newFakeServer(t, page), newTab(t)
	f.scripts = widget + `
		document.querySelector("p").before(document.createElement("hr"))`
	tab.Open(f.server.URL)
	c := f.accept()
	require.NotEqual(t, sumOf(t, page), c.expectJoin().Sum)
	c.send(`["joined",{"session":"s","adopted":true,"version":1,"html":` + quote(page) + `}]`)
	tab.Wait("liveSocket.isConnected()")
	require.Equal(t, "true", tab.Text("isIntact()"))
	c.send(`[0,[[2,[3,0,"b"]]]]`)
	tab.Wait(`document.querySelector("p").textContent === "b"`)
	require.Equal(t, "true", tab.Text("isIntact()"))
}

// Leaves move with their content, in lists, tables and svg, with and without moveBefore.
func TestClient_LeafMoves(t *testing.T) {
	t.Parallel()
	for _, script := range []string{"", withoutMoveBefore} {
		item := func(name, id, attr string) string {
			return fmt.Sprintf(`<%s id="%s%s" %s></%[1]s>`, name, name, id, attr)
		}
		page := func(order ...string) string {
			var lists []string
			for _, name := range []string{"li", "tbody", "tr", "g", "option", "section"} {
				html := ""
				for _, id := range order {
					html += item(name, id, map[string]string{"1": `live-update="ignore"`, "2": `live-root="7"`, "3": `class="c"`}[id])
				}
				lists = append(lists, html)
			}
			return fmt.Sprintf(`<ul>%s</ul><table>%s</table><table><tbody>%s</tbody></table><svg>%s</svg><select>%s</select><div>%s</div>`,
				lists[0], lists[1], lists[2], lists[3], lists[4], lists[5])
		}
		v, tab := openView(t, page("1", "2", "3"), script)
		tab.Do(`window.leaves = [...document.querySelectorAll("[live-update],[live-root]")]
			window.inside = leaves.map(leaf => leaf.appendChild(document.createElementNS(leaf.namespaceURI, "b")))
			window.isKept = () => leaves.every((leaf, i) => leaf.isConnected && inside[i].parentNode === leaf && leaf.childNodes.length === 1)`)
		require.Equal(t, "12", tab.Text("leaves.length"))
		for _, order := range [][]string{{"2", "1", "3"}, {"3", "2", "1"}, {"1", "3", "4", "2"}, {"2", "4", "1"}} {
			v.show(page(order...))
			require.Equal(t, "true", tab.Text("isKept()"), "%v", order)
			require.Equal(t, fmt.Sprintf("li%s", strings.Join(order, ",li")), tab.Text(`[...document.querySelectorAll("li")].map(e => e.id).join()`))
		}
		v.sendFull(page("1", "2"))
		require.Equal(t, "true", tab.Text("isKept()"))
		require.Equal(t, "tr1,tr2", tab.Text(`[...document.querySelectorAll("tr")].map(e => e.id).join()`))
	}
}

// A leaf that appears has the content that was rendered with it. An element that becomes a leaf, or
// that has another root, is replaced.
func TestClient_LeafAppearsWithContent(t *testing.T) {
	t.Parallel()
	for _, full := range []bool{false, true} {
		v, tab := openView(t, `<p>x</p>`)
		show := func(html, want string) {
			t.Helper()
			if full {
				v.sendFull(html)
			} else {
				v.show(html)
			}
			require.Equal(t, want, v.html())
		}
		same := func(html string) { t.Helper(); show(html, html) }
		same(`<p>x</p><div id="a" live-update="ignore"><b>1</b></div>`)
		tab.Do(`window.first = document.querySelector("#a")`)
		show(`<p>y</p><div id="a" live-update="ignore"><b>2</b></div>`, `<p>y</p><div id="a" live-update="ignore"><b>1</b></div>`)
		same(`<p>y</p><div id="a"><b>3</b></div>`)
		same(`<p>y</p><div id="a" live-update="ignore"><b>4</b></div>`)
		same(`<p>y</p><div id="a" live-root="1"></div>`)
		tab.Do(`document.querySelector("#a").append("child")`)
		show(`<p>y</p><div id="a" live-root="1" class="c"></div>`, `<p>y</p><div id="a" live-root="1" class="c">child</div>`)
		same(`<p>y</p><div id="a" live-root="2"></div>`)
		same(`<p>y</p>`)
		same(`<p>y</p><div id="b" live-update="ignore">5</div>`)
		same(`<p>y</p><div id="c" live-update="ignore">6</div>`) // another one at the same place
		same(`<p>y</p><div id="c" live-update="other">7</div>`)
		same(`<p>y</p><div id="c" live-update="other">8</div>`)
		same(`<p>z</p>`)
		require.Equal(t, "false", tab.Text("first.isConnected"))
	}
}

// Controls that are leaves keep what the user has entered. Their attributes still change.
func TestClient_LeafControls(t *testing.T) {
	t.Parallel()
	page := func(n string) string {
		return `<form live-change="c"><textarea name="t" live-update="ignore" rows="` + n + `">` + n + `</textarea><select name="s" live-update="ignore" title="` + n +
			`"><option>` + n + `</option><option>b</option></select><input name="i" live-update="ignore" title="` + n + `"><output>` + n + `</output></form>`
	}
	v, tab := openView(t, page("1"))
	const state = `[...document.forms[0].elements].map(e => e.value + " " + (e.rows || e.title)).join()`
	require.Equal(t, "1 1,1 1, 1,1 ", strings.ReplaceAll(tab.Text(state), "undefined", ""))
	tab.Do(`document.querySelector("select").append(new Option("mine"))
		document.querySelector("textarea").value = "typed"
		document.querySelector("textarea").dispatchEvent(new Event("input", { bubbles: true }))
		document.querySelector("select").value = "mine"
		document.querySelector("select").dispatchEvent(new Event("change", { bubbles: true }))`)
	v.receiveNext()
	v.receiveNext()
	v.show(page("2"), 2) // answers both
	v.show(page("3"))
	require.Equal(t, "typed 3,mine 3, 3,3 ", tab.Text(state))
	v.sendFull(page("4"))
	require.Equal(t, "typed 4,mine 4, 4,4 ", tab.Text(state))
}

// Bindings and forms inside of an ignored element work, also those that scripts of the page have created.
func TestClient_EventsInIgnoredElement(t *testing.T) {
	t.Parallel()
	page := func(n int) string {
		return fmt.Sprintf(`<section live-c="4"><div id="widget" live-update="ignore"><button id="sent" live-click="view.Sent">s</button></div><p>%d</p></section>`, n)
	}
	v, tab := openView(t, page(1))
	tab.Do(`const make = (name, attributes, ...children) => {
			const element = document.createElement(name)
			for (const name in attributes) element.setAttribute(name, attributes[name])
			element.append(...children)
			return element
		}
		widget.append(make("button", { id: "made", "live-click": "view.Made?a=1", "live-value-b": "2" }, "m"),
			make("form", { "live-change": "view.Change", "live-submit": "view.Submit" }, make("input", { name: "q" }), make("button", {}, "go")))`)
	tab.Click("#sent")
	require.Equal(t, `["e",0,4,"view.Sent"]`, v.receiveNext())
	tab.Click("#made")
	require.Equal(t, `["e",0,4,"view.Made?a=1&b=2"]`, v.receiveNext())
	v.show(page(2), 2)
	tab.Do(`document.querySelector("input").focus()`)
	tab.Keys("x")
	require.Equal(t, `["e",0,4,"view.Change",[0,"q",["q","x"]]]`, v.receiveNext())
	v.show(page(3), 1)
	require.Equal(t, "x", tab.Text(`document.querySelector("input").value`))
	tab.Click("form button")
	require.Equal(t, `["e",0,4,"view.Submit",[1,"",["q","x"]]]`, v.receiveNext())
	v.sendFull(page(4), 1)
	require.Equal(t, `["x","4"]`, tab.JSON(`[document.querySelector("input").value, document.querySelector("p").textContent]`))
}

// An editable region that contains a leaf is restored, when the focus leaves it, without that content.
func TestClient_LeafInEditableRegion(t *testing.T) {
	t.Parallel()
	page := func(text string) string {
		return `<div contenteditable="true"><p>` + text + `</p><div live-update="ignore"></div></div><button>b</button>`
	}
	v, tab := openView(t, page("1"))
	tab.Do(`document.querySelector("[live-update]").append("kept")
		document.querySelector("[contenteditable]").focus()`)
	v.show(page("2"))
	require.Equal(t, "1", tab.Text(`document.querySelector("p").textContent`))
	tab.Do(`document.querySelector("button").focus()`)
	require.Equal(t, `["2","kept"]`, tab.JSON(`["p", "[live-update]"].map(s => document.querySelector(s).textContent)`))
}

// Nodes with keys of the page, and rows that the user has dragged, stay where they are inside of a leaf.
func TestClient_LeafContentIsNotArranged(t *testing.T) {
	t.Parallel()
	page := func(n int) string {
		return fmt.Sprintf(`<ul><li id="a">a</li><li id="b" live-update="ignore"><i id="x"></i><i id="y"></i></li><li id="c">%d</li></ul>`, n)
	}
	v, tab := openView(t, page(1))
	tab.Do(`b.append(x, document.createElement("u"))
		b.lastChild.id = "a"`)
	v.show(page(2))
	v.sendFull(page(3))
	require.Equal(t, "y,x,a", tab.Text(`[...b.children].map(e => e.id).join()`))
}

// The root may be an element other than a div. HTML of its session is parsed as its content.
func TestClient_RootContext(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		elements   []string // around the content, the outermost first
		old, other string
	}{
		{[]string{"table", "tbody"}, `<tr><td>a</td></tr>`, `<tr id="x"><td>b</td></tr><tr><td>a</td></tr>`},
		{[]string{"table", "tbody", "tr"}, `<td>a</td>`, `<th>b</th><td>a</td>`},
		{[]string{"ul"}, `<li>a</li>`, `<li>b</li><li>c</li>`},
		{[]string{"select"}, `<option>a</option>`, `<option>b</option><option selected="">c</option>`},
		{[]string{"svg", "g"}, `<path d="M0"></path>`, `<linearGradient gradientUnits="b"></linearGradient><path d="M1"></path>`},
		{[]string{"svg", "foreignObject"}, `<p>a</p>`, `<div>b</div>`},
	} {
		name := strings.Join(c.elements, " ")
		f, tab := newFakeServer(t, ""), newTab(t)
		var open, end string
		for i, element := range c.elements {
			id := ""
			if i == len(c.elements)-1 {
				id = ` id="live-root"`
			}
			open += "<" + element + id + ">"
			end = "</" + element + ">" + end
		}
		f.policy = ""
		f.scripts = fmt.Sprintf("document.getElementById('live-root').outerHTML = %s", quote(open+c.old+end))
		tab.Open(f.server.URL)
		conn := f.accept()
		old, err := diff.ParseIn(diff.NewContext(c.elements...), []byte(c.old))
		require.NoError(t, err, name)
		require.Equal(t, old.Checksum(), conn.expectJoin().Sum, name)
		conn.send(`["joined",{"session":"s","adopted":true,"version":1}]`)
		tab.Wait("window.liveSocket?.isConnected()")
		to, patch, err := diff.Compare(old, []byte(c.other))
		require.NoError(t, err, name)
		_, back, err := diff.Compare(to, []byte(c.old))
		require.NoError(t, err, name)
		namespace := tab.Text("liveSocket.main.el.firstElementChild.namespaceURI")
		for version, update := range []string{string(patch.AppendJSON(nil)), string(back.AppendJSON(nil)), quote(c.other), quote(c.old)} {
			conn.send(fmt.Sprintf(`[0,[[%d,%s]],[["title","%[1]d"]]]`, version+2, update))
			tab.Wait(fmt.Sprintf(`document.title === "%d"`, version+2))
			require.Equal(t, []string{c.other, c.old}[version%2], tab.Text("liveSocket.main.el.innerHTML"), name)
			require.Equal(t, "true", tab.Text(`[...liveSocket.main.el.children].every(e => e.namespaceURI === `+quote(namespace)+`)`), name)
		}
		require.Equal(t, "true", tab.Text(`liveSocket.main.el.classList.contains("live-connected")`), name)
		tab.Close()
	}
}
