package livetest

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/wire"
)

// Click clicks on the one element that matches sel and does what a browser would: the innermost live-click around it, a live-patch link, the
// form that a button submits, a box that is ticked, a link. A question (live-confirm) is answered with yes. What a click does
// nothing to, or what is disabled, fails the test.
func (p *Page) Click(sel string) *Page {
	p.t.Helper()
	e := p.one(sel)
	if isDisabled(e) {
		p.t.Fatalf("livetest: Click(%q): it is disabled:\n%s", sel, outline(e))
	}
	done := false
	if b := closest(e, "[live-click]"); b != nil {
		p.emit(b, "live-click", nil, nil)
		done = true
	}
	switch a, button, tick := closest(e, "a[href]"), closest(e, "button,input"), closest(e, "input"); {
	case a != nil && has(a, "live-patch"):
		p.patch(sel, attr(a, "href"))
	case button != nil && isSubmit(button) && p.owner(button) != nil:
		p.submit(p.owner(button), button)
	case tick != nil && isTick(tick):
		p.tick(tick, kindOf(tick) == "radio" || !p.checked(tick))
	case a != nil && !done:
		p.leave(attr(a, "href"))
	case !done:
		p.t.Fatalf("livetest: Click(%q): a click on it does nothing:\n%s\nwhat can be clicked:\n%s",
			sel, outline(e), outline(p.find("[live-click],a[href],button,input[type=checkbox],input[type=radio]")))
	}
	return p.Settle()
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
func (p *Page) emit(e *goquery.Selection, binding string, form *wire.Form, more url.Values) {
	p.t.Helper()
	var query []string
	for _, a := range e.Get(0).Attr {
		if name, ok := strings.CutPrefix(a.Key, "live-value-"); ok {
			query = append(query, url.QueryEscape(name)+"="+url.QueryEscape(a.Val))
		}
	}
	if len(more) > 0 {
		query = append(query, more.Encode())
	}
	to := attr(e, binding)
	if args := strings.Join(query, "&"); args != "" && strings.Contains(to, "?") {
		to += "&" + args
	} else if args != "" {
		to += "?" + args
	}
	p.send(startTag(e), wire.Event{Component: componentOf(e), URL: to, Form: form})
}

// patch follows a link that keeps the view.
func (p *Page) patch(sel, href string) {
	p.t.Helper()
	to, ours := resolve(p.URL(), href)
	if !ours {
		p.t.Fatalf("livetest: Click(%q): a live-patch link to another site, %s", sel, href)
	}
	p.send(sel, wire.Event{Params: true, URL: to})
}

// An event is what was sent and has not been judged.
type event struct {
	what string // where it came from
	url  string
	ref  int
}

// send sends an event; Settle sees how it ends. what names where it came from.
func (p *Page) send(what string, e wire.Event) {
	p.t.Helper()
	if p.tab.c == nil {
		p.t.Fatalf("livetest: %s: the page at %s is not live", what, p.URL())
	}
	ref, _ := p.tab.c.Send(e) // an error: the connection is lost, and the event waits
	p.sent = append(p.sent, event{what, e.URL, ref})
}
