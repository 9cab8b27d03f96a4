package livetest

import (
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// click moves the focus and does what a click on e does.
func (m *memoryTab) click(what string, e *goquery.Selection) {
	m.t.Helper()
	m.moveFocus(closest(e, focusableSelector))
	m.activate(what, e)
}

// activate does what a click on e does.
func (m *memoryTab) activate(what string, e *goquery.Selection) {
	m.t.Helper()
	b := closest(e, "[live-click]")
	if b != nil {
		m.sendBinding(b, "live-click", nil, nil)
	}
	switch a, button, tick := closest(e, "a[href]"), closest(e, "button,input"), closest(e, "input"); {
	case a != nil && hasAttr(a, "live-patch"):
		m.followPatchLink(what, attr(a, "href"))
	case button != nil && isSubmitButton(button) && m.formOf(button) != nil:
		m.submit(m.formOf(button), button)
	case tick != nil && isCheckable(tick):
		m.setChecked(tick, controlType(tick) == "radio" || !m.isChecked(tick))
	case a != nil && strings.HasPrefix(attr(a, "href"), "#"):
		// the page scrolls
	case a != nil && b == nil:
		m.followLink(attr(a, "href"))
	case a == nil && button == nil:
		m.clickLabel(what, m.labeledControl(e))
	}
}

// clickLabel clicks on the field that a label is for, or gives it the focus.
func (m *memoryTab) clickLabel(what string, field *goquery.Selection) {
	m.t.Helper()
	if field == nil || isDisabled(field) {
		return
	}
	m.moveFocus(field)
	if isCheckable(field) || field.Is("button") {
		m.activate(what, field)
	}
}

// focusOn moves the focus to e, away from everything if e is nil.
func (m *memoryTab) moveFocus(e *goquery.Selection) {
	m.t.Helper()
	var to locator
	if e != nil {
		to = m.locatorOf(e)
	}
	if m.focus == to {
		return
	}
	from := m.focus
	m.focus = to
	if from != (locator{}) {
		m.flush(func(l debouncedEvent) bool { return l.target == from })
		if old := m.locate(from); old != nil && hasAttr(old, "live-blur") {
			m.sendWithValue(old, old, "live-blur", url.Values{})
		}
	}
	if e != nil && hasAttr(e, "live-focus") {
		m.sendWithValue(e, e, "live-focus", url.Values{})
	}
}

// strike strikes a key with the focus on e.
func (m *memoryTab) pressKey(e *goquery.Selection, key string) {
	m.t.Helper()
	m.moveFocus(e)
	if bound := keyBinding(e, key); bound != nil {
		m.debounce(bound, "live-keydown", attr(bound, "live-debounce"), func() {
			m.sendWithValue(bound, e, "live-keydown", url.Values{"key": {key}})
		})
	}
	switch act, text := m.defaultKeyAction(e, key); act {
	case typesText:
		m.setControl(e, controlState{text: text})
	case submitsForm:
		form := m.formOf(e)
		button, _ := m.defaultButton(form)
		m.submit(form, button)
	case clicks:
		m.activate("Key", e)
	}
}
