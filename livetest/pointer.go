package livetest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// Hover moves the mouse to the only element that matches sel. The elements with a live-mouseleave binding that it
// leaves receive their event, the innermost first, and then those with a live-mouseenter binding that it enters, the
// outermost first. It fails the test if there are none. Click moves the mouse in the same way.
func (p *Page) Hover(sel string) *Page {
	p.t.Helper()
	e := p.one(sel)
	action := fmt.Sprintf("Hover(%q)", sel)
	if closest(e, "[live-mouseenter]") == nil && p.doc.dom.Find("[live-mouseleave]").Length() == 0 {
		p.t.Fatalf("livetest: %s: no element is entered or left:\n%s\nelements with a binding:\n%s",
			action, outline(e), outline(p.doc.dom.Find(hoverSelector)))
	}
	p.tab.hoverElement(action, e)
	return p.Settle()
}

// hoverSelector matches elements with a binding of the mouse.
const hoverSelector = "[live-mouseenter],[live-mouseleave]"

// elementsLeft returns the elements whose live-click-away binding a click on e triggers, the innermost first.
func (d *document) elementsLeft(e *goquery.Selection) (left []*goquery.Selection) {
	var inside []*goquery.Selection
	for at := e; at.Length() > 0; at = around(at) {
		inside = append(inside, at)
		for _, name := range []string{"aria-controls", "aria-owns", "popovertarget", "commandfor"} {
			for id := range strings.FieldsSeq(attr(at, name)) {
				inside = append(inside, d.dom.Find(fmt.Sprintf("[id=%q]", id)))
			}
		}
	}
	if control := d.labeledControl(e); control != nil {
		inside = append(inside, control)
	}
	for _, each := range d.dom.Find("[live-click-away]").EachIter() {
		contains := func(in *goquery.Selection) bool {
			return in.Length() > 0 && (isAround(each, in))
		}
		if isShown(each) && !slices.ContainsFunc(inside, contains) {
			left = append(left, each)
		}
	}
	slices.Reverse(left)
	return left
}

// isShown reports whether the markup shows e. Style sheets may still hide it.
func isShown(e *goquery.Selection) bool {
	for ; e.Length() > 0; e = e.Parent() {
		style := strings.ReplaceAll(attr(e, "style"), " ", "")
		if e.Is("[hidden],dialog:not([open])") || strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") {
			return false
		}
		if e.Parent().Is("details:not([open])") && !e.Is("summary") {
			return false
		}
	}
	return true
}

// leaveElements has the effects of a click on e for elements with a live-click-away binding.
func (m *memoryTab) leaveElements(e *goquery.Selection) {
	m.t.Helper()
	for _, each := range m.elementsLeft(e) {
		m.sendBinding(each, "live-click-away", nil, nil)
	}
}

func (m *memoryTab) hoverElement(_ string, e *goquery.Selection) {
	m.t.Helper()
	m.hover(e)
}

// hover moves the mouse to e.
func (m *memoryTab) hover(e *goquery.Selection) {
	m.t.Helper()
	var before, now []*goquery.Selection // the innermost first
	for _, at := range m.hovered {
		if each := m.locate(at); each != nil {
			before = append(before, each)
		}
	}
	m.hovered = nil
	for around := e; around.Length() > 0; around = around.Parent() {
		if around.Is(hoverSelector) {
			now = append(now, around)
			m.hovered = append(m.hovered, m.locatorOf(around))
		}
	}
	contains := func(all []*goquery.Selection, e *goquery.Selection) bool {
		return slices.ContainsFunc(all, func(each *goquery.Selection) bool { return sameNode(each, e) })
	}
	send := func(e *goquery.Selection, binding string) {
		if hasAttr(e, binding) {
			m.debounce(e, binding, attr(e, "live-debounce"), func() { m.sendBinding(e, binding, nil, nil) })
		}
	}
	for _, each := range before {
		if !contains(now, each) {
			send(each, "live-mouseleave")
		}
	}
	for _, each := range slices.Backward(now) {
		if !contains(before, each) {
			send(each, "live-mouseenter")
		}
	}
}
