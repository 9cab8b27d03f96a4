package livetest

import (
	"fmt"

	"github.com/PuerkitoBio/goquery"
)

// Focus gives the focus to the one element that matches sel, as Tab or a touch does. What had it loses it: see Blur. Clicking and typing do the same
// before they do anything else.
func (p *Page) Focus(sel string) *Page {
	p.t.Helper()
	e := p.one(sel)
	p.requireFocusable(fmt.Sprintf("Focus(%q)", sel), e)
	p.tab.moveFocus(e)
	return p.Settle()
}

// Blur takes the focus from the one element that matches sel, which must have it. Its live-blur event is sent, and before that what waits for it
// (live-debounce="blur").
func (p *Page) Blur(sel string) *Page {
	p.t.Helper()
	e := p.one(sel)
	if p.doc.focus != p.doc.locatorOf(e) {
		p.t.Fatalf("livetest: Blur(%q): it does not have the focus; %s\n%s", sel, p.doc.describeFocus(), outline(e))
	}
	p.tab.moveFocus(nil)
	return p.Settle()
}

// whoHasFocus is a clause of a message.
func (d *document) describeFocus() string {
	if e := d.locate(d.focus); e != nil {
		return "this has: " + startTag(e)
	}
	return "nothing has"
}

// mustFocus fails the test if a person cannot get to e.
func (p *Page) requireFocusable(what string, e *goquery.Selection) {
	p.t.Helper()
	if isDisabled(e) {
		p.t.Fatalf("livetest: %s: it is disabled:\n%s", what, outline(e))
	}
	if !isFocusable(e) {
		p.t.Fatalf("livetest: %s: it cannot have the focus; a field, a button or a link can, and what has a tabindex:\n%s", what, outline(e))
	}
}

const focusableSelector = "input:not([type=hidden]),select,textarea,button,a[href],area[href],summary,iframe,[tabindex],[contenteditable]"

func isFocusable(e *goquery.Selection) bool { return e.Is(focusableSelector) && !isDisabled(e) }
