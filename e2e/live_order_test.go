package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
)

// doubleClick clicks twice where the element that matches selector is now. between is called before the
// second click.
func (tab *Tab) doubleClick(selector string, between func()) {
	tab.t.Helper()
	box := `document.querySelector(` + quote(selector) + `).getBoundingClientRect()`
	var at struct{ X, Y float64 }
	require.NoError(tab.t, tab.browser.Eval(`(b => ({ X: b.x + b.width / 2, Y: b.y + b.height / 2 }))(`+box+`)`, &at))
	tab.Run(chromedp.MouseClickXY(at.X, at.Y))
	between()
	tab.Run(chromedp.MouseClickXY(at.X, at.Y, chromedp.ClickCount(2)))
}

// openOrder opens a page with an order form behind a slow network.
func openOrder(t *testing.T, shop *views.Shop, products ...string) (*site, *Proxy, *Tab) {
	t.Helper()
	s := newSite(t, newServer(viewFunc(func() *views.Order { return views.NewOrder(shop, products...) })))
	proxy := NewProxy(t, strings.TrimPrefix(s.url(), "http://"))
	tab := openConnected(t, proxy.URL()+"/")
	return s, proxy, tab
}

const (
	idle     = `!document.querySelector("[class*=-loading],[aria-busy=true]") && window.liveSocket.isConnected()`
	products = `[...document.querySelectorAll("li input:first-of-type")].map(e => e.value)`
)

// However a user repeats an order, the shop receives what the page showed, once.
func TestOrder_Repeated(t *testing.T) {
	t.Parallel()
	var shop views.Shop
	_, proxy, tab := openOrder(t, &shop, "tea")
	proxy.Delay(300 * time.Millisecond)
	for name, act := range map[string]func(){
		"double click":    func() { tab.doubleClick("#order", func() {}) },
		"Enter":           func() { tab.Click("[name=note]"); tab.Keys("\r\r") },
		"Enter and click": func() { tab.Click("[name=note]"); tab.Keys("\r"); tab.Click("#order") },
		"Enter in a row":  func() { tab.Click("li input"); tab.Keys("\r\r") },
	} {
		open := shop.Close()
		act()
		open()
		tab.Until(idle)
		require.Equal(t, []string{"1 tea"}, shop.Orders(), name)
	}
}

// A row that the user removes after an order, and before its answer, is not in the next order, although the page
// still shows it.
func TestOrder_RowsChangeBeforeAnswer(t *testing.T) {
	t.Parallel()
	var shop views.Shop
	_, _, tab := openOrder(t, &shop, "tea", "milk")
	open := shop.Close()
	tab.Click("#order")
	tab.Click("li:first-child .remove")
	tab.Click("#order")
	open()
	tab.Until(idle)
	require.Equal(t, []string{"1 tea, 1 milk", "1 milk"}, shop.Orders())
}

// Rows receive the key of the database with an order. What the user does before the answer belongs to them.
func TestOrder_NumberedBeforeAnswer(t *testing.T) {
	t.Parallel()
	var shop views.Shop
	_, _, tab := openOrder(t, &shop, "tea", "milk", "oil")
	open := shop.Close()
	tab.Click("#order")
	tab.Click("li:nth-child(2) input")
	tab.Keys(kb.End + "s")
	tab.Click("li:first-child .remove")
	open()
	tab.Until(idle + ` && document.querySelectorAll("li").length === 2`)
	require.Equal(t, `["milks","oil"]`, tab.JSON(products))
	tab.Click("#order")
	tab.Until(idle)
	require.Equal(t, []string{"1 tea, 1 milk, 1 oil", "1 milks, 1 oil"}, shop.Orders())
}

// The second click of a double click does not remove or move the row that comes to the pointer.
func TestOrder_DoubleClickOnRow(t *testing.T) {
	t.Parallel()
	var shop views.Shop
	_, _, tab := openOrder(t, &shop, "tea", "milk", "oil")
	tab.doubleClick("li:first-child .remove", func() { tab.Until(`document.querySelectorAll("li").length === 2`) })
	tab.Until(idle)
	require.Equal(t, `["milk","oil"]`, tab.JSON(products))
	tab.doubleClick("li:nth-child(2) .up", func() { tab.Until(`document.querySelector("output").textContent === "1 oil, 1 milk"`) })
	tab.Until(idle)
	require.Equal(t, `["oil","milk"]`, tab.JSON(products))
	tab.doubleClick("#add", func() { tab.Until(`document.querySelectorAll("li").length === 3`) })
	tab.Until(idle)
	tab.Click("li:first-child .remove")
	tab.Until(idle + ` && document.querySelectorAll("li").length < 4`)
	require.NotContains(t, tab.JSON(products), "oil", "another click removes it")
}

// A server that restarts while the user works receives the order that the page shows. Removed rows stay
// removed, even all of them.
func TestOrder_Restart(t *testing.T) {
	t.Parallel()
	var shop views.Shop
	s, _, tab := openOrder(t, &shop, "tea", "milk")
	restart := func() {
		s.kill()
		s.start(newServer(viewFunc(func() *views.Order { return views.NewOrder(&shop, "tea", "milk") })))
	}
	tab.Click("li:first-child .remove")
	tab.Until(idle + ` && document.querySelectorAll("li").length === 1`)
	tab.Click("li input")
	tab.Keys(kb.End + "!")
	tab.Until(idle)
	restart()
	tab.Keys("?")
	tab.Click("#add")
	tab.Reconnect()
	tab.Until(idle + ` && document.querySelectorAll("li").length === 2`)
	require.Equal(t, `["milk!?",""]`, tab.JSON(products))
	tab.Click("#order")
	tab.Until(idle)
	require.Equal(t, []string{"1 milk!?, 0 "}, shop.Orders())

	for range 2 {
		tab.Click("li .remove")
		tab.Until(idle)
	}
	restart()
	tab.Reconnect()
	tab.Until(idle)
	require.Equal(t, `[]`, tab.JSON(products))
	restart()
	tab.Reconnect()
	tab.Until(idle)
	require.Equal(t, `[]`, tab.JSON(products))
}

// After Back, the form of an order that was placed has a new key. Two tabs have different ones.
func TestOrder_BackAndTabs(t *testing.T) {
	t.Parallel()
	var shop views.Shop
	s, _, tab := openOrder(t, &shop, "tea")
	tab.Do(`document.querySelector("[name=note]").value = "leave"
		setTimeout(() => document.querySelector("#order").click())`)
	tab.Until(`location.pathname === "/welcome"`)
	tab.Do(`history.back()`)
	tab.Until(`location.pathname === "/" && window.liveSocket?.isConnected()`)
	tab.Until(idle)
	tab.Do(`document.querySelector("#order").click()`)
	eventually(t, func() bool { return len(shop.Keys()) == 2 }, tab.outerHTML)
	other := openConnected(t, s.url())
	other.Do(`document.querySelector("#order").click()`)
	eventually(t, func() bool { return len(shop.Keys()) == 3 }, other.outerHTML)
	keys := shop.Keys()
	require.Len(t, keys, 3)
	require.NotEqual(t, keys[0], keys[2])
	require.NotEqual(t, keys[1], keys[2])
}
