package livetest

import (
	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/live"
)

// A Hook is an element with client code of its own, such as a map or an editor, that exchanges
// events with the view.
type Hook struct {
	p   *Page
	sel string
}

// Hook returns the only element that matches sel. It must have a live-hook attribute, which names
// its client code.
func (p *Page) Hook(sel string) *Hook {
	p.t.Helper()
	h := &Hook{p, sel}
	h.element()
	return h
}

// element returns the element in the current document.
func (h *Hook) element() *goquery.Selection {
	h.p.t.Helper()
	e := h.p.one(h.sel)
	if !hasAttr(e, "live-hook") {
		h.p.t.Fatalf("livetest: Hook(%q): it has no live-hook attribute:\n%s\nelements with a live-hook attribute:\n%s",
			h.sel, outline(e), outline(h.p.match("[live-hook]")))
	}
	return e
}

// Push sends event, a struct as for live.Click, to the innermost component around the element that
// handles it. It corresponds to
//
//	liveSocket.pushEvent(element, "package.Type", {argument: "value"})
//
// in client code.
func (h *Hook) Push(event any) *Page {
	h.p.t.Helper()
	h.p.tab.pushEvent(h.element(), *live.Click(event).Items()[0].Value.(*string))
	return h.p.Settle()
}
