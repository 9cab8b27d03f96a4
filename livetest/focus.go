package livetest

import (
	"fmt"
	"net/url"

	"github.com/PuerkitoBio/goquery"
)

// Focus gives the focus to the one element that matches sel, as Tab or a touch does. What had it loses it: see Blur. Clicking and typing do the same
// before they do anything else.
func (p *Page) Focus(sel string) *Page {
	p.t.Helper()
	e := p.one(sel)
	p.mustFocus(fmt.Sprintf("Focus(%q)", sel), e)
	p.tab.focusOn(e)
	return p.Settle()
}

// Blur takes the focus from the one element that matches sel, which must have it. Its live-blur event is sent, and before that what waits for it
// (live-debounce="blur").
func (p *Page) Blur(sel string) *Page {
	p.t.Helper()
	e := p.one(sel)
	if p.doc.focus != p.doc.placeOf(e) {
		p.t.Fatalf("livetest: Blur(%q): it does not have the focus; %s\n%s", sel, p.doc.whoHasFocus(), outline(e))
	}
	p.tab.focusOn(nil)
	return p.Settle()
}

// whoHasFocus is a clause of a message.
func (d *document) whoHasFocus() string {
	if e := d.at(d.focus); e != nil {
		return "this has: " + startTag(e)
	}
	return "nothing has"
}

// mustFocus fails the test if a person cannot get to e.
func (p *Page) mustFocus(what string, e *goquery.Selection) {
	p.t.Helper()
	if isDisabled(e) {
		p.t.Fatalf("livetest: %s: it is disabled:\n%s", what, outline(e))
	}
	if !isFocusable(e) {
		p.t.Fatalf("livetest: %s: it cannot have the focus; a field, a button or a link can, and what has a tabindex:\n%s", what, outline(e))
	}
}

const focusable = "input:not([type=hidden]),select,textarea,button,a[href],area[href],summary,iframe,[tabindex],[contenteditable]"

func isFocusable(e *goquery.Selection) bool { return e.Is(focusable) && !isDisabled(e) }

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

// press sends an event that tells the value of the control it happened to.
func (m *memoryTab) press(bound, target *goquery.Selection, binding string, args url.Values) {
	m.t.Helper()
	if kind := kindOf(target); target.Is("input,select,textarea") && kind != "password" && kind != "file" {
		args.Set("value", m.value(target))
	}
	m.emit(bound, binding, nil, args)
	m.told([]control{m.key(target)})
}

// value is what a control's value property says.
func (d *document) value(e *goquery.Selection) string {
	if isTick(e) {
		return defaultValue(e)
	}
	if values := d.values(e); len(values) > 0 {
		return values[0]
	}
	return ""
}
