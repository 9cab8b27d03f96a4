package livetest

import (
	"fmt"

	"github.com/PuerkitoBio/goquery"
)

// Focus moves the focus to the only element that matches sel, as the Tab key does. The element
// that had the focus is blurred: see Blur. Click, Key and the methods that fill in fields move the
// focus in the same way.
func (p *Page) Focus(sel string) *Page {
	p.t.Helper()
	e := p.one(sel)
	p.requireFocusable(fmt.Sprintf("Focus(%q)", sel), e)
	p.tab.moveFocus(e)
	return p.Settle()
}

// Blur removes the focus from the only element that matches sel, which must have it. Events that
// are debounced until then (live-debounce="blur") are sent, and after them its live-blur event.
func (p *Page) Blur(sel string) *Page {
	p.t.Helper()
	e := p.one(sel)
	if p.doc.focus != p.doc.locatorOf(e) {
		p.t.Fatalf("livetest: Blur(%q): it is not focused; %s:\n%s", sel, p.doc.describeFocus(), outline(e))
	}
	p.tab.moveFocus(nil)
	return p.Settle()
}

// describeFocus returns a clause of a failure text.
func (d *document) describeFocus() string {
	if e := d.locate(d.focus); e != nil {
		return "the focus is on " + startTag(e)
	}
	return "no element has the focus"
}

// requireFocusable fails the test if a user cannot move the focus to e.
func (p *Page) requireFocusable(action string, e *goquery.Selection) {
	p.t.Helper()
	if isDisabled(e) {
		p.t.Fatalf("livetest: %s: it is disabled:\n%s", action, outline(e))
	}
	if !isFocusable(e) {
		p.t.Fatalf("livetest: %s: it is not focusable (fields, buttons, links and elements with a tabindex are):\n%s", action, outline(e))
	}
}

const focusableSelector = "input:not([type=hidden]),select,textarea,button,a[href],area[href],summary,iframe,[tabindex],[contenteditable]"

func isFocusable(e *goquery.Selection) bool { return e.Is(focusableSelector) && !isDisabled(e) }
