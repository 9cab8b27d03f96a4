package livetest

import (
	"strconv"
	"time"

	"github.com/PuerkitoBio/goquery"
)

// A later is an event that waits for a pause or for the focus to leave, because of live-debounce.
type debouncedEvent struct {
	target  locator // of the element that it happened to
	binding string
	send    func()
}

// delay runs fire after wait: "" for at once, a number of milliseconds, or "blur". A person pauses after each thing they do, so what waits for a
// pause is not put off: in a synctest bubble the time passes, outside of one it does not.
func (m *memoryTab) debounce(e *goquery.Selection, binding, wait string, fire func()) {
	m.t.Helper()
	at := m.locatorOf(e)
	if wait == "blur" {
		m.takeDebounced(func(l debouncedEvent) bool { return l.target == at && l.binding == binding })
		m.debounced = append(m.debounced, debouncedEvent{at, binding, fire})
		return
	}
	if ms, err := strconv.Atoi(wait); err == nil && m.site.clock.bubble {
		time.Sleep(time.Duration(ms) * time.Millisecond)
	}
	fire()
}

// flush sends what waits and passes the test, oldest first.
func (m *memoryTab) flush(test func(debouncedEvent) bool) {
	for _, l := range m.takeDebounced(test) {
		l.send()
	}
}

// flushed takes out of what waits all that passes the test.
func (m *memoryTab) takeDebounced(test func(debouncedEvent) bool) (hit []debouncedEvent) {
	var rest []debouncedEvent
	for _, l := range m.debounced {
		if test(l) {
			hit = append(hit, l)
		} else {
			rest = append(rest, l)
		}
	}
	m.debounced = rest
	return hit
}
