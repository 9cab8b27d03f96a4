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
// entries (a live-patch link, Socket.Patch), the view stays and receives the new parameters. A live page that was left
// by a link of live.Navigate or by Socket.Navigate is shown as it was, unless it has ended meanwhile: then it is
// requested and mounted again. A page of another document is loaded. [Page.Requests] says which of them happened.
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
