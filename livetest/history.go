package livetest

// Navigate loads the page at url, as if it were typed into the address bar.
func (p *Page) Navigate(url string) *Page {
	p.t.Helper()
	p.here()
	at, ours := resolve(p.URL(), url)
	if !ours {
		p.t.Fatalf("livetest: Navigate(%q): it leads to another site", url)
	}
	p.tab.visit(at)
	return p.Settle()
}

// Reload loads the page again.
func (p *Page) Reload() *Page {
	p.t.Helper()
	p.here()
	p.tab.reload()
	return p.Settle()
}

// Back goes to the entry before in the tab's history. Where only the address changed (a live-patch link, Socket.Patch) the view stays and is told;
// another document is loaded anew.
func (p *Page) Back() *Page {
	p.t.Helper()
	p.here()
	p.tab.travel("Back", -1)
	return p.Settle()
}

// Forward is the opposite of Back.
func (p *Page) Forward() *Page {
	p.t.Helper()
	p.here()
	p.tab.travel("Forward", 1)
	return p.Settle()
}
