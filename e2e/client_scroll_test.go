package e2e

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// tallStyle makes elements of the class tall higher than the window, and scrolling smooth.
const tallStyle = `document.addEventListener("DOMContentLoaded", () => {
	const sheet = new CSSStyleSheet()
	sheet.replaceSync("html { scroll-behavior: smooth } .tall { height: 3000px; margin: 0 }")
	document.adoptedStyleSheets = [sheet]
})
window.jump = y => scrollTo({ top: y, behavior: "instant" })`

// scrollPage returns the content of page n of a view, with count elements higher than the window.
func scrollPage(n, count int) string {
	html := fmt.Sprintf(`<h1>%d</h1><a id="next" live-patch href="/page?a=%d">next</a><a id="anchor" href="#below">below</a>`, n, n+1) +
		`<a id="part" live-patch href="/page?a=9#below">part</a>`
	for i := range count {
		html += fmt.Sprintf(`<p class="tall">%d</p>`, i)
	}
	return html + `<p id="below">below</p>`
}

func openScrollView(t *testing.T) (*fakeView, *Tab) {
	return openView(t, scrollPage(1, 1), tallStyle)
}

// requireScroll requires that the page is at y.
func requireScroll(tab *Tab, y int, message string) {
	tab.t.Helper()
	require.Equal(tab.t, fmt.Sprint(y), tab.Text(`new Promise(done => requestAnimationFrame(() => setTimeout(() => done(Math.round(scrollY)))))`), message)
}

// follow clicks a link to page n, and answers with it.
func (v *fakeView) follow(n, count int) {
	v.t.Helper()
	v.tab.Do(`document.getElementById("next").click()`)
	v.expectPage(n)
	v.show(scrollPage(n, count), 1)
}

func (v *fakeView) expectPage(n int) {
	v.t.Helper()
	v.expect(fmt.Sprintf(`["p",0,"/page?a=%d"]`, n))
}

// Back and Forward restore the scroll position, once the page shows what it showed there.
func TestClient_BackRestoresScroll(t *testing.T) {
	t.Parallel()
	v, tab := openScrollView(t)
	tab.Do(`jump(500)`)
	v.follow(2, 2)
	requireScroll(tab, 500, "a patch keeps the position")
	tab.Do(`jump(5000)`)
	v.follow(3, 0)
	requireScroll(tab, 0, "the page is short")
	v.follow(4, 1)
	tab.Do(`jump(700)`)

	tab.Do(`history.go(-2)`)
	v.expectPage(2)
	requireScroll(tab, 700, "the view has not answered")
	v.show(scrollPage(4, 3))
	requireScroll(tab, 700, "this does not answer")
	v.show(scrollPage(2, 2), 1)
	requireScroll(tab, 5000, "two entries back")
	tab.Do(`history.go(2)`)
	v.expectPage(4)
	v.sendFull(scrollPage(4, 1), 1)
	requireScroll(tab, 700, "forward, by full HTML")
	tab.Do(`history.go(-3)`)
	v.expectPage(1)
	v.show(scrollPage(1, 1), 1)
	requireScroll(tab, 500, "the first entry")

	tab.Do(`history.go(3)`)
	v.expectPage(4)
	tab.Do(`jump(600)`)
	v.show(scrollPage(4, 1), 1)
	requireScroll(tab, 600, "the user has scrolled in the meantime")

	tab.Do(`history.go(-2)`)
	v.expectPage(2)
	v.show(scrollPage(2, 1), 1)
	v.show(scrollPage(2, 2))
	requireScroll(tab, 5000, "the page becomes long enough later")
	v.show(scrollPage(2, 4))
	requireScroll(tab, 5000, "")
	tab.Do(`jump(100)`)
	v.show(scrollPage(2, 2))
	requireScroll(tab, 100, "the position is restored once")
}

// The same when the connection is lost before the view answers, and when the session has ended.
func TestClient_BackRestoresScroll_LostConnection(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, scrollPage(1, 2), tallStyle)
	v := newFakeView(t, c, tab, scrollPage(1, 2))
	tab.Do(`jump(5000)`)
	v.follow(2, 0)
	tab.Do(`history.back()`)
	v.expectPage(1)
	c.cut()
	c = f.accept()
	require.Equal(t, 2, c.expectResume().Ref)
	c.send(`["resumed",{"session":"secret","done":2,"resume":30000}]`)
	v.fakeConn = c
	c.expect(`["p",0,"/page?a=1"]`)
	v.show(scrollPage(1, 2))
	requireScroll(tab, 5000, "resumed")

	v.follow(2, 0)
	tab.Do(`history.back()`)
	v.expectPage(1)
	c.close(4001, "gone")
	c = f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"next","adopted":false,"version":1,"resume":30000,"html":` + quote(scrollPage(1, 2)) + `}]`)
	tab.Wait("window.liveSocket.isConnected()")
	requireScroll(tab, 5000, "remounted")
}

// Anchors within a page scroll as in any page, and Back from them returns. The position that an entry
// had wins over its anchor. What scripts keep in the state of an entry stays.
func TestClient_AnchorsAndBack(t *testing.T) {
	t.Parallel()
	v, tab := openScrollView(t)
	below := `Math.round(document.getElementById("below").getBoundingClientRect().bottom) <= innerHeight`
	tab.Do(`document.documentElement.style.scrollBehavior = "auto"
		history.replaceState({ mine: 1 }, "")
		jump(200)`)
	v.follow(2, 1)
	requireScroll(tab, 200, "")
	tab.Do(`history.replaceState({ ...history.state, mine: 2 }, "")`)
	tab.Do(`document.getElementById("anchor").click()`)
	tab.Wait(`location.hash === "#below" && ` + below)
	tab.Do(`history.back()`)
	tab.Wait(`location.hash === "" && Math.round(scrollY) === 200`) // the browser scrolls in a later task
	require.Equal(t, "2", tab.Text("history.state.mine"))
	tab.Do(`history.forward()`)
	tab.Wait(`location.hash === "#below"`)
	tab.Wait(below)
	tab.Do(`jump(300)`)

	tab.Do(`document.getElementById("part").click()`)
	v.expect(`["p",0,"/page?a=9"]`)
	v.show(scrollPage(9, 2), 1)
	tab.Wait(`location.hash === "#below" && document.querySelector("#below:target") && ` + below)
	tab.Do(`jump(400)`)
	tab.Do(`history.back()`)
	v.expectPage(2)
	v.show(scrollPage(2, 1), 1)
	requireScroll(tab, 300, "an entry with an anchor")
	tab.Do(`history.forward()`)
	v.expectPage(9)
	v.show(scrollPage(9, 2), 1)
	requireScroll(tab, 400, "another entry with an anchor")
	tab.Do(`history.go(-3)`)
	v.expectPage(1)
	v.show(scrollPage(1, 1), 1)
	requireScroll(tab, 200, "")
	require.Equal(t, "1", tab.Text("history.state.mine"))

	v.send(`[0,[],[["patch","/page?a=8#below",false]]]`)
	tab.Wait(`location.hash === "#below" && document.querySelector("#below:target") && ` + below)
	require.Equal(t, "undefined", tab.Text("history.state.mine"))
	tab.Do(`jump(50); history.replaceState({ ...history.state, mine: 3 }, "")`)
	v.send(`[0,[],[["patch","/page?a=7#below",true]]]`)
	tab.Wait(`location.search === "?a=7" && ` + below)
	require.Equal(t, "3", tab.Text("history.state.mine"), "the state of a replaced entry")

	// Scripts of the page make entries of their own.
	tab.Do(`jump(60); history.pushState({ overlay: true }, "")`)
	tab.Do(`jump(70); history.back()`)
	tab.Wait(`history.state.mine === 3`)
	requireScroll(tab, 70, "the page has not changed")
}

// The browser restores the position when the document is loaded again. Entries that were made before
// have their positions.
func TestClient_ScrollAfterReload(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, scrollPage(1, 1), tallStyle)
	v := newFakeView(t, c, tab, scrollPage(1, 1))
	tab.Do(`jump(500)`)
	v.follow(2, 1)
	tab.Do(`jump(900)`)
	f.mu.Lock()
	f.html = scrollPage(2, 1)
	f.mu.Unlock()
	tab.Leave(`location.reload()`)
	c = f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"next","adopted":true,"version":1,"resume":30000}]`)
	tab.Wait(`performance.getEntriesByType("navigation")[0].type === "reload" && window.liveSocket?.isConnected()`)
	v = newFakeView(t, c, tab, scrollPage(2, 1))
	tab.Wait(`scrollY === 900`)
	tab.Do(`history.back()`)
	v.expectPage(1)
	v.show(scrollPage(1, 1), 1)
	requireScroll(tab, 500, "an entry of the earlier document")
}
