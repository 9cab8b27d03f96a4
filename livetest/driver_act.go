package livetest

import (
	"strconv"

	"github.com/PuerkitoBio/goquery"
)

func (b *driverTab) click(what string, e *goquery.Selection) {
	b.t.Helper()
	var spot [2]float64
	b.must(what+"\n"+outline(e), b.call(&spot, "spot", b.indexOf(e)))
	b.must(what, b.driver.Click(spot[0], spot[1]))
}

func (b *driverTab) pressKey(e *goquery.Selection, key string) {
	b.t.Helper()
	b.moveFocus(e)
	b.must("Key", b.driver.Key(key))
	wait := ""
	if bound := keyBinding(e, key); bound != nil {
		wait = attr(bound, "live-debounce")
	}
	b.waitDebounce(wait)
	b.waitDebounce(b.changeDebounce(e))
}

func (b *driverTab) moveFocus(e *goquery.Selection) {
	b.t.Helper()
	b.callOn("move the focus", "focus", e)
}

func (b *driverTab) setControl(e *goquery.Selection, state controlState) {
	b.t.Helper()
	if e.Is("select") {
		b.callOn("Select", "choose", e, append([]string{}, state.selected...))
	} else {
		b.callOn("Fill", "fill", e, state.text)
	}
	b.waitDebounce(b.changeDebounce(e))
	b.settle()
}

func (b *driverTab) setChecked(e *goquery.Selection, _ bool) {
	b.t.Helper()
	b.click("tick", e)
	b.waitDebounce(b.changeDebounce(e))
	b.settle()
}

func (b *driverTab) submit(form, button *goquery.Selection) {
	b.t.Helper()
	b.callOn("Submit", "submit", form, b.indexOf(button))
}

func (b *driverTab) pushEvent(e *goquery.Selection, event string) {
	b.t.Helper()
	b.callOn("Push", "push", e, event)
}

// pauseOf is how long the event waits that tells of a change to e.
func (b *driverTab) changeDebounce(e *goquery.Selection) string {
	if bound := b.changeBinding(e); bound != nil {
		return e.AttrOr("live-debounce", attr(bound, "live-debounce"))
	}
	return ""
}

// rest is the pause that a person makes, as long as an event waits for one; the browser's timers ring in order.
func (b *driverTab) waitDebounce(wait string) {
	b.t.Helper()
	if _, err := strconv.Atoi(wait); err == nil {
		b.must("pause", b.driver.Eval("new Promise(done => setTimeout(done, "+wait+"))", nil))
	}
}

func (b *driverTab) navigate(to string) {
	b.t.Helper()
	b.must("load "+to, b.driver.Open(b.listener.origin()+to))
}

func (b *driverTab) reload() {
	b.t.Helper()
	b.must("Reload", b.call(nil, "reload"))
}

func (b *driverTab) moveHistory(what string, by int) {
	b.t.Helper()
	why := ""
	if err := b.call(&why, "travel", by); err == nil && why != "" { // an error: the page was left meanwhile, as it should
		b.t.Fatalf("livetest: %s: %s", what, why)
	}
}

func (b *driverTab) isConnected() bool { return !b.listener.isOffline() }

func (b *driverTab) disconnect() {
	b.t.Helper()
	b.listener.setOffline(true)
	b.must("Disconnect", b.call(nil, "down"))
}

func (b *driverTab) resume() {
	b.t.Helper()
	b.listener.setOffline(false)
	b.must("Resume", b.call(nil, "up"))
}

func (b *driverTab) dropFrames(frames int) {
	b.t.Helper()
	b.must("Lose", b.call(nil, "lose", frames))
}

func (b *driverTab) killSession() {
	b.t.Helper()
	b.settle() // a session that is coming back can say no goodbye
	b.must("Kill", b.call(nil, "kill"))
}
