package livetest

import (
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// click moves the focus and does what a click on e does.
func (m *memoryTab) click(what string, e *goquery.Selection) {
	m.t.Helper()
	m.focusOn(closest(e, focusable))
	m.activate(what, e)
}

// activate does what a click on e does.
func (m *memoryTab) activate(what string, e *goquery.Selection) {
	m.t.Helper()
	b := closest(e, "[live-click]")
	if b != nil {
		m.emit(b, "live-click", nil, nil)
	}
	switch a, button, tick := closest(e, "a[href]"), closest(e, "button,input"), closest(e, "input"); {
	case a != nil && has(a, "live-patch"):
		m.patch(what, attr(a, "href"))
	case button != nil && isSubmit(button) && m.owner(button) != nil:
		m.submit(m.owner(button), button)
	case tick != nil && isTick(tick):
		m.tick(tick, kindOf(tick) == "radio" || !m.checked(tick))
	case a != nil && strings.HasPrefix(attr(a, "href"), "#"):
		// the page scrolls
	case a != nil && b == nil:
		m.leave(attr(a, "href"))
	case a == nil && button == nil:
		m.clickLabel(what, m.labelled(e))
	}
}

// clickLabel clicks on the field that a label is for, or gives it the focus.
func (m *memoryTab) clickLabel(what string, field *goquery.Selection) {
	m.t.Helper()
	if field == nil || isDisabled(field) {
		return
	}
	m.focusOn(field)
	if isTick(field) || field.Is("button") {
		m.activate(what, field)
	}
}

// focusOn moves the focus to e, away from everything if e is nil.
func (m *memoryTab) focusOn(e *goquery.Selection) {
	m.t.Helper()
	var to place
	if e != nil {
		to = m.placeOf(e)
	}
	if m.focus == to {
		return
	}
	from := m.focus
	m.focus = to
	if from != (place{}) {
		m.flush(func(l later) bool { return l.at == from })
		if old := m.at(from); old != nil && has(old, "live-blur") {
			m.press(old, old, "live-blur", url.Values{})
		}
	}
	if e != nil && has(e, "live-focus") {
		m.press(e, e, "live-focus", url.Values{})
	}
}

// strike strikes a key with the focus on e.
func (m *memoryTab) strike(e *goquery.Selection, key string) {
	m.t.Helper()
	m.focusOn(e)
	if bound := hearsKey(e, key); bound != nil {
		m.delay(bound, "live-keydown", attr(bound, "live-debounce"), func() {
			m.press(bound, e, "live-keydown", url.Values{"key": {key}})
		})
	}
	switch act, text := m.keyDefault(e, key); act {
	case typesText:
		m.enter(e, entry{text: text})
	case submitsForm:
		form := m.owner(e)
		button, _ := m.defaultButton(form)
		m.submit(form, button)
	case clicks:
		m.activate("Key", e)
	}
}
