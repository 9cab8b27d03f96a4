package e2e

import (
	"fmt"
	"hash/fnv"
	"maps"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// nest returns the HTML of a page with its nested views. contents are the numbers of roots, each followed by
// what the root contains.
func nest(html string, contents ...string) string {
	for i := 0; i < len(contents); i += 2 {
		root := ` live-root="` + contents[i] + `">`
		html = strings.Replace(html, root, root+contents[i+1], 1)
	}
	return html
}

// openNested loads and joins a page with nested views in the roots that contents names, in the sessions 8, 10 …
// of version 1.
func openNested(t testing.TB, html string, contents ...string) (*fakeServer, *fakeView) {
	t.Helper()
	f, tab := newFakeServer(t, nest(html, contents...)), newTab(t)
	f.scripts = `window.errors = []
		addEventListener("live:error", e => errors.push([e.detail.outcome, e.detail.why, e.detail.el.textContent].join()))
		window.find = s => document.querySelector(s)`
	tab.Open(f.server.URL + "/page?a=1")
	c := f.accept()
	j := c.expectJoin()
	require.Equal(t, sumOf(t, html), j.Sum, "the content of a nested view is not part of the page")
	var roots []string
	sums := map[string]uint32{}
	for i := 0; i < len(contents); i += 2 {
		sums[contents[i]] = checksum(contents[i+1])
		roots = append(roots, fmt.Sprintf(`"%s":[%d,1]`, contents[i], 8+i))
	}
	require.True(t, maps.Equal(sums, j.Sums), "%v, %v", sums, j.Sums)
	c.send(`["joined",{"session":"secret","adopted":true,"version":1,"resume":30000,"roots":{` + strings.Join(roots, ",") + `}}]`)
	tab.Wait(`window.liveSocket?.isConnected() && document.querySelector("body > #live-bar")`) // and has loaded its module
	return f, newFakeView(t, c, tab, html)
}

// checksum returns the checksum of HTML in its canonical form.
func checksum(html string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(html))
	return h.Sum32()
}

// nested returns the view of the session with this number, whose root contains html.
func (v *fakeView) nested(number int, html string) *fakeView {
	v.t.Helper()
	n := newFakeView(v.t, v.fakeConn, v.tab, html)
	n.number = number
	return n
}

// sendOwn sends a message of the view's session.
func (v *fakeView) sendOwn(message string) {
	v.t.Helper()
	v.send(wrap(v.number, message))
}

const twoNested = `<button id="p" live-click="k">p</button><div live-root="3"></div><div live-root="5"></div>`

func button(id string) string {
	return `<button id="` + id + `" live-click="k">` + id + `</button><input id="i` + id + `" live-change="c" name="x" value="">`
}

func (v *fakeView) click(ids ...string) {
	v.t.Helper()
	for _, id := range ids {
		v.tab.Do(`find("#` + id + `").click()`)
	}
}

// waitText waits until the element with this id has this text.
func (v *fakeView) waitText(id, text string) {
	v.t.Helper()
	v.tab.Wait(`find("#` + id + `")?.textContent === ` + quote(text))
}

// expectClick requires that the next message is a click in a component of the view.
func (v *fakeView) expectClick(component int) {
	v.t.Helper()
	v.expect(wrap(v.number, fmt.Sprintf(`["e",0,%d,"k"]`, component)))
}

func TestClient_Nested_EventsAndFrames(t *testing.T) {
	t.Parallel()
	inB := `<section live-c="4">` + button("b") + `</section>`
	_, v := openNested(t, twoNested, "3", button("a"), "5", inB)
	a, b := v.nested(8, button("a")), v.nested(10, inB)
	v.click("a", "b", "p", "a")
	a.expectClick(0)
	b.expectClick(4)
	v.expectClick(0)
	a.expectClick(0)
	classes := `["a", "b", "p"].map(id => find("#" + id).className).join()`
	const loading = "live-click-loading"
	require.Equal(t, loading+","+loading+","+loading, v.tab.Text(classes))
	b.show(strings.Replace(inB, ">b<", ` title="t">B<`, 1), 1)
	require.Equal(t, loading+",,"+loading, v.tab.Text(classes))
	a.sendOwn(`[1]`)
	v.sendOwn(`[1]`)
	v.tab.Wait(classes + ` === ` + quote(loading+",,"))
	a.show(strings.Replace(button("a"), ">a<", ">A<", 1), 1)
	require.Equal(t, ",,", v.tab.Text(classes))
	page := strings.Replace(twoNested, ">p<", ` title="t">P<`, 1)
	v.show(page)
	require.Equal(t, "P t A B", v.tab.Text(`[find("#p").textContent, find("#p").title, find("#a").textContent, find("#b").textContent].join(" ")`))
	v.sendFull(strings.Replace(page, "P", "Q", 1))
	b.sendFull(strings.Replace(inB, ">b<", ">C<", 1))
	require.Equal(t, "Q A C", v.tab.Text(`[find("#p").textContent, find("#a").textContent, find("#b").textContent].join(" ")`))
	v.click("a", "b", "p")
	a.expectClick(0)
	b.expectClick(4)
	v.expectClick(0)
	require.Equal(t, "[]", v.tab.JSON("errors"))
}

// A nested session that has crashed is marked. Its input and the events that were not sent wait for the next
// session in its root.
func TestClient_Nested_CrashAndReopen(t *testing.T) {
	t.Parallel()
	_, v := openNested(t, twoNested, "3", button("a"), "5", button("b"))
	a, b := v.nested(8, button("a")), v.nested(10, button("b"))
	v.click("a")
	a.expectClick(0)
	v.tab.Click("#ia")
	v.tab.Keys("x")
	a.expect(wrap(8, `["e",0,0,"c",[0,"x",["x","x"]]]`))
	a.sendOwn(`["end",4001,"crashed"]`)
	v.tab.Wait(`find("[live-root='3']").className === "live-error"`)
	require.Equal(t, `["unknown,session ended,a"]`, v.tab.JSON("errors"), "the input is reported again")
	v.click("a", "b")
	b.expectClick(0)
	require.Equal(t, "live-connected", v.tab.Text(`liveSocket.main.el.className`))
	v.show(strings.Replace(twoNested, `live-root="3"`, `live-root="3" class="c"`, 1))
	require.Equal(t, "live-error c", v.tab.Text(`find("[live-root='3']").className`))

	again := strings.Replace(button("a"), ">a<", ">again<", 1)
	v.send(`[0,[],[["open",3,14,1,` + quote(again) + `]]]`)
	a = v.nested(14, again)
	a.expect(wrap(14, `["e",0,0,"c",[2,"x",["x","x"]]]`))
	a.expectClick(0)
	require.Equal(t, "c again x", v.tab.Text(`[find("[live-root='3']").className, find("#a").textContent, find("#ia").value].join(" ")`))
	v.send(wrap(8, `[0,[[2,[3,0,"old"]]]]`), wrap(14, `[2]`)) // nothing is known of session 8 any more
	a.show(strings.Replace(button("a"), ">a<", ">A<", 1))
	require.Equal(t, "A", v.tab.Text(`find("#a").textContent`))
	v.click("a")
	a.expectClick(0)
}

// A lost connection is resumed with all nested sessions. Those that the server does not name have ended.
func TestClient_Nested_Resume(t *testing.T) {
	t.Parallel()
	html := twoNested + `<div live-root="7"></div>`
	f, v := openNested(t, html, "3", button("a"), "5", button("b"), "7", button("d"))
	a, b, d := v.nested(8, button("a")), v.nested(10, button("b")), v.nested(12, button("d"))
	a.show(strings.Replace(button("a"), ">a<", ">A<", 1))
	b.show(strings.Replace(button("b"), ">b<", ">B<", 1))
	b.show(strings.Replace(button("b"), ">b<", ">BB<", 1))
	v.click("a", "b", "b", "d")
	a.expectClick(0)
	b.expectClick(0)
	b.expectClick(0)
	d.expectClick(0)
	b.show(strings.Replace(button("b"), ">b<", ">B<", 1), 1)
	v.cut()
	v.tab.Wait(`!liveSocket.isConnected()`)
	v.click("a", "p")

	c := f.accept()
	r := c.expectResume()
	require.Equal(t, map[string][3]int{"8": {1, 2, 1}, "10": {3, 4, 2}, "12": {0, 1, 1}}, r.Roots)
	c.send(`["resumed",{"session":"next","ref":0,"done":0,"resume":30000,"roots":{"8":[1,0],"10":[2,2]}}]`)
	m, _ := c.receive()
	require.Equal(t, `["a",0]`, m, "the old secret is no longer needed")
	a.fakeConn, b.fakeConn, v.fakeConn = c, c, c
	a.expectClick(0)
	b.expectClick(0) // the server ignores it
	v.expectClick(0)
	a.expectClick(0)
	v.tab.Wait(`find("[live-root='7']").className === "live-error"`)
	require.Equal(t, `["unknown,session ended,d"]`, v.tab.JSON("errors"))
	a.show(strings.Replace(button("a"), ">a<", ">AAA<", 1), 2)
	require.Equal(t, ",live-click-loading,", v.tab.Text(`["a", "p", "b"].map(id => find("#" + id).className).join()`), "the reply to the resume acknowledges the click on b")
}

// The root of a nested session is missing because the client has dropped the update with it.
func TestClient_Nested_OpenBeforeElement(t *testing.T) {
	t.Parallel()
	_, v := openNested(t, `<button id="p">p</button>`)
	v.send(`[0,[[7,[]]],[["open",9,10,1,"<p>dropped</p>"]]]`) // a patch of version 6
	v.expect(`["html",0]`)
	for i := range 4 {
		v.send(wrap(10, fmt.Sprintf(`[0,[[%d,[2,0,"%[1]d"]]]]`, i+2)))
	}
	m, _ := v.receive()
	require.Equal(t, `["a",0,10,4]`, m)
	v.sendFull(`<button id="p">p</button><table><tbody live-root="9"></tbody></table>`)
	v.expect(wrap(10, `["html",0]`))
	v.send(wrap(10, `[0,[[5,"<tr id=\"r\"><td>5</td></tr>"]]]`), wrap(10, `[0,[[6,[3,0,"6"]]]]`))
	v.waitText("r", "6")
	require.Equal(t, "TBODY", v.tab.Text(`find("#r").parentNode.tagName`))
	require.Equal(t, []string{`console.error "live: patch failed:"  "version 6, not 1" `, `console.error "live: patch failed:"  "inserted late" `}, v.tab.Errors())
}

// An event of a nested view is under way when its parent removes it.
func TestClient_Nested_Removed(t *testing.T) {
	t.Parallel()
	_, v := openNested(t, twoNested, "3", button("a"), "5", button("b"))
	a, b := v.nested(8, button("a")), v.nested(10, button("b"))
	v.click("a")
	a.expectClick(0)
	v.tab.Wait(`find("#live-bar")`)
	v.tab.Do(`window.old = find("#a")`)
	v.show(strings.Replace(twoNested, `<div live-root="3"></div>`, ``, 1))
	require.Equal(t, `["unknown,removed,a"]`, v.tab.JSON("errors"))
	require.Equal(t, "", v.tab.Text(`document.querySelector("#live-flash").textContent`), "the page shows that it is gone")
	require.Equal(t, "", v.tab.Text(`old.className`))
	v.send(wrap(8, `[1]`)) // ignored
	v.tab.Do(`document.addEventListener("click", e => e.target.id === "b" && e.target.closest("[live-root]").remove(), { once: true })`)
	v.click("b")
	b.expectClick(0) // the element is removed by a script, not by the server
	v.tab.Do(`liveSocket.pushEvent(old, "late")`)
	v.click("p")
	v.expectClick(0)
	require.Equal(t, `["unknown,removed,a","stale,removed,a"]`, v.tab.JSON("errors"))
}

// A script that learns that an event has failed sends another one.
func TestClient_Nested_RemovedAndTriedAgain(t *testing.T) {
	t.Parallel()
	_, v := openNested(t, twoNested, "3", button("a"), "5", button("b"))
	a := v.nested(8, button("a"))
	v.tab.Do(`addEventListener("live:error", e => liveSocket.pushEvent(e.detail.el, "again"), { once: true })`)
	v.click("a")
	a.expectClick(0)
	v.show(strings.Replace(twoNested, `<div live-root="3"></div>`, ``, 1))
	require.Equal(t, `["unknown,removed,a","stale,removed,a"]`, v.tab.JSON("errors"))
	v.click("p")
	v.expectClick(0) // the other event was not sent
}

// A nested session stays when its root is moved, or rendered elsewhere.
func TestClient_Nested_Moved(t *testing.T) {
	t.Parallel()
	html := `<ul><li id="x">x</li><li id="y"><div live-root="3"></div></li><li id="z">z</li></ul><p></p>`
	_, v := openNested(t, html, "3", button("a"))
	a := v.nested(8, button("a"))
	v.tab.Click("#ia")
	v.tab.Keys("t")
	a.expect(wrap(8, `["e",0,0,"c",[0,"x",["x","t"]]]`))
	v.tab.Do(`window.input = find("#ia")`)
	v.show(`<ul><li id="y"><div live-root="3"></div></li><li id="z">z</li><li id="x">x</li></ul><p></p>`)
	require.Equal(t, "true true t", v.tab.Text(`[input === find("#ia"), document.activeElement === input, input.value].join(" ")`))
	v.show(`<ul><li id="z">z</li><li id="x">x</li></ul><p><b live-root="3"></b></p>`)
	require.Equal(t, "true B t true", v.tab.Text(`[input === find("p #ia"), find("[live-root]").tagName, input.value, document.activeElement === input].join(" ")`))
	a.show(strings.Replace(button("a"), ">a<", ">A<", 1), 1)
	v.click("a")
	a.expectClick(0)
	require.Equal(t, "A t", v.tab.Text(`find("p #a").textContent + " " + input.value`))
	require.Equal(t, "[]", v.tab.JSON("errors"))
}

func TestClient_Nested_TableAndSVG(t *testing.T) {
	t.Parallel()
	html := `<table><tbody live-root="3"></tbody><tbody id="t"></tbody></table><svg><g live-root="5"></g><g id="g"></g></svg>`
	_, v := openNested(t, html, "3", `<tr><td>1</td></tr>`, "5", `<circle r="1"></circle>`)
	table, svg := v.nested(8, ``), v.nested(10, ``)
	table.sendUpdate(`"<tr><td>1</td></tr><tr><td>2</td></tr>"`, nil)
	table.waitShown()
	svg.sendUpdate(`"<circle r=\"1\"></circle><path d=\"M0 0\"></path>"`, nil)
	svg.waitShown()
	content := `["[live-root='3']", "[live-root='5']"].map(s => find(s).innerHTML)`
	require.Equal(t, `["<tr><td>1</td></tr><tr><td>2</td></tr>","<circle r=\"1\"></circle><path d=\"M0 0\"></path>"]`, v.tab.JSON(content))
	require.Equal(t, "http://www.w3.org/2000/svg", v.tab.Text(`find("path").namespaceURI`))
	v.send(wrap(10, `[0,[[3,[0,5,[2,"<rect></rect>"]]]]]`), wrap(8, `[0,[[3,[0,5,[2,"<tr><td>3</td></tr>"]]]]]`))
	v.tab.Wait(`find("rect") && find("tbody").rows.length === 3`)
	require.Equal(t, "http://www.w3.org/2000/svg", v.tab.Text(`find("rect").namespaceURI`))
}

// Acks of several sessions are one message.
func TestClient_Nested_Acks(t *testing.T) {
	t.Parallel()
	_, v := openNested(t, twoNested, "3", button("a"), "5", button("b"))
	for range 3 {
		v.send(`[0,[]]`, wrap(10, `[0,[]]`))
	}
	v.send(wrap(8, `[0,[]]`), wrap(10, `[0,[]]`))
	acks := map[string]int{}
	for acks["0"] < 3 || acks["8"] < 1 || acks["10"] < 4 {
		m, _ := v.receive()
		require.Regexp(t, `^\["a",\d(,(8|10),\d)*\]$`, m)
		numbers := strings.Split("0"+strings.TrimSuffix(strings.TrimPrefix(m, `["a"`), "]"), ",")
		for i := 0; i < len(numbers); i += 2 {
			n, err := strconv.Atoi(numbers[i+1])
			require.NoError(t, err)
			acks[numbers[i]] += n
		}
	}
	require.Equal(t, map[string]int{"0": 3, "8": 1, "10": 4}, acks)
}

// A lazy nested view is opened when the user can see it.
func TestClient_Nested_Lazy(t *testing.T) {
	t.Parallel()
	html := `<div live-root="3" live-lazy></div><p style="height: 5000px">far</p><div live-root="5" live-lazy></div>`
	f, tab := newFakeServer(t, html), newTab(t)
	f.policy = ""
	f.scripts = `window.find = s => document.querySelector(s)`
	tab.Open(f.server.URL + "/page?a=1")
	c := f.accept()
	c.expectJoin()
	require.Empty(t, c.in)
	c.send(`["joined",{"session":"secret","adopted":true,"version":1,"resume":30000}]`)
	v := newFakeView(t, c, tab, html)
	v.expect(`["show",3]`)
	v.show(strings.Replace(html, "far", "FAR", 1))
	v.heartbeat()
	tab.Do(`find("[live-root='5']").scrollIntoView()`)
	v.expect(`["show",5]`)
	v.send(`[0,[],[["open",5,8,1,` + quote(button("a")) + `]]]`)
	tab.Wait(`find("#a")`)
	v.cut()
	c = f.accept()
	require.Equal(t, map[string][3]int{"8": {0, 1, 1}}, c.expectResume().Roots)
	c.send(`["resumed",{"session":"next","ref":0,"done":0,"resume":30000,"roots":{"8":[0,0]}}]`)
	v.fakeConn = c
	tab.Do(`find("[live-root='3']").scrollIntoView()`)
	v.expect(`["show",3]`) // the first one may be lost
	v.heartbeat()
}

// The limits on events are those of the connection, except that of a session other than session 0.
func TestClient_Nested_Limits(t *testing.T) {
	t.Parallel()
	_, v := openNested(t, twoNested, "3", button("a"), "5", button("b"))
	a, b := v.nested(8, button("a")), v.nested(10, button("b"))
	v.tab.Do(`for (let i = 0; i < 50; i++) find("#a").click()
		await new Promise(done => setTimeout(done))
		for (let i = 0; i < 20; i++) find("#b").click()
		await new Promise(done => setTimeout(done))
		find("#p").click()`)
	for range 48 {
		a.expectClick(0)
	}
	for range 16 {
		b.expectClick(0)
	}
	v.heartbeat()
	b.sendOwn(`[2]`)
	v.expectClick(0) // the page comes first
	b.expectClick(0)
	a.sendOwn(`[3]`)
	a.expectClick(0)
	a.expectClick(0)
	b.expectClick(0)
	v.heartbeat()
	a.sendOwn(`[47]`)
	b.expectClick(0)
	b.expectClick(0)
	v.tab.Do(`for (let i = 0; i < 300; i++) find("#p").click()
		await new Promise(done => setTimeout(done))
		for (let i = 0; i < 300; i++) find("#a").click()
		await new Promise(done => setTimeout(done))`)
	require.Equal(t, fmt.Sprint(300-(64-19)-200+300), v.tab.Text(`errors.length`), "19 were unacknowledged before, and 200 wait")
}

// An editable region of a page that the user edits may contain a nested view.
func TestClient_Nested_InEditable(t *testing.T) {
	t.Parallel()
	html := `<div id="e" contenteditable="true"><p>text</p><div contenteditable="false" live-root="3"></div></div>`
	_, v := openNested(t, html, "3", button("a"))
	a := v.nested(8, button("a"))
	v.tab.Do(`find("#e").focus()`)
	v.push(strings.Replace(html, "text", "TEXT", 1))
	a.show(strings.Replace(button("a"), ">a<", ">A<", 1))
	require.Equal(t, "text A", v.tab.Text(`find("#e p").textContent + " " + find("#a").textContent`))
	v.tab.Do(`find("#e").blur()`)
	v.tab.Wait(`find("#e p").textContent === "TEXT"`)
	require.Equal(t, "A", v.tab.Text(`find("#a").textContent`))
	a.show(strings.Replace(button("a"), ">a<", ">AA<", 1))
	require.Equal(t, "AA", v.tab.Text(`find("#a").textContent`))
}

// The page mounts again. Its nested views keep what the user has entered, if the new view has them.
func TestClient_Nested_PageMountsAgain(t *testing.T) {
	t.Parallel()
	f, v := openNested(t, twoNested, "3", button("a"), "5", button("b"))
	a := v.nested(8, button("a"))
	v.tab.Click("#ia")
	v.tab.Keys("x")
	a.expect(wrap(8, `["e",0,0,"c",[0,"x",["x","x"]]]`))
	v.click("b")
	v.nested(10, "").expectClick(0)
	v.close(4001, "overflow")
	c := f.accept()
	c.expectJoin()
	v.click("a", "b", "p")
	html := strings.Replace(twoNested, ">p<", ">P<", 1)
	c.send(`["joined",{"session":"second","adopted":false,"version":1,"resume":30000,"html":` + quote(html) + `,"roots":{"3":[20,1,` + quote(strings.Replace(button("a"), ">a<", ">A<", 1)) + `]}}]`)
	v.fakeConn, a.fakeConn = c, c
	a.number = 20
	v.expectClick(0)
	a.expect(wrap(20, `["e",0,0,"c",[2,"x",["x","x"]]]`))
	a.expectClick(0)
	require.Equal(t, "P A x true", v.tab.Text(`[find("#p").textContent, find("#a").textContent, find("#ia").value, document.activeElement === find("#ia")].join(" ")`))
	require.Equal(t, `["unknown,session ended,b"]`, v.tab.JSON("errors"))
	require.Equal(t, "live-error", v.tab.Text(`find("[live-root='5']").className`), "it is not mounted, and has no fallback")
	c.send(`[1,[],[["open",5,22,1,` + quote(button("b")) + `]]]`)
	c.expect(wrap(22, `["e",0,0,"k"]`)) // the click that was not sent
	require.Equal(t, "", v.tab.Text(`find("[live-root='5']").className`))
}

// The page, a nested view and a sticky view are mounted again, and a nested view in them is not: they show its fallback
// in its place, and the next session later. A lazy one keeps its content until the user can see it.
func TestClient_Nested_FallbackOfNextMount(t *testing.T) {
	t.Parallel()
	none := func(html string) string { return nest(html, "1", `<i>none</i>`) }
	outer := func(label string) string { return label + `<div live-root="1"></div>` }
	const page = `<div live-root="3"></div><div live-root="1"></div><img width="10" height="5000" alt=""/><div live-lazy="" live-root="5"></div>`
	f, v := openNested(t, page, "1", button("b"), "3", outer("o"), "5", button("l"))
	v.send(wrap(10, `[0,[],[["open",1,20,1,`+quote(button("a"))+`]]]`))
	v.tab.Wait(`find("#a")`)
	v.tab.Do(`window.root = (n, in3) => find(in3 ? "[live-root='3'] [live-root='1']" : "#live-root > [live-root='" + n + "']")
		window.text = (...args) => root(...args).textContent + "," + root(...args).className`)
	v.click("b", "l", "a")
	v.nested(8, "").expectClick(0)
	v.nested(12, "").expectClick(0)
	v.nested(20, "").expectClick(0)

	join := func(roots string) {
		c := f.accept()
		c.expectJoin()
		v.fakeConn = c
		html := strings.Replace(none(page), `"5">`, `"5"><i>soon</i>`, 1)
		c.send(`["joined",{"session":"next","adopted":false,"version":1,"resume":30000,"html":` + quote(html) + `,"roots":{` + roots + `}}]`)
		v.tab.Wait(`liveSocket.isConnected()`)
	}
	v.close(4001, "crashed")
	join(`"3":[8,1,` + quote(none(outer("O"))) + `]`)
	v.tab.Wait(`text(1) + " " + text(1, true) === "none, none,"`)
	require.Equal(t, "Onone,", v.tab.Text(`text(3)`))
	require.Equal(t, "l,", v.tab.Text(`text(5)`))
	v.heartbeat()
	v.tab.Do(`root(5).scrollIntoView()`)
	v.expect(`["show",5]`)
	v.send(`[0,[],[["open",1,16,1,`+quote(button("B"))+`],["open",5,18,1,`+quote(button("L"))+`]]]`, wrap(8, `[0,[],[["open",1,22,1,`+quote(button("A"))+`]]]`))
	v.tab.Wait(`text(1) + " " + text(1, true) + " " + text(5) === "B, A, L,"`)

	// Only the outer view is mounted again. Its HTML has the fallback of before, and its nested view is opened at once.
	v.tab.Click("#iA")
	v.tab.Keys("x")
	v.expect(wrap(22, `["e",0,0,"c",[0,"x",["x","x"]]]`))
	v.send(wrap(8, `["end",4001,"crashed"]`))
	v.tab.Wait(`text(3).endsWith(",live-error")`)
	v.send(`[0,[],[["open",3,14,1,` + quote(outer("P")) + `]]]`)
	v.tab.Wait(`text(3) === "PA," && text(1, true) === "A,live-error"`)
	v.send(wrap(14, `[0,[],[["open",1,24,1,`+quote(button("A"))+`]]]`))
	v.expect(wrap(24, `["e",0,0,"c",[2,"x",["x","x"]]]`))
	require.Equal(t, "A,", v.tab.Text(`text(1, true)`))
}

// The page joins for another user, who must not see what the nested views have shown and contained.
func TestClient_Nested_OtherUser(t *testing.T) {
	t.Parallel()
	f, tab := newFakeServer(t, nest(twoNested, "3", button("a"))), newTab(t)
	f.scripts = `window.find = s => document.querySelector(s)`
	tab.Open(f.server.URL + "/page?a=1")
	c := f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"s","adopted":true,"version":1,"user":"ann","roots":{"3":[8,1]}}]`)
	tab.Wait(`liveSocket.isConnected()`)
	tab.Click("#ia")
	tab.Keys("secret")
	tab.Do(`window.input = find("#ia")
		location.reload = () => {}
		new MutationObserver(() => window.seen = [window.seen ?? "", find("#ia")?.value ?? ""].join("")).observe(find("#live-root"), { childList: true, subtree: true })`)
	c.close(4001, "identity")
	c = f.accept()
	c.expectJoin()
	f.mu.Lock()
	f.html = "<p>of bob</p>"
	f.mu.Unlock()
	c.send(`["joined",{"session":"s","adopted":false,"version":1,"user":"bob","html":` + quote(twoNested) + `,"roots":{"3":[10,1,` + quote(button("a")) + `]}}]`)
	c = f.accept() // the document is loaded again
	for _, m := range []string{"join"} {
		require.Contains(t, c.receiveNext(), m)
	}
	tab.Wait(`find("p")?.textContent === "of bob"`)
	require.NotContains(t, tab.Text(`document.documentElement.outerHTML`), "secret")
}

// The button of a flash message sends its event to the session that has shown the message.
func TestClient_Nested_Flash(t *testing.T) {
	t.Parallel()
	_, v := openNested(t, twoNested, "3", button("a"), "5", button("b"))
	a, b := v.nested(8, button("a")), v.nested(10, button("b"))
	flash := func(v *fakeView, text string) {
		v.sendOwn(`[0,[],[["flash","info","` + text + `",{"label":"Undo","event":"k","c":4,"ms":0}]]]`)
		v.tab.Wait(`[...document.querySelectorAll("#live-flash p")].some(p => p.textContent.startsWith("` + text + `"))`)
	}
	undo := func(text string) {
		v.tab.Do(`[...document.querySelectorAll("#live-flash p")].find(p => p.textContent.startsWith("` + text + `")).querySelector("button").click()`)
	}
	for text, view := range map[string]*fakeView{"page": v, "first": a, "second": b} {
		flash(view, text)
	}
	for text, view := range map[string]*fakeView{"page": v, "first": a, "second": b} {
		undo(text)
		view.expectClick(4)
		flash(view, text)
		view.sendOwn(`[1]`)
	}
	a.sendOwn(`["end",4001,"crashed"]`)
	v.send(`[0,[],[["open",3,14,1,` + quote(button("a")) + `]]]`)
	const buttons = `[...document.querySelectorAll("#live-flash p")].map(p => p.textContent).sort().join()`
	v.tab.Wait(buttons + ` === "first,pageUndo,secondUndo"`)
	v.show(strings.Replace(twoNested, `<div live-root="5"></div>`, ``, 1))
	undo("second")
	undo("page")
	v.expectClick(4)
	require.Contains(t, v.tab.JSON("errors"), "stale,removed,Undo")
}

// A nested view contains nested views of its own.
func TestClient_Nested_InNested(t *testing.T) {
	t.Parallel()
	const outer = `<button id="o" live-click="k">o</button><div live-root="1"></div>`
	f, v := newFakeServer(t, nest(`<div live-root="1"></div><p>p</p>`, "1", nest(outer, "1", button("a")))), newTab(t)
	f.scripts = `window.find = s => document.querySelector(s)`
	v.Open(f.server.URL + "/page?a=1")
	c := f.accept()
	require.Equal(t, map[string]uint32{"1": checksum(outer)}, c.expectJoin().Sums, "each number is that of its parent")
	c.send(`["joined",{"session":"s","adopted":true,"version":1,"roots":{"1":[8,1]}}]`, wrap(8, `[0,[],[["open",1,10,1]]]`))
	v.Wait("window.liveSocket?.isConnected()")
	p := newFakeView(t, c, v, `<div live-root="1"></div><p>p</p>`)
	o, a := p.nested(8, outer), p.nested(10, button("a"))
	o.show(strings.Replace(outer, ">o<", ">O<", 1))
	a.show(strings.Replace(button("a"), ">a<", ">A<", 1))
	p.click("a", "o")
	a.expectClick(0)
	o.expectClick(0)
	require.Equal(t, "O A p", v.Text(`[find("#o").textContent, find("#a").textContent, find("p").textContent].join(" ")`))

	c.cut()
	c = f.accept()
	require.Equal(t, map[string][3]int{"8": {2, 2, 1}, "10": {1, 2, 1}}, c.expectResume().Roots)
	c.send(`["resumed",{"session":"next","ref":0,"done":0,"resume":30000,"roots":{"8":[1,0],"10":[1,0]}}]`)
	p.fakeConn, o.fakeConn, a.fakeConn = c, c, c
	o.expectClick(0)
	a.expectClick(0)
	o.sendOwn(`["end",4001,"crashed"]`)
	v.Wait(`find("[live-root]").className === "live-error"`)
	p.send(`[0,[],[["open",1,12,1,`+quote(outer)+`]]]`, wrap(12, `[0,[],[["open",1,14,1,`+quote(button("a"))+`]]]`))
	v.Wait(`find("#a").textContent === "a"`)
	p.click("a")
	c.expect(wrap(14, `["e",0,0,"k"]`))
	p.show(`<p>alone</p>`)
	require.Equal(t, "alone", p.html()[3:8])
	c.send(wrap(14, `[1]`))
	c.cut()
	c = f.accept()
	require.Empty(t, c.expectResume().Roots)
}

// A frame of a nested view that has ended before it was acknowledged is not acknowledged as one of the page.
func TestClient_Nested_AckOfEnded(t *testing.T) {
	t.Parallel()
	_, v := openNested(t, twoNested, "3", button("a"), "5", button("b"))
	v.nested(8, button("a")).send(`["@",8,[0,[]]]`, `["@",8,["end",4001,"crashed"]]`, `[0,[]]`)
	m, _ := v.receive()
	require.Equal(t, `["a",1]`, m)
}
