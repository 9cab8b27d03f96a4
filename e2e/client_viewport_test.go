package e2e

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// rowStyles make each row 100 px high, and the box a scrolling element of 300 px.
const rowStyles = `document.addEventListener("DOMContentLoaded", () => {
	const sheet = new CSSStyleSheet()
	sheet.replaceSync("html { scroll-behavior: smooth } body, ul { margin: 0; padding: 0 } li { height: 100px; box-sizing: border-box } .box { height: 300px; overflow: auto } .pad { padding: 2000px 0 }")
	document.adoptedStyleSheets = [sheet]
})
`

// rows returns a list of the rows from first to last.
func rows(class, attributes string, first, last int) string {
	html := `<div id="box" class="` + class + `" tabindex="0"><ul id="list" ` + attributes + `>`
	for i := first; i <= last; i++ {
		html += fmt.Sprintf(`<li id="r%d">%[1]d</li>`, i)
	}
	return html + `</ul></div>`
}

const bothEdges = `live-viewport-top="top" live-viewport-bottom="bottom"`

// rowTop returns where a row is in the window after the next frame.
func rowTop(tab *Tab, row int) int {
	top, err := strconv.Atoi(tab.Text(fmt.Sprintf(`new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(String(Math.round(r%d.getBoundingClientRect().top))))))`, row)))
	require.NoError(tab.t, err)
	return top
}

// frame waits until the browser has shown two frames, after which scroll events were handled.
func (tab *Tab) frame() {
	tab.t.Helper()
	tab.Text(`new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done("")))))`)
}

// A list in the window and in a scrolling element grows in both directions. What the user sees stays in its place.
func TestClient_InfiniteScroll(t *testing.T) {
	t.Parallel()
	for _, class := range []string{"box", ""} {
		v, tab := openLifecycle(t, rows(class, bothEdges, 50, 90), rowStyles)
		show := func(first, last int, refs ...int) { v.show(loaded+rows(class, bothEdges, first, last), refs...) }
		tab.Do(`window.scroller = box.className ? box : document.scrollingElement
			window.to = y => scroller.scrollTo({ top: y, behavior: "instant" })`)

		// The first rows are visible at once: earlier ones are loaded, and the position stays.
		v.expect(`["e",0,0,"top?edge=r50"]`)
		tab.frame()
		v.quiet() // one event at a time
		show(40, 90, 1)
		require.Equal(t, 0, rowTop(tab, 50))
		tab.Do(`to(1050)`)
		show(30, 90)
		require.Equal(t, -50, rowTop(tab, 50))
		show(30, 90)
		v.quiet()

		// Down to the last row; rows at the top are removed.
		tab.Do(`to(1e6)`)
		v.expect(`["e",0,0,"bottom?edge=r90"]`)
		before := rowTop(tab, 90)
		show(60, 110)
		show(61, 110, 1)
		require.Equal(t, before, rowTop(tab, 90))
		tab.frame()
		v.quiet()

		// There is no more: the event is not repeated before the user has scrolled away.
		tab.Do(`to(1e6)`)
		v.expect(`["e",0,0,"bottom?edge=r110"]`)
		show(61, 110, 1)
		tab.frame()
		tab.Do(`scroller.scrollBy({ top: -20, behavior: "instant" })`)
		tab.frame()
		v.quiet()
		tab.Do(`to(1000)`)
		tab.frame()
		tab.Do(`to(1e6)`)
		v.expect(`["e",0,0,"bottom?edge=r110"]`)
		v.send(`[0,[],[["out",4,"refused","error"]]]`, `[1]`) // is not shown
		tab.frame()
		require.Empty(t, tab.Text(`document.querySelector("#live-flash").innerText`))

		// Keys.
		tab.Do(`box.focus({ preventScroll: true }), scroller.style.scrollBehavior = "auto", to(100)`)
		tab.frame()
		tab.Press("Home")
		v.expect(`["e",0,0,"top?edge=r61"]`)
		tab.Until(`(scroller.scrollTop === 0)`)
		show(31, 110, 1)
		require.Equal(t, 0, rowTop(tab, 61))

		// Full HTML.
		tab.Do(`to(1050)`)
		tab.frame()
		before = rowTop(tab, 41)
		v.sendFull(loaded + rows(class, bothEdges, 21, 110))
		require.Equal(t, before, rowTop(tab, 41))
		require.Empty(t, tab.Errors())
	}
}

// A list that is shorter than the viewport grows until it is full, at one edge and then at the other. Rows that are
// removed meanwhile are not loaded again and again.
func TestClient_InfiniteScroll_Short(t *testing.T) {
	t.Parallel()
	v, tab := openLifecycle(t, rows("box", bothEdges, 50, 50), rowStyles)
	v.expect(`["e",0,0,"bottom?edge=r50"]`)
	v.show(loaded+rows("box", bothEdges, 50, 51), 1)
	v.expect(`["e",0,0,"bottom?edge=r51"]`)
	v.show(loaded+rows("box", bothEdges, 51, 52), 1) // keeps two rows
	v.expect(`["e",0,0,"bottom?edge=r52"]`)
	v.show(loaded+rows("box", bothEdges, 51, 52), 1) // no more: the other edge
	v.expect(`["e",0,0,"top?edge=r51"]`)
	v.show(loaded+rows("box", bothEdges, 50, 51), 1)
	v.expect(`["e",0,0,"top?edge=r50"]`)
	v.show(loaded+rows("box", bothEdges, 50, 51), 1)
	tab.frame()
	v.quiet() // both edges are complete
	v.show(loaded + rows("box", bothEdges, 48, 51))
	v.show(loaded + rows("box", bothEdges, 47, 60))
	tab.frame()
	v.show(loaded + rows("box", bothEdges, 47, 60) + "<p>1</p>")
	tab.frame()
	v.quiet()
}

// The user has scrolled past all rows, as with a scroll bar or the End key. The rows that arrive do not move the page.
func TestClient_ViewportOverrun(t *testing.T) {
	t.Parallel()
	page := strings.Replace(rows("box", bothEdges, 50, 55), `<ul id="list"`, `<ul id="list" class="pad"`, 1)
	v, tab := openLifecycle(t, page, rowStyles)
	v.expect(`["e",0,0,"top?edge=r50&overran=true"]`)
	v.show(loaded+page, 1)
	tab.Do(`box.scrollTo({ top: 4500, behavior: "instant" })`)
	v.expect(`["e",0,0,"bottom?edge=r55&overran=true"]`)
	v.show(loaded+page, 1)
	tab.Do(`box.scrollTo({ top: 2050, behavior: "instant" })`)
	v.expect(`["e",0,0,"top?edge=r50"]`)
	v.show(loaded+page, 1)
	v.quiet()

	tab.Do(`box.focus({ preventScroll: true })
		box.style.scrollBehavior = "auto"`)
	tab.Press("End")
	for overran := false; !overran; { // the browser may show the last row on the way
		m := v.receiveNext()
		require.Contains(t, m, `"bottom?edge=r55`)
		if overran = strings.Contains(m, "overran=true"); !overran {
			v.show(loaded+page, 1)
		}
	}
	const end = `box.scrollTop + box.clientHeight === box.scrollHeight`
	tab.Until(end)
	position := tab.Text(`box.scrollTop`)
	page = strings.Replace(rows("box", bothEdges, 50, 58), `<ul id="list"`, `<ul id="list" class="pad"`, 1)
	v.show(loaded+page, 1)
	v.expect(`["e",0,0,"bottom?edge=r58&overran=true"]`)
	tab.frame()
	require.Equal(t, position, tab.Text(`box.scrollTop`))
	v.show(loaded+page, 1)
	tab.Press("PageUp")
	tab.Until(`box.scrollTop < ` + position)
	v.quiet()
	require.Empty(t, tab.Errors())
}

// Each time that an element is shown or no longer is.
func TestClient_ViewportEnterAndLeave(t *testing.T) {
	t.Parallel()
	page := `<div id="box" class="box"><ul><li id="a" live-viewport-enter='["in",["addClass","","seen"]]' live-viewport-leave="out" live-value-id="1">a</li><li></li><li></li><li></li><li></li>` +
		`<li id="z" live-viewport-enter="once" live-viewport-once>z</li></ul></div>`
	v, tab := openLifecycle(t, page, rowStyles)
	v.expect(`["e",0,0,"in?id=1"]`)
	require.Equal(t, "seen", tab.Text("a.className"))
	for _, want := range [][]string{{`["e",0,0,"out?id=1"]`, `["e",0,0,"once"]`}, {`["e",0,0,"out?id=1"]`}} {
		tab.Do(`box.scrollTo({ top: 1e6, behavior: "instant" })`)
		v.expect(want...)
		tab.Do(`box.scrollTo({ top: 0, behavior: "instant" })`)
		v.expect(`["e",0,0,"in?id=1"]`)
	}
	v.show(loaded + strings.Replace(page, `<li id="a"`, `<li id="b"`, 1))
	v.expect(`["e",0,0,"in?id=1"]`) // another element; the removed one does not leave
	v.quiet()
	require.Empty(t, tab.Errors())
}
