package livetest

import (
	"strconv"

	"github.com/PuerkitoBio/goquery"
)

func (b *driverTab) click(what string, e *goquery.Selection) {
	b.t.Helper()
	var spot [2]float64
	b.must(what+"\n"+outline(e), b.call(&spot, "spot", b.number(e)))
	b.must(what, b.driver.Click(spot[0], spot[1]))
}

func (b *driverTab) strike(e *goquery.Selection, key string) {
	b.t.Helper()
	b.focusOn(e)
	b.must("Key", b.driver.Key(key))
	wait := ""
	if bound := hearsKey(e, key); bound != nil {
		wait = attr(bound, "live-debounce")
	}
	b.rest(wait)
	b.rest(b.pauseOf(e))
}

func (b *driverTab) focusOn(e *goquery.Selection) {
	b.t.Helper()
	b.do("move the focus", "focus", e)
}

func (b *driverTab) enter(e *goquery.Selection, state entry) {
	b.t.Helper()
	if e.Is("select") {
		b.do("Select", "choose", e, append([]string{}, state.chosen...))
	} else {
		b.do("Fill", "fill", e, state.text)
	}
	b.rest(b.pauseOf(e))
	b.settle()
}

func (b *driverTab) tick(e *goquery.Selection, _ bool) {
	b.t.Helper()
	b.click("tick", e)
	b.rest(b.pauseOf(e))
	b.settle()
}

func (b *driverTab) submit(form, button *goquery.Selection) {
	b.t.Helper()
	b.do("Submit", "submit", form, b.number(button))
}

func (b *driverTab) push(e *goquery.Selection, event string) {
	b.t.Helper()
	b.do("Push", "push", e, event)
}

// pauseOf is how long the event waits that tells of a change to e.
func (b *driverTab) pauseOf(e *goquery.Selection) string {
	if bound := b.changeOf(e); bound != nil {
		return e.AttrOr("live-debounce", attr(bound, "live-debounce"))
	}
	return ""
}

// rest is the pause that a person makes, as long as an event waits for one; the browser's timers ring in order.
func (b *driverTab) rest(wait string) {
	b.t.Helper()
	if _, err := strconv.Atoi(wait); err == nil {
		b.must("pause", b.driver.Eval("new Promise(done => setTimeout(done, "+wait+"))", nil))
	}
}

func (b *driverTab) visit(to string) {
	b.t.Helper()
	b.must("load "+to, b.driver.Open(b.port.origin()+to))
}

func (b *driverTab) reload() {
	b.t.Helper()
	b.must("Reload", b.call(nil, "reload"))
}

func (b *driverTab) travel(what string, by int) {
	b.t.Helper()
	why := ""
	if err := b.call(&why, "travel", by); err == nil && why != "" { // an error: the page was left meanwhile, as it should
		b.t.Fatalf("livetest: %s: %s", what, why)
	}
}

func (b *driverTab) connected() bool { return !b.port.isOut() }

func (b *driverTab) disconnect() {
	b.t.Helper()
	b.port.pull(true)
	b.must("Disconnect", b.call(nil, "down"))
}

func (b *driverTab) resume() {
	b.t.Helper()
	b.port.pull(false)
	b.must("Resume", b.call(nil, "up"))
}

func (b *driverTab) lose(frames int) {
	b.t.Helper()
	b.must("Lose", b.call(nil, "lose", frames))
}

func (b *driverTab) kill() {
	b.t.Helper()
	b.settle() // a session that is coming back can say no goodbye
	b.must("Kill", b.call(nil, "kill"))
}
