package livetest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// Click clicks the only element that matches sel, like a browser. The click moves the focus, and
// then has the effects of the innermost live-click binding, live-patch or live-navigate link, submit or
// reset button, checkbox, radio button, label or link around the element. The mouse enters the element, and leaves others, as by
// Hover. Before the other effects, the click has those of the live-click-away bindings of elements that do not contain
// it: see live.ClickAway. Buttons with command or popovertarget open and close dialogs and popovers, and a summary its
// details. Confirmation dialogs (live-confirm) are
// accepted. It fails the test if the element is disabled, if the click would have no effect, or if the link
// opens another tab, for which there is Tab.
func (p *Page) Click(sel string) *Page {
	p.t.Helper()
	e := p.one(sel)
	if isDisabled(e) {
		p.t.Fatalf("livetest: Click(%q): it is disabled:\n%s", sel, outline(e))
	}
	if !p.doc.isClickable(e) {
		p.t.Fatalf("livetest: Click(%q): clicking it has no effect:\n%s\nclickable elements:\n%s",
			sel, outline(e), outline(p.match("[live-click],a[href],button,input[type=checkbox],input[type=radio]")))
	}
	if button := closest(e, "button,input"); button != nil && isSubmitButton(button) && p.doc.formOf(button) != nil {
		if problem := p.doc.missingField(p.doc.formOf(button), button); problem != "" {
			p.t.Fatalf("livetest: Click(%q): %s:\n%s", sel, problem, outline(p.doc.formOf(button)))
		}
	}
	if link := closest(e, "a[href]"); link != nil && closestBound(e, "[live-click]") == nil && opensTab(attr(link, "target")) {
		p.t.Fatalf("livetest: Click(%q): the link opens another tab: use Tab:\n%s", sel, outline(link))
	}
	p.tab.click(fmt.Sprintf("Click(%q)", sel), e)
	return p.Settle()
}

// opensTab reports whether a link with that target is opened in another tab.
func opensTab(target string) bool {
	return target != "" && !slices.Contains([]string{"_self", "_parent", "_top"}, strings.ToLower(target))
}

// isClickable reports whether a click on e has any effect.
func (d *document) isClickable(e *goquery.Selection) bool {
	button, input := closest(e, "button,input"), closest(e, "input")
	_, isDialogAction := d.dialogActionOf(e)
	switch {
	case isDialogAction, !d.noScript && closestBound(e, "[live-click]") != nil, closest(e, "a[href]") != nil, len(d.elementsLeft(e)) > 0,
		button != nil && (isSubmitButton(button) || isResetButton(button)) && d.formOf(button) != nil,
		input != nil && isCheckable(input):
		return true
	case button == nil:
		control := d.labeledControl(e)
		return control != nil && !isDisabled(control)
	}
	return false
}

// labeledControl returns the control of the label around e, or nil.
func (d *document) labeledControl(e *goquery.Selection) *goquery.Selection {
	label := closest(e, "label")
	if label == nil {
		return nil
	}
	control := label.Find(controlSelector).First()
	if id, ok := label.Attr("for"); ok {
		control = d.dom.Find(fmt.Sprintf("[id=%q]", id)).First()
	}
	if control.Length() == 0 {
		return nil
	}
	return control
}
