package e2e

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// In a region only what the server has changed changes, three-way. What is outside of regions stays.
func TestClient_Navigate_Region(t *testing.T) {
	t.Parallel()
	region := func(current, class string) string {
		return `<nav live-region="nav" class="` + class + `"><a id="one" href="/x" ` + current + `>one</a><i id="i">same</i></nav><p id="outside" class="` + class + `"></p>`
	}
	p := &fakePages{before: map[string]string{"/a": region(`aria-current="page"`, "first"), "/b?x=1": region("", "second")}}
	_, tab, c := openPages(t, p)
	tab.Do(`window.nav = find("nav"); window.one = find("#one")
		nav.append(Object.assign(document.createElement("b"), { id: "widget", textContent: "w" }))
		one.dataset.script = "kept"; find("#i").textContent = "of a script"; nav.dataset.script = "kept"`)
	shown := `[one.isConnected && nav === find("nav"), nav.className, nav.dataset.script, one.dataset.script, one.ariaCurrent, find("#i").textContent, find("#widget")?.textContent, find("#outside").className].join()`
	tab.Click("#b")
	c.expectPage(p, 0, 1, "/b?x=1")
	tab.waitHeading("B", "/b?x=1")
	tab.Wait(shown + ` === "true,second,kept,kept,,of a script,w,first"`)
	tab.Do("history.back()")
	c.expect(`["wake"]`, wrap(1, `["sleep"]`))
	tab.waitHeading("A", "/a")
	tab.Wait(shown + ` === "true,first,kept,kept,page,of a script,w,first"`)
}

// Layouts with other regions are loaded as documents.
func TestClient_Navigate_OtherRegions(t *testing.T) {
	t.Parallel()
	p := &fakePages{before: map[string]string{"/a": `<nav live-region="nav"></nav>`, "/b?x=1": `<nav live-region="other"></nav>`}}
	_, tab, _ := openPages(t, p)
	tab.Do(`find("#b").click()`)
	tab.Until(`window.find && document.querySelector("h1")?.textContent === "B"`)
	require.Equal(t, "/a /b?x=1", p.documents())
}

// A sticky view in a region stays. One that the next page lacks ends, and a new one is joined.
func TestClient_Navigate_StickyInRegion(t *testing.T) {
	t.Parallel()
	region := func(sticky ...string) (html string) {
		for _, key := range sticky {
			html += `<aside live-sticky="` + key + `" live-token="T` + key + `"><b>` + key + `</b></aside>`
		}
		return `<nav live-region="nav">` + html + `</nav>`
	}
	p := &fakePages{before: map[string]string{"/a": region("one", "two"), "/b?x=1": region("three", "two")}}
	f, tab := newFakeServer(t, ""), newTab(t)
	p.html = map[string]string{"/a": navigationPage("A", ""), "/b?x=1": navigationPage("B", "")}
	f.pages, f.head = p, `<meta name="live-page" content="`+version+`">`
	tab.Open(f.server.URL + "/a")
	c := f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"secret of /a","adopted":true,"version":1,"resume":30000}]`)
	for n, key := range map[int]string{1: "one", 3: "two"} {
		_ = key
		_ = c.receiveNext()
		c.send(wrap(n, `["joined",{"session":"s","adopted":true,"version":1,"resume":30000}]`))
	}
	tab.Wait(`window.liveSocket?.isConnected() && document.querySelector("body > #live-bar")`)
	tab.waitNavigation()
	tab.Do(`window.two = document.querySelector("[live-sticky=two]"); window.content = two.firstChild`)
	header := make(chan string, 1)
	p.mu.Lock()
	p.handlers = map[string]http.HandlerFunc{"/b?x=1": func(w http.ResponseWriter, r *http.Request) {
		header <- r.Header.Get("Live-Sticky")
		w.Header().Set("Live-Page", version)
		f.before = region("three", "two")
		f.writeDocument(w, p.html["/b?x=1"], "title of /b?x=1", "token of /b?x=1")
	}}
	p.mu.Unlock()
	tab.Click("#b")
	c.expectPage(p, 0, 5, "/b?x=1")
	require.Equal(t, "one,two", receive(t, header, "the keys of the sticky views"))
	c.expect(wrap(1, `["bye"]`))
	require.Regexp(t, `^\["@",7,\["join",{.*"url":"/b\?x=1","token":"Tthree".*"sticky":"three"`, c.receiveNext())
	tab.waitHeading("B", "/b?x=1")
	require.Equal(t, "true", tab.JSON(`two === document.querySelector("[live-sticky=two]") && two.isConnected && two.firstChild === content`))
	require.Equal(t, "three,two", tab.Text(`[...document.querySelectorAll("nav b")].map(e => e.textContent).join()`))
}

// Metadata, language and tracked style sheets are those of the page. What other scripts have added stays.
func TestClient_Navigate_Head(t *testing.T) {
	t.Parallel()
	p := &fakePages{heads: map[string]string{
		"/a":     `<meta name="description" content="of a"><meta name="robots" content="none"><link rel="stylesheet" live-track href="/_live/a.css">`,
		"/b?x=1": `<meta name="description" content="of b"><meta property="og:title" content="B"><link rel="canonical" href="/b"><link rel="stylesheet" live-track href="/_live/b.css" media="screen">`,
	}}
	_, tab, c := openPages(t, p)
	tab.Do(`document.head.append(Object.assign(document.createElement("meta"), { id: "other" })); document.documentElement.className = "dark"`)
	head := `[find("meta[name=description]").content, !!find("meta[name=robots]"), find("meta[property]")?.content, find("link[rel=canonical]")?.getAttribute("href"),
		[...document.querySelectorAll("link[live-track]:not([media='not all'])")].map(e => e.getAttribute("href") + e.media).join("+"), !!find("#other"), document.documentElement.className].join()`
	require.Equal(t, "of a,true,,,/_live/a.css,true,dark", tab.Text(head))
	tab.Click("#b")
	c.expectPage(p, 0, 1, "/b?x=1")
	tab.waitHeading("B", "/b?x=1")
	require.Equal(t, "of b,false,B,/b,/_live/b.cssscreen,true,dark", tab.Text(head))
	tab.Do("history.back()")
	c.expect(`["wake"]`, wrap(1, `["sleep"]`))
	tab.waitHeading("A", "/a")
	tab.Wait(head + ` === "of a,true,,,/_live/a.css,true,dark"`)
}

// A new page is shown from its beginning, Back restores the position, and a fragment leads to its target.
func TestClient_Navigate_Scroll(t *testing.T) {
	t.Parallel()
	const long = `<svg width="10" height="4000"></svg><p id="end">end</p>`
	p := &fakePages{html: map[string]string{"/a": navigationPage("A", long), "/b?x=1": navigationPage("B", long), "/c": navigationPage("C", "")}}
	_, tab, c := openPages(t, p)
	tab.Do(`scrollTo(0, 1500); find("#b").dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }))`)
	c.expectPage(p, 0, 1, "/b?x=1")
	tab.waitHeading("B", "/b?x=1")
	tab.Wait(`scrollY === 0`)
	tab.Do(`scrollTo(0, 700); history.back()`)
	c.expect(`["wake"]`, wrap(1, `["sleep"]`))
	tab.Wait(`find("h1").textContent === "A" && scrollY === 1500`)
	tab.Do(`history.forward()`)
	c.expect(wrap(1, `["wake"]`), `["sleep"]`)
	tab.Wait(`find("h1").textContent === "B" && scrollY === 700`)
	c.send(wrap(1, `[0,[],[["navigate","/a#end"]]]`))
	c.expectPage(p, 1, 3, "/a")
	tab.waitHeading("A", "/a")
	tab.Wait(`scrollY > 3000 && location.hash === "#end"`)
	c.endSleeping(tab, 0, 3)
	tab.Do(`history.back()`)
	c.expect(wrap(1, `["wake"]`), wrap(3, `["sleep"]`))
	tab.Wait(`find("h1").textContent === "B" && scrollY === 700`)
	tab.Do(`history.back()`)
	c.expectPage(p, 1, 5, "/a")
	tab.Wait(`find("h1").textContent === "A" && scrollY === 1500`)
}

// A page that has slept has its focus, modal dialogs, popovers and inner scroll positions again.
func TestClient_Navigate_StateOfElements(t *testing.T) {
	t.Parallel()
	p := &fakePages{html: map[string]string{
		"/a":     navigationPage("A", `<div id="box"><svg width="10" height="500"></svg></div><dialog id="d">dialog <button id="inner">b</button></dialog><div id="pop" popover="manual">popover</div>`),
		"/b?x=1": navigationPage("B", ""),
	}}
	_, tab, c := openPages(t, p)
	tab.Do(`Object.assign(find("#box").style, { height: "50px", overflow: "auto" }); find("#box").scrollTop = 120
		find("#pop").showPopover(); find("#d").showModal(); find("#inner").focus()`)
	c.send(`[0,[],[["navigate","/b?x=1"]]]`)
	c.expectPage(p, 0, 1, "/b?x=1")
	tab.waitHeading("B", "/b?x=1")
	tab.Do("history.back()")
	c.expect(`["wake"]`, wrap(1, `["sleep"]`))
	tab.waitHeading("A", "/a")
	require.Equal(t, "120 true true inner", tab.Text(`[find("#box").scrollTop, find("#pop").matches(":popover-open"), find("#d").matches(":modal"), document.activeElement.id].join(" ")`))
}
