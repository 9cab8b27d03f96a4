package livetest

import (
	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
)

// find updates the document and returns the elements that match sel.
func (p *Page) find(sel string) *goquery.Selection {
	p.t.Helper()
	p.requireOpen()
	p.update()
	return p.match(sel)
}

// update updates the document to what has been received. In a bubble, that is all that was sent.
func (p *Page) update() {
	p.t.Helper()
	p.site.clock.waitIdle()
	p.tab.sync()
}

// match returns the elements of the current document that match sel.
func (p *Page) match(sel string) *goquery.Selection {
	p.t.Helper()
	m, err := cascadia.Compile(sel)
	if err != nil {
		p.t.Fatalf("livetest: invalid selector %q: %v", sel, err)
	}
	return p.doc.dom.FindMatcher(m)
}

// one updates the document and returns the only element that matches sel. It fails the test if
// none or several match.
func (p *Page) one(sel string) *goquery.Selection {
	p.t.Helper()
	all := p.find(sel)
	switch all.Length() {
	case 0:
		p.t.Fatalf("livetest: no element matches %q%s in\n%s", sel, p.doc.suggestSelector(sel), p.doc.outline())
	case 1:
	default:
		p.t.Fatalf("livetest: %d elements match %q, want one:\n%s", all.Length(), sel, outline(all))
	}
	return all
}
