package livetest

import (
	"cmp"
	"runtime"
	"slices"
	"strconv"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/wire"
)

func (b *driverTab) click(action string, e *goquery.Selection) {
	b.t.Helper()
	point := b.pointOf(action, e)
	if b.dom.Find(hoverSelector).Length() > 0 {
		b.must(action, b.driver.Move(point[0], point[1]))
	}
	b.must(action, b.driver.Click(point[0], point[1]))
}

// pointOf scrolls to e, and returns where to click it.
func (b *driverTab) pointOf(action string, e *goquery.Selection) (point [2]float64) {
	b.t.Helper()
	b.must(action+"\n"+outline(e), b.call(&point, "clickPoint", b.indexOf(e)))
	return point
}

func (b *driverTab) hoverElement(action string, e *goquery.Selection) {
	b.t.Helper()
	point := b.pointOf(action, e)
	b.must(action, b.driver.Move(point[0], point[1]))
	for _, each := range b.dom.Find(hoverSelector).EachIter() {
		b.waitDebounce(delayOf(each))
	}
}

func (b *driverTab) pressKey(e *goquery.Selection, k keyPress) {
	b.t.Helper()
	if e != nil {
		b.moveFocus(e)
	}
	modifiers := slices.DeleteFunc(slices.Clone(k.modifiers), func(m string) bool { return m == "shift" && k.isCharacter() })
	if runtime.GOOS == "darwin" && k.isMod {
		modifiers[slices.Index(modifiers, "ctrl")] = "meta"
	}
	b.must("Key", b.driver.Key(k.key, modifiers...))
	for _, kind := range []string{"keydown", "keyup"} {
		for _, bound := range b.keyBindings(e, kind, k) {
			b.waitDebounce(delayOf(bound.on))
		}
	}
	if e != nil {
		b.waitDebounce(b.changeDebounce(e))
	}
}

func (b *driverTab) focusWindow(isFocused bool) {
	b.t.Helper()
	b.must("focus the window", b.call(nil, "focusWindow", isFocused))
}

func (b *driverTab) moveFocus(e *goquery.Selection) {
	b.t.Helper()
	b.callOn("move the focus", "focus", e)
}

func (b *driverTab) setControl(e *goquery.Selection, state controlState) {
	b.t.Helper()
	if controlType(e) == "file" {
		b.callOn("SetFiles", "setFiles", e, state.files)
	} else if e.Is("select") {
		b.callOn("Select", "select", e, append([]string{}, state.selected...))
	} else {
		b.callOn("Fill", "fill", e, state.text)
	}
	b.waitDebounce(b.changeDebounce(e))
	b.settle()
}

func (b *driverTab) setChecked(e *goquery.Selection, _ bool) {
	b.t.Helper()
	b.click("Check", e)
	b.waitDebounce(b.changeDebounce(e))
	b.settle()
}

func (b *driverTab) submit(form, button *goquery.Selection) {
	b.t.Helper()
	b.callOn("Submit", "submit", form, b.indexOf(button))
}

func (b *driverTab) reset(form *goquery.Selection) {
	b.t.Helper()
	b.callOn("Reset", "reset", form)
}

func (b *driverTab) pushEvent(e *goquery.Selection, event string) {
	b.t.Helper()
	b.callOn("Push", "pushEvent", e, event)
}

func (b *driverTab) isHookMounted(e *goquery.Selection) (isMounted bool) {
	b.t.Helper()
	b.must("Mounted", b.call(&isMounted, "isHookMounted", b.indexOf(e)))
	return isMounted
}

func (b *driverTab) clickFlash(m wire.FlashMessage, label string) {
	b.t.Helper()
	b.must("click a button of a flash message", b.call(nil, "clickFlash", m.Kind, m.Text, label))
}

// changeDebounce returns the live-debounce value of the change event of e, or "".
func (b *driverTab) changeDebounce(e *goquery.Selection) string {
	if bound := b.changeBinding(e); bound != nil {
		return cmp.Or(delayOf(e), delayOf(bound))
	}
	return ""
}

// delayOf returns the longest delay of events of e, or "".
func delayOf(e *goquery.Selection) string {
	return e.AttrOr("live-debounce", attr(e, "live-throttle"))
}

func (b *driverTab) scrollTo(e *goquery.Selection) {
	b.t.Helper()
	b.callOn("ScrollTo", "scrollTo", e)
}

// waitDebounce waits in the browser until an event with that live-debounce value has been sent.
// Timers of a browser run in the order of their times.
func (b *driverTab) waitDebounce(delay string) {
	b.t.Helper()
	if _, err := strconv.Atoi(delay); err == nil {
		b.must("wait for live-debounce", b.driver.Eval("new Promise(resolve => setTimeout(resolve, "+delay+"))", nil))
	}
}

func (b *driverTab) navigate(url string) {
	b.t.Helper()
	b.must("load "+url, b.driver.Open(b.site.listener.origin()+url))
}

func (b *driverTab) reload() {
	b.t.Helper()
	b.must("Reload", b.call(nil, "reload"))
}

func (b *driverTab) moveHistory(action string, by int) {
	b.t.Helper()
	problem := ""
	err := b.call(&problem, "moveHistory", by) // it fails if another document is loaded, as it should
	if err == nil && problem != "" {
		b.t.Fatalf("livetest: %s: %s", action, problem)
	}
}

func (b *driverTab) isConnected() bool { return !b.site.listener.isOffline() }

func (b *driverTab) disconnect() {
	b.t.Helper()
	b.site.listener.setOffline(true)
	b.must("Disconnect", b.call(nil, "waitDisconnected"))
}

func (b *driverTab) resume() {
	b.t.Helper()
	b.site.listener.setOffline(false)
	b.must("Resume", b.call(nil, "connect"))
}

func (b *driverTab) dropFrames(n int) {
	b.t.Helper()
	b.must("DropFrames", b.call(nil, "dropFrames", n))
}

func (b *driverTab) killSession() {
	b.t.Helper()
	err := errNoSession
	for range maxRounds { // other tabs may be rendered at the same time
		b.settle()
		if err = b.killView(""); err == nil {
			return
		}
	}
	b.must("KillSession", err)
}
