package livetest

// WithoutScript loads the page again in a browser that runs no scripts, as each page that the tab loads from then on.
// The page is not live: clicks on bindings have no effect, forms and the buttons of their rows are submitted by the
// browser, and noscript elements are shown. Like Open, it requires a handler that serves all pages: open the page with
// Open. It fails the test if the page is in a real browser.
func (p *Page) WithoutScript() *Page {
	p.t.Helper()
	m := p.memoryTab("WithoutScript")
	if !m.site.followsLinks {
		p.t.Fatalf("livetest: WithoutScript: a page of Mount has no other pages: open it with Open")
	}
	m.noScript = true
	return p.Reload()
}
