package livetest

// Text returns the text of the only element that matches sel, with white space collapsed.
func (p *Page) Text(sel string) string {
	p.t.Helper()
	return textOf(p.one(sel))
}

// Texts returns the texts of all elements that match sel, in document order, with white space
// collapsed.
func (p *Page) Texts(sel string) []string {
	p.t.Helper()
	var texts []string
	for _, e := range p.find(sel).EachIter() {
		texts = append(texts, textOf(e))
	}
	return texts
}

// Has reports whether any element matches sel.
func (p *Page) Has(sel string) bool {
	p.t.Helper()
	return p.Count(sel) > 0
}

// Count returns the number of elements that match sel.
func (p *Page) Count(sel string) int {
	p.t.Helper()
	return p.find(sel).Length()
}

// Attr returns an attribute of the only element that matches sel. It fails the test if the element
// does not have the attribute.
func (p *Page) Attr(sel, name string) string {
	p.t.Helper()
	e := p.one(sel)
	value, ok := e.Attr(name)
	if !ok {
		p.t.Fatalf("livetest: Attr(%q, %q): it has no such attribute:\n%s", sel, name, outline(e))
	}
	return value
}

// HTML returns the contents of the root of a live page, as the server and its patches made it. For
// a page that is not live it returns the document.
func (p *Page) HTML() string {
	p.t.Helper()
	p.site.clock.waitIdle()
	return p.tab.html()
}

// Title returns the title of the document.
func (p *Page) Title() string {
	p.t.Helper()
	p.site.clock.waitIdle()
	return p.tab.title()
}

// URL returns the path and query in the address bar, or the whole URL if the page navigated to
// another site.
func (p *Page) URL() string {
	p.t.Helper()
	p.site.clock.waitIdle()
	if p.doc.leftFor != "" {
		return p.doc.leftFor
	}
	return p.tab.url()
}

// Pushed returns the details, as JSON, of all live:name events that the view has pushed to the
// browser window, oldest first.
func (p *Page) Pushed(name string) []string {
	p.t.Helper()
	p.update()
	return p.doc.pushed[name]
}
