package livetest

// Navigate loads url, as if it were typed into the address bar.
func (p *Page) Navigate(url string) *Page {
	p.t.Helper()
	p.requireOpen()
	to, sameOrigin := resolveURL(p.URL(), url)
	if !sameOrigin {
		p.t.Fatalf("livetest: Navigate(%q): it is the URL of another site", url)
	}
	p.tab.navigate(to)
	return p.Settle()
}

// Reload loads the page again.
func (p *Page) Reload() *Page {
	p.t.Helper()
	p.requireOpen()
	p.tab.reload()
	return p.Settle()
}

// Back moves to the previous entry of the history of the tab. If only the URL changed between the
// entries (a live-patch link, Socket.Patch), the view stays and receives the new parameters;
// otherwise the document is loaded again.
func (p *Page) Back() *Page {
	p.t.Helper()
	p.requireOpen()
	p.tab.moveHistory("Back", -1)
	return p.Settle()
}

// Forward moves to the next entry of the history of the tab: see Back.
func (p *Page) Forward() *Page {
	p.t.Helper()
	p.requireOpen()
	p.tab.moveHistory("Forward", 1)
	return p.Settle()
}
