package livetest

// Navigate loads the page at url, as if it were typed into the address bar.
func (p *Page) Navigate(url string) *Page {
	p.t.Helper()
	p.requireOpen()
	at, ours := resolveURL(p.URL(), url)
	if !ours {
		p.t.Fatalf("livetest: Navigate(%q): it leads to another site", url)
	}
	p.tab.navigate(at)
	return p.Settle()
}

// Reload loads the page again.
func (p *Page) Reload() *Page {
	p.t.Helper()
	p.requireOpen()
	p.tab.reload()
	return p.Settle()
}

// Back goes to the entry before in the tab's history. Where only the address changed (a live-patch link, Socket.Patch) the view stays and is told;
// another document is loaded anew.
func (p *Page) Back() *Page {
	p.t.Helper()
	p.requireOpen()
	p.tab.moveHistory("Back", -1)
	return p.Settle()
}

// Forward is the opposite of Back.
func (p *Page) Forward() *Page {
	p.t.Helper()
	p.requireOpen()
	p.tab.moveHistory("Forward", 1)
	return p.Settle()
}
