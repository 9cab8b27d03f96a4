package e2e

import (
	"strings"
	"testing"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/js"
	"github.com/stretchr/testify/require"
)

// sumOf returns the checksum of a page as the server computes it.
func sumOf(t testing.TB, html string) uint32 {
	t.Helper()
	s, err := diff.Parse([]byte(html))
	require.NoError(t, err)
	return s.Checksum()
}

func TestClient_Join(t *testing.T) {
	t.Parallel()
	const page = `<p class=" b a b" title='x "y"'>1 &lt; 2 &amp; é😀&nbsp;</p><svg viewBox="0 0 1 1"><linearGradient/></svg>
<!-- c --><textarea>
a &lt; b</textarea><template><b>t</b></template><table><tbody><tr><td>1</td></tr></tbody></table>`
	f, tab := newFakeServer(t, page), newTab(t)
	tab.Open(f.server.URL + "/users?page=2#part")
	c := f.accept()
	require.Equal(t, "/users?page=2", c.path)
	j := c.expectJoin()
	require.Equal(t, sumOf(t, page), j.Sum)
	require.Equal(t, "token", *j.Token)
	require.Equal(t, js.Hash, j.Build)
	require.Equal(t, "/users?page=2", j.URL)
	require.NotEmpty(t, j.Inst)
	require.Equal(t, "live-loading", tab.Text("document.querySelector('#live-root').className"))
	require.Equal(t, "false", tab.Text("liveSocket.isConnected()"))

	c.send(`["joined",{"session":"secret","adopted":true,"version":1,"resume":30000}]`)
	tab.Wait("liveSocket.isConnected()")
	require.Equal(t, "live-connected", tab.Text("liveSocket.main.el.className"))
}

func TestClient_JoinDescribesBrowser(t *testing.T) {
	t.Parallel()
	f, tab := newFakeServer(t, ""), newTab(t)
	tab.Open(f.server.URL)
	m := f.accept().receiveNext()
	require.Contains(t, m, `"caps":["copy"],"client":{"tz":`)
	require.Contains(t, m, `"width":`+tab.Text("innerWidth")+`,"height":`+tab.Text("innerHeight"))
}

// An extension has changed the page before the client runs: before, inside and after the server's
// nodes. The view is adopted, the client finds the server's nodes, and foreign nodes stay.
func TestClient_AdoptsModifiedPage(t *testing.T) {
	t.Parallel()
	const page = `<div class="card"><b>1</b><i>x</i></div><p id="p">text</p><ul><li>a</li><li>b</li></ul>`
	f, tab := newFakeServer(t, page), newTab(t)
	f.scripts = `
		const root = document.getElementById("live-root"), add = () => Object.assign(document.createElement("div"), { className: "ext" })
		root.prepend(add())
		root.querySelector(".card").prepend(add())
		root.querySelector(".card").classList.add("ext-card")
		root.querySelector("b").after(add())
		root.querySelector("p").before(add())
		root.querySelector("p").firstChild.splitText(2)
		root.querySelector("li").before(document.createElement("li"))
		root.append(add())
		window.kept = [...root.querySelectorAll("*")]
		document.body.append(add())`
	tab.Open(f.server.URL)
	c := f.accept()
	require.NotEqual(t, sumOf(t, page), c.expectJoin().Sum)
	c.send(`["joined",{"session":"secret","adopted":true,"version":1,"html":` + quote(page) + `}]`)
	tab.Wait("liveSocket.isConnected()")
	require.Equal(t, "true", tab.Text("kept.every(e => e.isConnected)"), "no node is replaced")
	require.Equal(t, "6", tab.Text("document.querySelectorAll('.ext').length"))

	// Each op applies to the node of the server.
	to := `<div class="card on"><b>2</b><u>new</u></div><p id="p">texts</p><ul><li>c</li><li>a</li><li>b!</li></ul>`
	old, err := diff.Parse([]byte(page))
	require.NoError(t, err)
	_, patch, err := diff.Compare(old, []byte(to))
	require.NoError(t, err)
	c.send(`[0,[[2,` + string(patch.AppendJSON(nil)) + `]]]`)
	tab.Wait("document.querySelector('b').textContent === '2'")
	require.Equal(t, "6", tab.Text("document.querySelectorAll('.ext').length"), "foreign nodes stay")
	require.Equal(t, "card ext-card on", tab.Text("document.querySelector('.card').className"))
	require.Equal(t, `<div class="ext"></div><b>2</b><div class="ext"></div><u>new</u>`, tab.Text("document.querySelector('.card').innerHTML"))
	require.Equal(t, `texts`, tab.Text("document.querySelector('p').innerHTML"))
	require.Equal(t, `<li></li><li>c</li><li>a</li><li>b!</li>`, tab.Text("document.querySelector('ul').innerHTML"))

	c.close(4001, "gone")
	require.Equal(t, sumOf(t, to), f.accept().expectJoin().Sum, "the mirror equals the server's HTML")
}

// Under a policy without inline styles, a script that sets a style property replaces the style
// attribute that the server sent.
func TestClient_AdoptsStyles(t *testing.T) {
	t.Parallel()
	const page = `<p style="color: red">p</p>`
	f, tab := newFakeServer(t, page), newTab(t)
	f.scripts = `document.querySelector("p").style.display = "none"`
	tab.Open(f.server.URL)
	c := f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"s","adopted":true,"version":1,"html":` + quote(page) + `}]`)
	tab.Wait("liveSocket.isConnected()")
	require.Equal(t, "color: red; display: none;", tab.Text(`document.querySelector("p").style.cssText`))
	for _, e := range tab.Errors() {
		require.Contains(t, e, "inline style")
	}
}

// A page that was translated before the client runs stays translated, except for texts that the
// server changes.
func TestClient_AdoptsTranslatedPage(t *testing.T) {
	t.Parallel()
	const page = `<p>Hello <b>you</b></p><i>one</i>`
	f, tab := newFakeServer(t, page), newTab(t)
	f.scripts = `for (const n of [document.querySelector("p").firstChild, document.querySelector("b").firstChild]) {
			const font = document.createElement("font")
			font.textContent = "x" + n.data
			n.replaceWith(font)
		}`
	tab.Open(f.server.URL)
	c := f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"s","adopted":true,"version":1,"html":` + quote(page) + `}]`)
	tab.Wait("liveSocket.isConnected()")
	require.Equal(t, "xHello xyouone", tab.Text("liveSocket.main.el.textContent"))
	c.send(`[0,[[2,[4,1,"!"]]]]`)
	tab.Wait(`document.querySelector("b").textContent === "you!"`)
	require.Equal(t, "xHello you!one", tab.Text("liveSocket.main.el.textContent"))
	c.send(`[0,[[3,[2,0,"Bye ",4,0,"two"]]]]`)
	tab.Wait(`liveSocket.main.el.innerHTML === "<p>Bye <b>you!</b></p><i>two</i>"`)
}

// Nodes that a script reordered before the join are not moved back until the server changes their list.
func TestClient_AdoptsReorderedPage(t *testing.T) {
	t.Parallel()
	const page = `<ul><li id="a">a</li><li id="b">b</li><li id="c">c</li></ul>`
	f, tab := newFakeServer(t, page), newTab(t)
	f.scripts = `document.querySelector("ul").append(document.querySelector("#a"))`
	tab.Open(f.server.URL)
	c := f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"s","adopted":true,"version":1,"html":`+quote(page)+`}]`, `[0,[[2,[3,0,"A",4,0,"C"]]]]`)
	tab.Wait(`document.querySelector("ul").textContent === "bCA"`)
	c.send(`[0,[[3,[1,5,[[2]]]]]]`) // the server moves c to the front
	tab.Wait(`document.querySelector("ul").textContent === "CAb"`)
}

func TestClient_AdoptsOpenDetails(t *testing.T) {
	t.Parallel()
	const page = `<details><summary>s</summary><p>1</p></details>`
	f, tab := newFakeServer(t, page), newTab(t)
	f.scripts = `document.querySelector("details").open = true`
	tab.Open(f.server.URL)
	c := f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"s","adopted":true,"version":1,"html":` + quote(page) + `}]`)
	c.send(`[0,[[2,[5,0,"2"]]]]`)
	tab.Wait("document.querySelector('p').textContent === '2'")
	require.Equal(t, "true", tab.Text("document.querySelector('details').open"))
	c.send(`[0,[[3,[1,3,"open",""]]]]`, `[0,[[4,[1,4,"open"]]]]`)
	tab.Wait("!document.querySelector('details').open")
}

// Nodes of the server that a script removed before the join are inserted.
func TestClient_RestoresRemovedNodes(t *testing.T) {
	t.Parallel()
	const page = `<p>1</p><p id="a">2</p>text<ul><li>3</li></ul>`
	f, tab := newFakeServer(t, page), newTab(t)
	f.scripts = `document.getElementById("live-root").innerHTML = "<h1>other</h1>"`
	f.policy = ""
	tab.Open(f.server.URL)
	c := f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"s","adopted":true,"version":1,"html":` + quote(page) + `}]`)
	tab.Wait("liveSocket.isConnected()")
	require.Equal(t, "<h1>other</h1>"+page, tab.Text("liveSocket.main.el.innerHTML"))
}

// The HTML of a remounted view is compared with the page: equal nodes stay.
func TestClient_RemountedViewIsCompared(t *testing.T) {
	t.Parallel()
	f, tab := newFakeServer(t, `<h1>a</h1><ul><li live-id="1">1</li><li live-id="2">2</li><li live-id="3">3</li></ul>`), newTab(t)
	tab.Open(f.server.URL)
	c := f.accept()
	c.expectJoin()
	tab.Do(`window.two = document.querySelector("[live-id='2']")
		two.append(document.createElement("hr"))`)
	const to = `<h1>b</h1><ul><li live-id="3">3</li><li live-id="2">zwei</li><li live-id="4">4</li></ul><p>p</p>`
	c.send(`["joined",{"session":"s","adopted":false,"version":3,"html":` + quote(to) + `,"title":"again"}]`)
	tab.Wait("document.title === 'again'")
	require.Equal(t, strings.Replace(to, "zwei", "zwei<hr>", 1), tab.Text("liveSocket.main.el.innerHTML"))
	require.Equal(t, "true", tab.Text("two === document.querySelector('[live-id=\"2\"]')"))
	tab.Do(`document.querySelector("h1").click()`)
	c.send(`[0,[[4,[2,0,"c"]]]]`)
	tab.Wait("document.querySelector('h1').textContent === 'c'")
}

func TestClient_JoinWithoutToken(t *testing.T) {
	t.Parallel()
	f, tab := newFakeServer(t, "x"), newTab(t)
	f.scripts = `document.querySelector("meta[name=live-token]").remove()`
	tab.Open(f.server.URL)
	require.Nil(t, f.accept().expectJoin().Token)
}

func TestClient_PageWithoutRoot(t *testing.T) {
	t.Parallel()
	f, tab := newFakeServer(t, "x"), newTab(t)
	f.scripts = `document.getElementById("live-root").remove()`
	tab.Open(f.server.URL)
	require.Equal(t, "undefined", tab.Text("window.liveSocket"))
	require.Empty(t, f.conns)
}

// A parser creates one node for a text. Where a script has split it, the client joins the parts.
func TestClient_MergesTexts(t *testing.T) {
	t.Parallel()
	const page = "<p>hello</p><p>b</p>"
	f, tab := newFakeServer(t, page), newTab(t)
	f.scripts = `const t = document.querySelector("p").firstChild
		t.splitText(2)
		t.before(new Text(""))`
	tab.Open(f.server.URL)
	c := f.accept()
	require.Equal(t, sumOf(t, page), c.expectJoin().Sum)
	c.send(`["joined",{"session":"s","adopted":true,"version":1}]`, `[0,[[2,[4,0,"c"]]]]`)
	tab.Wait("document.querySelectorAll('p')[1].textContent === 'c'")
	require.Equal(t, "hello", tab.Text("document.querySelector('p').textContent"))
}
