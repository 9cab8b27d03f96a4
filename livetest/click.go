package livetest

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/wire"
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
	if !p.doc.reacts(e) {
		p.t.Fatalf("livetest: Click(%q): a click on it does nothing:\n%s\nwhat can be clicked:\n%s",
			sel, outline(e), outline(p.match("[live-click],a[href],button,input[type=checkbox],input[type=radio]")))
	}
	if button := closest(e, "button,input"); button != nil && isSubmit(button) && p.doc.owner(button) != nil {
		if why := p.doc.missing(p.doc.owner(button), button); why != "" {
			p.t.Fatalf("livetest: Click(%q): %s:\n%s", sel, why, outline(p.doc.owner(button)))
		}
	}
	p.tab.click(fmt.Sprintf("Click(%q)", sel), e)
	return p.Settle()
}

// reacts says whether a click on e does anything.
func (d *document) reacts(e *goquery.Selection) bool {
	button, input := closest(e, "button,input"), closest(e, "input")
	switch {
	case closest(e, "[live-click],a[href]") != nil,
		button != nil && isSubmit(button) && d.owner(button) != nil,
		input != nil && isTick(input):
		return true
	case button == nil:
		field := d.labelled(e)
		return field != nil && !isDisabled(field)
	}
	return false
}

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

// labelled is the field that the label around e is for, nil if there is none.
func (d *document) labelled(e *goquery.Selection) *goquery.Selection {
	label := closest(e, "label")
	if label == nil {
		return nil
	}
	field := label.Find(anyControl).First()
	if id, ok := label.Attr("for"); ok {
		field = d.dom.Find(fmt.Sprintf("[id=%q]", id)).First()
	}
	if field.Length() == 0 {
		return nil
	}
	return field
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

// closest is e or the innermost element around it that matches, nil if there is none.
func closest(e *goquery.Selection, sel string) *goquery.Selection {
	if found := e.Closest(sel); found.Length() > 0 {
		return found
	}
	return nil
}

func has(e *goquery.Selection, name string) bool {
	_, ok := e.Attr(name)
	return ok
}

func attr(e *goquery.Selection, name string) string { return e.AttrOr(name, "") }

// componentOf is the number of the innermost component around e, 0 for the page.
func componentOf(e *goquery.Selection) uint64 {
	n, _ := strconv.ParseUint(attr(e.Closest("[live-c]"), "live-c"), 10, 64)
	return n
}

// emit sends the event that e binds, with values from live-value-* attributes and more.
func (m *memoryTab) emit(e *goquery.Selection, binding string, form *wire.Form, more url.Values) {
	m.t.Helper()
	m.send(event{what: startTag(e), at: m.placeOf(e), binding: binding, value: attr(e, binding)},
		wire.Event{Component: componentOf(e), URL: eventURL(e, attr(e, binding), more), Form: form})
}

// eventURL is what e sends: an event, with values from live-value-* attributes and more.
func eventURL(e *goquery.Selection, to string, more url.Values) string {
	var query []string
	for _, a := range e.Get(0).Attr {
		if name, ok := strings.CutPrefix(a.Key, "live-value-"); ok {
			query = append(query, url.QueryEscape(name)+"="+url.QueryEscape(a.Val))
		}
	}
	if len(more) > 0 {
		query = append(query, more.Encode())
	}
	if args := strings.Join(query, "&"); args != "" && strings.Contains(to, "?") {
		to += "&" + args
	} else if args != "" {
		to += "?" + args
	}
	return to
}

// patch follows a link that keeps the view.
func (m *memoryTab) patch(what, href string) {
	m.t.Helper()
	to, ours := resolve(m.url(), href)
	if !ours {
		m.t.Fatalf("livetest: %s: a live-patch link to another site, %s", what, href)
	}
	m.flush(func(later) bool { return true })
	m.follow(to, false)
	m.send(event{what: what}, wire.Event{Params: true, URL: to})
}

// An event is what was sent and has not been judged.
type event struct {
	what    string // where it came from
	at      place  // of the element that binds it
	binding string // its attribute; "" when the address changed
	value   string // of the attribute
	url     string
	ref     int
}

// send sends an event; Settle sees how it ends. from says where it came from.
func (m *memoryTab) send(from event, e wire.Event) {
	m.t.Helper()
	if m.page.c == nil {
		m.t.Fatalf("livetest: %s: the page at %s is not live", from.what, m.url())
	}
	from.url = e.URL
	from.ref, _ = m.page.c.Send(e) // an error: the connection is lost, and the event waits
	m.sent = append(m.sent, from)
}
