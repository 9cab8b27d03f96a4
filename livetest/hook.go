package livetest

import (
	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/live"
)

// A Hook is an element whose own client code, a map or an editor say, talks to the view.
type Hook struct {
	p   *Page
	sel string
}

// Hook is the one element that matches sel. It has a live-hook attribute, which says that client code belongs to it.
func (p *Page) Hook(sel string) *Hook {
	p.t.Helper()
	h := &Hook{p, sel}
	h.element()
	return h
}

// node is the element as it is now.
func (h *Hook) element() *goquery.Selection {
	h.p.t.Helper()
	e := h.p.one(h.sel)
	if !hasAttr(e, "live-hook") {
		h.p.t.Fatalf("livetest: Hook(%q): it has no live-hook attribute:\n%s\nwhat has:\n%s", h.sel, outline(e), outline(h.p.match("[live-hook]")))
	}
	return e
}

// Push sends event, a struct as for live.Click, to the innermost component around the element that listens to it. It is what client code does with
//
//	liveSocket.pushEvent(element, "package.Type", {argument: "value"})
func (h *Hook) Push(event any) *Page {
	h.p.t.Helper()
	h.p.tab.pushEvent(h.element(), *live.Click(event).Items()[0].Value.(*string))
	return h.p.Settle()
}
