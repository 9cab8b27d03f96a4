package livetest

import (
	"fmt"

	"github.com/PuerkitoBio/goquery"
)

// Click clicks on the one element that matches sel and does what a browser would: it moves the focus, and then comes the innermost live-click around
// the element, a live-patch link, the form that a button submits, a box that is ticked, a label's field, a link. A question (live-confirm) is answered
// with yes. What a click does nothing to, or what is disabled, fails the test.
func (p *Page) Click(sel string) *Page {
	p.t.Helper()
	e := p.one(sel)
	if isDisabled(e) {
		p.t.Fatalf("livetest: Click(%q): it is disabled:\n%s", sel, outline(e))
	}
	if !p.doc.isClickable(e) {
		p.t.Fatalf("livetest: Click(%q): a click on it does nothing:\n%s\nwhat can be clicked:\n%s",
			sel, outline(e), outline(p.match("[live-click],a[href],button,input[type=checkbox],input[type=radio]")))
	}
	if button := closest(e, "button,input"); button != nil && isSubmitButton(button) && p.doc.formOf(button) != nil {
		if why := p.doc.missingField(p.doc.formOf(button), button); why != "" {
			p.t.Fatalf("livetest: Click(%q): %s:\n%s", sel, why, outline(p.doc.formOf(button)))
		}
	}
	p.tab.click(fmt.Sprintf("Click(%q)", sel), e)
	return p.Settle()
}

// reacts says whether a click on e does anything.
func (d *document) isClickable(e *goquery.Selection) bool {
	button, input := closest(e, "button,input"), closest(e, "input")
	switch {
	case closest(e, "[live-click],a[href]") != nil,
		button != nil && isSubmitButton(button) && d.formOf(button) != nil,
		input != nil && isCheckable(input):
		return true
	case button == nil:
		field := d.labeledControl(e)
		return field != nil && !isDisabled(field)
	}
	return false
}

// labelled is the field that the label around e is for, nil if there is none.
func (d *document) labeledControl(e *goquery.Selection) *goquery.Selection {
	label := closest(e, "label")
	if label == nil {
		return nil
	}
	field := label.Find(controlSelector).First()
	if id, ok := label.Attr("for"); ok {
		field = d.dom.Find(fmt.Sprintf("[id=%q]", id)).First()
	}
	if field.Length() == 0 {
		return nil
	}
	return field
}
