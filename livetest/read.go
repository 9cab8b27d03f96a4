package livetest

import "github.com/lively-go/lively/live"

// Text is the text of the one element that matches sel, white space collapsed.
func (p *Page) Text(sel string) string {
	p.t.Helper()
	return textOf(p.one(sel))
}

// Texts are the texts of all elements that match sel, in document order, white space collapsed.
func (p *Page) Texts(sel string) []string {
	p.t.Helper()
	var texts []string
	for _, e := range p.find(sel).EachIter() {
		texts = append(texts, textOf(e))
	}
	return texts
}

// Has says whether any element matches sel.
func (p *Page) Has(sel string) bool {
	p.t.Helper()
	return p.Count(sel) > 0
}

// Count is how many elements match sel.
func (p *Page) Count(sel string) int {
	p.t.Helper()
	return p.find(sel).Length()
}

// Attr is an attribute of the one element that matches sel; an element without it fails the test.
func (p *Page) Attr(sel, name string) string {
	p.t.Helper()
	e := p.one(sel)
	value, ok := e.Attr(name)
	if !ok {
		p.t.Fatalf("livetest: %q has no attribute %s:\n%s", sel, name, outline(e))
	}
	return value
}

// HTML is the page: what the root holds, as the server and its patches made it.
func (p *Page) HTML() string { return p.tab.html() }

// Title is the document's title.
func (p *Page) Title() string { return p.tab.title() }

// URL is the path and query in the address bar; the whole URL when the page was left for another site.
func (p *Page) URL() string {
	if p.doc.leftFor != "" {
		return p.doc.leftFor
	}
	return p.tab.url()
}

// Flash is the text of a kind, live.FlashInfo or live.FlashError, in the status region; "" if there is none.
func (p *Page) Flash(kind live.FlashKind) string { return p.doc.flash[string(kind)] }

// Pushed are the details, as JSON, of all live:name events that the view has pushed to the window, oldest first.
func (p *Page) Pushed(name string) []string { return p.doc.pushed[name] }
