package livetest

import (
	"strconv"
	"time"

	"github.com/PuerkitoBio/goquery"
)

// A debouncedEvent is an event that is sent when the focus leaves its element (live-debounce="blur").
type debouncedEvent struct {
	target  locator // of the element with the event
	binding string
	send    func()
}

// debounce calls send after a delay: "" for none, a number of milliseconds, or "blur". In a
// synctest bubble it waits for the delay, like a user who pauses after each action. Outside of a
// bubble it does not wait.
func (m *memoryTab) debounce(e *goquery.Selection, binding, delay string, send func()) {
	m.t.Helper()
	target := m.locatorOf(e)
	if delay == "blur" {
		m.takeDebounced(func(d debouncedEvent) bool { return d.target == target && d.binding == binding })
		m.debounced = append(m.debounced, debouncedEvent{target, binding, send})
		return
	}
	if delay == "" {
		m.throttle(e, binding)
	}
	if ms, err := strconv.Atoi(delay); err == nil && m.site.clock.bubble {
		time.Sleep(time.Duration(ms) * time.Millisecond)
	}
	send()
}

// flush sends the debounced events for which filter reports true, oldest first.
func (m *memoryTab) flush(filter func(debouncedEvent) bool) {
	for _, d := range m.takeDebounced(filter) {
		d.send()
	}
}

// takeDebounced removes and returns the debounced events for which filter reports true.
func (m *memoryTab) takeDebounced(filter func(debouncedEvent) bool) (taken []debouncedEvent) {
	var rest []debouncedEvent
	for _, d := range m.debounced {
		if filter(d) {
			taken = append(taken, d)
		} else {
			rest = append(rest, d)
		}
	}
	m.debounced = rest
	return taken
}
