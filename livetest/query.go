package livetest

import (
	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
)

// find looks at the page and returns what matches sel.
func (p *Page) find(sel string) *goquery.Selection {
	p.t.Helper()
	p.requireOpen()
	p.site.clock.waitIdle() // what has come is seen
	p.tab.look()
	return p.match(sel)
}

// match returns what matched sel when the page was looked at.
func (p *Page) match(sel string) *goquery.Selection {
	p.t.Helper()
	m, err := cascadia.Compile(sel)
	if err != nil {
		p.t.Fatalf("livetest: selector %q: %v", sel, err)
	}
	return p.doc.dom.FindMatcher(m)
}

// one returns the element that matches sel.
func (p *Page) one(sel string) *goquery.Selection {
	p.t.Helper()
	all := p.find(sel)
	switch all.Length() {
	case 0:
		p.t.Fatalf("livetest: nothing matches %q%s, in\n%s", sel, p.doc.suggestSelector(sel), p.doc.outline())
	case 1:
	default:
		p.t.Fatalf("livetest: %d elements match %q, want one:\n%s", all.Length(), sel, outline(all))
	}
	return all
}
