package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
)

// stages are the titles in the order of the page.
const stages = `[...document.querySelectorAll(".title")].map(e => e.value).join("")`

// openPlan opens a page with rows that can be dragged, behind a slow network.
func openPlan(t *testing.T, script string, titles ...string) (*site, *Proxy, *Tab) {
	t.Helper()
	s := newSite(t, newServer(viewFunc(func() *views.Plan { return views.NewPlan(titles...) })))
	proxy := NewProxy(t, strings.TrimPrefix(s.url(), "http://"))
	tab := NewTab(t)
	tab.OnLoad(script)
	tab.Open(proxy.URL() + "/")
	tab.WaitConnected()
	tab.Until(`getComputedStyle(document.querySelector(".grip")).touchAction === "none"`) // the module is loaded
	return s, proxy, tab
}

// dragOver presses the mouse on the first element, moves it over the others, and leaves it pressed.
func (tab *Tab) dragOver(selectors ...string) {
	tab.t.Helper()
	for i, selector := range selectors {
		kind := input.DispatchMouseEventTypeMouseMoved
		if i == 0 {
			kind = input.DispatchMouseEventTypeMousePressed
		}
		tab.mouse(kind, `document.querySelector(`+quote(selector)+`)`)
	}
}

// drop releases the mouse where it is now.
func (tab *Tab) drop(selector string) {
	tab.t.Helper()
	tab.mouse(input.DispatchMouseEventTypeMouseReleased, `document.querySelector(`+quote(selector)+`)`)
}

func grip(n string) string { return "#stages > li:nth-child(" + n + ") .grip" }

func (tab *Tab) waitPlan(want string) {
	tab.t.Helper()
	tab.Until(idle + ` && document.querySelector("output").textContent === ` + quote(want))
}

// Users drag rows with the mouse, by touch and with the keys, in lists and in lists in them. The row is at its new
// position at once, keeps the focus, and screen readers announce the position.
func TestDragRow(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{"moveBefore": "", "without moveBefore": withoutMoveBefore} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, proxy, tab := openPlan(t, script, "a", "b", "c")
			proxy.Delay(250 * time.Millisecond)
			tab.dragOver(grip("1"), grip("2"), grip("3"))
			require.Equal(t, "bca", tab.Text(stages), "while the mouse is pressed")
			require.Equal(t, "true", tab.Text(`document.querySelector("#stages > li:nth-child(3)").classList.contains("live-dragging")`))
			tab.drop(grip("3"))
			require.Equal(t, "bca", tab.Text(stages), "before the answer")
			tab.Until(`document.querySelector("#live-announcement").textContent === "Position 3 of 3"`)
			require.Equal(t, "Move a", tab.Text(`document.activeElement.ariaLabel`))
			tab.waitPlan("b(x y z) c(x y z) a(x y z)")
			require.Equal(t, "bca Move a", tab.Text(stages+` + " " + document.activeElement.ariaLabel`))
			require.Equal(t, "0", tab.Text(`document.querySelectorAll(".live-dragging, #plan [style]").length`))

			tab.Press("ArrowUp")
			tab.Press("ArrowUp")
			require.Equal(t, "abc", tab.Text(stages), "before the answers")
			tab.Press("ArrowUp")
			tab.Press("End")
			require.Equal(t, "bca", tab.Text(stages))
			tab.Press("Home")
			tab.waitPlan("a(x y z) b(x y z) c(x y z)")
			require.Equal(t, "abc Move a", tab.Text(stages+` + " " + document.activeElement.ariaLabel`))

			tab.touchScreen(true)
			step := func(n string) string { return "#stages > li:nth-child(2) .step:nth-child(" + n + ") .step-grip" }
			tab.touch(input.DispatchTouchEventTypeTouchStart, step("3"))
			tab.touch(input.DispatchTouchEventTypeTouchMove, step("2"), step("1"))
			tab.release()
			tab.waitPlan("a(x y z) b(z x y) c(x y z)")

			tab.touchScreen(false)
			tab.dragOver(grip("3"), grip("2"), grip("1"))
			require.Equal(t, "cab", tab.Text(stages))
			tab.Press("Escape")
			require.Equal(t, "abc", tab.Text(stages), "the drag is canceled")
			tab.drop(grip("1"))
			tab.Click("#tick")
			tab.Until(idle + ` && document.querySelector("#tick").textContent === "1"`)
			tab.waitPlan("a(x y z) b(z x y) c(x y z)")
		})
	}
}

// While a row is dragged, and until the server has moved it, other updates change the right rows and leave it
// where it is.
func TestDragRow_OtherUpdates(t *testing.T) {
	t.Parallel()
	_, proxy, tab := openPlan(t, "", "a", "b", "c")
	tab.Do(`for (const e of document.querySelectorAll("li")) e.dataset.was = e.querySelector("input").value`)
	proxy.Delay(200 * time.Millisecond)
	tab.Click("#stages > li:nth-child(2) .title")
	tab.Keys(kb.End + "!")
	tab.dragOver(grip("1"), grip("2"), grip("3"))
	tab.Do(`document.querySelector("#insert").click(); document.querySelector("#tick").click()`)
	tab.Until(`document.querySelector("#tick").textContent === "1"`)
	require.Equal(t, "newb!ca", tab.Text(stages))
	tab.drop(grip("4"))
	tab.Do(`document.querySelector("#tick").click(); document.querySelector("#insert").click()`)
	tab.Until(`document.querySelector("#tick").textContent === "2"`)
	require.Equal(t, "a", tab.Text(stages+".at(-1)"))
	tab.waitPlan("new() new() b!(x y z) c(x y z) a(x y z)")
	require.Equal(t, `["b","c","a"]`, tab.JSON(`[...document.querySelectorAll(".stage[data-was]")].map(e => e.dataset.was)`))
	require.Equal(t, "newnewb!ca", tab.Text(stages))
}

// A row is dragged while the connection is lost, and the server is restarted before it is back.
func TestDragRow_Restart(t *testing.T) {
	t.Parallel()
	s, _, tab := openPlan(t, "", "a", "b", "c")
	tab.Click("#stages > li:nth-child(2) .title")
	tab.Keys(kb.End + "!")
	tab.Until(idle)
	s.kill()
	tab.Until(`!window.liveSocket.isConnected()`)
	tab.dragOver(grip("1"), grip("2"))
	tab.drop(grip("2"))
	require.Equal(t, "b!ac", tab.Text(stages))
	tab.Do(`document.querySelector(".stage:first-child .grip").focus()`)
	tab.Press("End")
	tab.Do(`document.querySelector("#add").click()
		document.querySelector(".stage:nth-child(2) .remove").click()`) // c
	require.Equal(t, "acb!", tab.Text(stages))
	s.start(newServer(viewFunc(func() *views.Plan { return views.NewPlan("a", "b", "c") })))
	tab.Reconnect()
	tab.waitPlan("a(x y z) b!(x y z) ()")
	require.Equal(t, "ab!", tab.Text(stages))
}

// A row that the server does not move returns. A row that was removed meanwhile does not come back.
func TestDragRow_Refused(t *testing.T) {
	t.Parallel()
	_, _, tab := openPlan(t, "", "a", "b", "c")
	tab.Do(`const { send } = WebSocket.prototype
		WebSocket.prototype.send = function (text) { return send.call(this, text.replace("after:", "nowhere:")) }`)
	tab.dragOver(grip("1"), grip("2"), grip("3"))
	tab.drop(grip("3"))
	tab.waitPlan("a(x y z) b(x y z) c(x y z)")
	tab.Until(stages + ` === "abc"`)
	tab.dragOver(grip("1"), grip("2"), grip("3"))
	tab.Do(`document.querySelector(".live-dragging .remove").click()`)
	tab.waitPlan("b(x y z) c(x y z)")
	tab.drop(grip("2"))
	require.Equal(t, "bc", tab.Text(stages))
	require.Equal(t, "0", tab.Text(`document.querySelectorAll(".live-dragging").length`))
}
