package livetest

import (
	"net/http"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
)

// Header returns the header of the response that the current document was loaded from. It must not be changed.
func (p *Page) Header() http.Header {
	p.t.Helper()
	p.requireOpen()
	return p.tab.header()
}

// HeadAttr returns the value of an attribute of the only element that matches sel in the head of the document; "head" and
// "html" are these elements themselves. It fails the test if there is not exactly one, or if it has no such attribute.
// [Page.Title] is for the title. In memory, the head is that of the response.
//
//	p.HeadAttr("html", "lang")
//	p.HeadAttr("meta[name=description]", "content")
func (p *Page) HeadAttr(sel, name string) string {
	p.t.Helper()
	found := p.findInHead(sel)
	if found.Length() != 1 {
		p.t.Fatalf("livetest: HeadAttr: %d elements match %q in the head of the document, want one", found.Length(), sel)
	}
	value, ok := found.Attr(name)
	if !ok {
		p.t.Fatalf("livetest: HeadAttr(%q, %q): the element %s has no such attribute", sel, name, goquery.NodeName(found))
	}
	return value
}

// HeadHas reports whether an element matches sel in the head of the document: see [Page.HeadAttr].
func (p *Page) HeadHas(sel string) bool {
	p.t.Helper()
	return p.findInHead(sel).Length() > 0
}

// findInHead returns the elements that match sel among the html element, the head and those in it.
func (p *Page) findInHead(sel string) *goquery.Selection {
	p.t.Helper()
	p.requireOpen()
	m, err := cascadia.Compile(sel)
	if err != nil {
		p.t.Fatalf("livetest: invalid selector %q: %v", sel, err)
	}
	p.site.clock.waitIdle()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(p.tab.head()))
	if err != nil {
		p.t.Fatalf("livetest: parse the head: %v", err)
	}
	return doc.Find("html, head, head *").FilterMatcher(m)
}
