package livetest

import (
	"net/url"

	"github.com/PuerkitoBio/goquery"
)

// click moves the focus and performs the effects of a click on e.
func (m *memoryTab) click(action string, e *goquery.Selection) {
	m.t.Helper()
	m.hover(e)
	m.moveFocus(closest(e, focusableSelector))
	m.leaveElements(e)
	m.activate(action, e)
}

// activate performs the effects of a click on e other than moving the focus.
func (m *memoryTab) activate(action string, e *goquery.Selection) {
	m.t.Helper()
	if row := closest(e, "[live-row]"); row != nil && m.formOf(row) != nil && !m.noScript {
		m.pressRowButton(row)
	}
	bound := closestBound(e, "[live-click]")
	if m.noScript {
		bound = nil
	}
	if bound != nil {
		m.sendBinding(bound, "live-click", nil, nil)
	}
	toggle, isAction := m.dialogActionOf(e)
	switch link, button, input := closest(e, "a[href]"), closest(e, "button,input"), closest(e, "input"); {
	case isAction:
		m.act(toggle, e)
	case link != nil && hasAttr(link, "live-patch") && !m.noScript:
		m.followPatchLink(action, attr(link, "href"), false)
	case link != nil && hasAttr(link, "live-navigate") && !hasAttr(link, "download") && !m.noScript:
		m.leaveFor(m.url(), attr(link, "href"), func(url string) { m.visit(url, attr(link, "live-navigate") == "replace") })
	case button != nil && isRowButton(button) && !m.noScript:
		// its operation was sent
	case button != nil && isSubmitButton(button) && m.formOf(button) != nil:
		m.submit(m.formOf(button), button)
	case button != nil && isResetButton(button) && m.formOf(button) != nil:
		m.reset(m.formOf(button))
	case input != nil && isCheckable(input):
		m.setChecked(input, controlType(input) == "radio" || !m.isChecked(input))
	case link != nil && bound == nil && hasAttr(link, "download"):
		// a browser saves the file
	case link != nil && bound == nil:
		m.followLink(m.linkBase(), attr(link, "href"))
	case link == nil && button == nil:
		m.clickLabel(action, m.labeledControl(e))
	}
}

// clickLabel performs the effects of a click on the label of a control, which may be nil.
func (m *memoryTab) clickLabel(action string, control *goquery.Selection) {
	m.t.Helper()
	if control == nil || isDisabled(control) {
		return
	}
	m.moveFocus(control)
	if isCheckable(control) || control.Is("button") {
		m.activate(action, control)
	}
}

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
		m.flush(func(d debouncedEvent) bool { return d.target == from })
		if old := m.locate(from); old != nil && !m.isRunning && hasAttr(old, "live-blur") {
			m.sendWithValue(old, old, "live-blur", url.Values{})
		}
	}
	if e != nil && hasAttr(e, "live-focus") {
		m.sendWithValue(e, e, "live-focus", url.Values{})
	}
}
