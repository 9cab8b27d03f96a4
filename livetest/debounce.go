package livetest

import (
	"strconv"
	"time"

	"github.com/PuerkitoBio/goquery"
)

// A later is an event that waits for a pause or for the focus to leave, because of live-debounce.
type later struct {
	at      place // of the element that it happened to
	binding string
	fire    func()
}

// delay runs fire after wait: "" for at once, a number of milliseconds, or "blur". A person pauses after each thing they do, so what waits for a
// pause is not put off: in a synctest bubble the time passes, outside of one it does not.
func (m *memoryTab) delay(e *goquery.Selection, binding, wait string, fire func()) {
	m.t.Helper()
	at := m.placeOf(e)
	if wait == "blur" {
		m.flushed(func(l later) bool { return l.at == at && l.binding == binding })
		m.later = append(m.later, later{at, binding, fire})
		return
	}
	if ms, err := strconv.Atoi(wait); err == nil && m.site.clock.bubble {
		time.Sleep(time.Duration(ms) * time.Millisecond)
	}
	fire()
}

// flush sends what waits and passes the test, oldest first.
func (m *memoryTab) flush(test func(later) bool) {
	for _, l := range m.flushed(test) {
		l.fire()
	}
}

// flushed takes out of what waits all that passes the test.
func (m *memoryTab) flushed(test func(later) bool) (hit []later) {
	var rest []later
	for _, l := range m.later {
		if test(l) {
			hit = append(hit, l)
		} else {
			rest = append(rest, l)
		}
	}
	m.later = rest
	return hit
}
