package e2e

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/examples/gallery/gallery"
)

// openGalleryPage opens a page of the gallery, and waits until its hook is mounted.
func openGalleryPage(t *testing.T, name, mounted string) *Tab {
	t.Helper()
	tab := NewTab(t)
	tab.setScreen(1280, "light")
	tab.Open(newSite(t, allowSlowMachine(gallery.NewServer()), gallery.SecurityHeaders).url() + "/" + name)
	tab.WaitConnected()
	tab.Until(mounted)
	return tab
}

// mouse sends an event of the left button at the center of what an expression of the page returns.
func (tab *Tab) mouse(kind input.DispatchMouseEventType, element string) {
	tab.t.Helper()
	var at struct{ X, Y float64 }
	require.NoError(tab.t, json.Unmarshal([]byte(tab.JSON(`(({x, y, width, height}) => ({x: x + width / 2, y: y + height * 0.6}))((`+element+`).getBoundingClientRect())`)), &at))
	_, err := chromedp.Call(tab.chromium(), input.DispatchMouseEvent, input.DispatchMouseEventParams{
		Type: kind, X: at.X, Y: at.Y, Button: input.MouseButtonLeft, Buttons: 1, ClickCount: 1,
	})
	require.NoError(tab.t, err)
}

// The view has the order in which a user has dragged the items, with a mouse or on a touch screen, and later updates
// keep it.
func TestGalleryHooks_Drag(t *testing.T) {
	t.Parallel()
	tab := openGalleryPage(t, "sortable", `Object.keys(document.querySelector("#tasks")).some(key => key.startsWith("Sortable"))`)
	grip := func(n string) string { return `document.querySelectorAll(".sortable-grip")[` + n + `]` }
	tab.mouse(input.DispatchMouseEventTypeMousePressed, grip("0"))
	tab.mouse(input.DispatchMouseEventTypeMouseMoved, grip("1"))
	tab.mouse(input.DispatchMouseEventTypeMouseMoved, grip("2"))
	tab.Until(`document.querySelector("#tasks > :nth-child(3)").dataset.item === "Buy flour"`)
	tab.mouse(input.DispatchMouseEventTypeMouseReleased, grip("2"))
	tab.Until(`document.querySelector("#status").textContent === "Buy flour is at position 3 of 4."`)
	tab.Click("#add")
	tab.Until(`document.querySelectorAll("#tasks > li").length === 5`)
	require.Equal(t, `["Knead","Bake","Buy flour","Eat","Task 5"]`, tab.JSON(`[...document.querySelectorAll("#tasks > li")].map(item => item.dataset.item)`))
	require.Equal(t, "0", tab.Text(`document.querySelectorAll("body > .sortable-item").length`))

	tab.touchScreen(true)
	item := func(n string) string { return "#tasks > :nth-child(" + n + ") .sortable-grip" }
	tab.touch(input.DispatchTouchEventTypeTouchStart, item("3"))
	tab.touch(input.DispatchTouchEventTypeTouchMove, item("2"), item("1"))
	tab.Until(`document.querySelector("#tasks > :first-child").dataset.item === "Buy flour"`)
	tab.release()
	tab.Until(`document.querySelector("#status").textContent === "Buy flour is at position 1 of 5."`)
	require.Equal(t, "0", tab.Text(`document.querySelectorAll("body > .sortable-item").length`))
}

// A click on an area of the map reaches the view, whose update draws the layer again.
func TestGalleryHooks_Map(t *testing.T) {
	t.Parallel()
	tab := openGalleryPage(t, "map", `document.querySelectorAll("#map path").length === 3`)
	west := `document.querySelector("#map path")`
	tab.mouse(input.DispatchMouseEventTypeMousePressed, west)
	tab.mouse(input.DispatchMouseEventTypeMouseReleased, west)
	tab.Until(`document.querySelector("#status").textContent === "Visited: West." && document.querySelectorAll("#map .map-visited").length === 1`)
	require.Equal(t, "1", tab.Text(`document.querySelectorAll("#map .leaflet-map-pane").length`))
}

// The button of the clipboard page reports what the browser allowed.
func TestGalleryHooks_Clipboard(t *testing.T) {
	t.Parallel()
	tab := openGalleryPage(t, "clipboard", `document.querySelector("#copy")`)
	tab.Do(`Object.defineProperty(navigator, "clipboard", { value: { writeText: async text => { window.copied = text } }, configurable: true })`)
	tab.Click("#copy")
	tab.Until(`window.copied === "https://example.com/join/1" && document.querySelector("#status").textContent === "Link 1 is in the clipboard."`)
	tab.Do(`navigator.clipboard.writeText = async () => { throw Error("refused") }`)
	tab.Click("#copy")
	tab.Until(`document.querySelector("#status").textContent.includes("press Ctrl+C") && getSelection().toString() === "https://example.com/join/1"`)
}

// What the user types stays while the page is updated, the server checks and formats it, and Tab leaves the editor.
func TestGalleryHooks_Editor(t *testing.T) {
	t.Parallel()
	tab := openGalleryPage(t, "editor", `document.querySelector("#editor [role=textbox]")`)
	const text = `document.querySelector("#editor [role=textbox]")`
	ticks := func() { tab.Do(`window.shown = ticks.textContent`); tab.Until(`ticks.textContent !== shown`) }
	tab.Click("#tick")
	tab.Do(text + `.focus(); getSelection().selectAllChildren(` + text + `)`)
	tab.Keys("package a")
	ticks()
	tab.Keys("\rfunc (")
	tab.Until(`document.querySelector("#code-error").textContent.startsWith("Line 2")`)
	ticks()
	require.Equal(t, "true true", tab.Text(`document.activeElement.role === "textbox" && `+text+`.getAttribute("aria-invalid") + " " + (`+text+`.textContent.trimEnd() === "package a\nfunc ()")`))
	tab.Keys(strings.Repeat(kb.Delete, 2) + strings.Repeat(kb.Backspace, 6) + "\rvar  x int")
	tab.Until(`document.querySelector("#code-error").textContent === ""`)
	ticks()
	tab.Click("#format")
	tab.Until(text + `.textContent === "package a\n\nvar x int\n"`)
	require.Equal(t, "2", tab.Text(`CSS.highlights.get("code-keyword").size`))
	tab.Do(text + `.focus()`)
	tab.Keys("\t")
	require.Equal(t, "save", tab.Text(focusedID))
}

// An event that a hook pushes while the connection is lost is sent later, and the hook receives the answer.
func TestGalleryHooks_PushWhileDisconnected(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(newGallery(t))
	t.Cleanup(srv.Close)
	proxy := NewProxy(t, srv.Listener.Addr().String())
	tab := NewTab(t)
	tab.Open(proxy.URL() + "/sketch")
	tab.WaitConnected()
	proxy.SetDown(true)
	proxy.CutAll()
	tab.Wait(`liveSocket.status === "reconnecting"`)
	tab.Do(`hue.value = 10; hue.dispatchEvent(new Event("change", { bubbles: true }))`)
	tab.Wait(`document.querySelector("#wheel.live-hook-loading")`)
	proxy.SetDown(false)
	tab.Reconnect()
	tab.Until(`document.querySelector("#live-root").textContent.includes("The server has received 10°")`)
	tab.Wait(`document.querySelector("#swatch").style.getPropertyValue("--hue") === "190" && !document.querySelector(".live-hook-loading")`)
}
