package livetest

// Crash makes the view of the page panic, as if one of its handlers did. The page is mounted again, with its
// nested views. Sticky views keep their sessions. A browser gives a page up whose view panics three times within a
// minute.
func (p *Page) Crash() *Page {
	p.t.Helper()
	p.requireLive("Crash")
	if err := p.tab.crash(""); err != nil {
		p.t.Fatalf("livetest: Crash: %v", err)
	}
	return p.Settle()
}

// ExpectCrash declares that the view of the page will panic, in a step of the test that follows. By default that
// fails the test. It also fails if the view does not panic until the test ends. See also [Nested.ExpectCrash].
func (p *Page) ExpectCrash() *Page {
	p.t.Helper()
	p.requireLive("ExpectCrash")
	p.tab.expectCrash("")
	return p
}
