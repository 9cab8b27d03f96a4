package livetest

import (
	"net/http"
	"testing"

	"github.com/lively-go/lively/live"
)

// A Page is a tab of a browser, looked at and acted upon by one test. Its methods are for the test's goroutine; those that
// act return when the server has answered and the page has settled. What cannot be done, or does not end as it should, fails the test
// at once.
type Page struct {
	t    testing.TB
	site *site
	tab  tab
	doc  *document // what tab shows
}

// Mount loads and joins a page that shows the view which factory makes, in a server of its own. factory runs again when the page
// is mounted anew. url is the page's path and query; without one it is "/". The server is in development mode, and does not slow
// down a test that clicks faster than people do. It ends with the test.
func Mount(t testing.TB, factory func() live.View, url ...string) *Page {
	t.Helper()
	server := func() http.Handler {
		return &live.Server{
			Handler:    live.Page(func(*http.Request) live.View { return factory() }),
			Dev:        true,
			Log:        testLogger(t),
			EventRate:  1e6,
			EventBurst: 1e6,
		}
	}
	s := newMemorySite(t, server())
	s.newHandler = server
	return openMemoryTab(t, s, url)
}

// Open loads and joins the page at url, "/" without one, of an application: its router, its middleware, with the live.Server in
// or around them. Cookies are kept, redirects and navigations followed; a page that is not live can be read and left by its links.
// Each Open is a browser of its own. If h has a method Shutdown, as live.Server does, it is called when the test ends.
func Open(t testing.TB, h http.Handler, url ...string) *Page {
	t.Helper()
	s := newMemorySite(t, h)
	s.followsLinks = true
	return openMemoryTab(t, s, url)
}

// Tab opens url in another tab of p's browser: it has p's cookies.
func (p *Page) Tab(url string) *Page {
	p.t.Helper()
	return p.tab.openTab(url)
}

// Settle waits until the server has answered all events, and has rendered what it knows. In a synctest bubble it first waits until every
// goroutine waits, so messages, timers that are due and loads that are done count too. Then it asks for a fresh render and
// compares: the page as patches made it must be the same, node by node. A page that is disconnected does not wait for answers.
//
// All that acts on a page settles before it returns; call it after something else has changed what the page shows: another page, a
// message, time.
func (p *Page) Settle() *Page {
	p.t.Helper()
	p.tab.settle()
	return p
}

// here fails the test if the page was left.
func (p *Page) requireOpen() {
	p.t.Helper()
	if p.doc.leftFor != "" {
		p.t.Fatalf("livetest: the page was left for %s; Open follows, Mount does not", p.doc.leftFor)
	}
}

// live fails the test if the page is not.
func (p *Page) requireLive(what string) {
	p.t.Helper()
	p.requireOpen()
	if !p.tab.isLive() {
		p.t.Fatalf("livetest: %s: the page at %s is not live", what, p.URL())
	}
}

// inMemory returns the page's tab, and fails the test if a browser shows the page.
func (p *Page) memoryTab(what string) *memoryTab {
	p.t.Helper()
	m, ok := p.tab.(*memoryTab)
	if !ok {
		p.t.Fatalf("livetest: %s is for pages in memory, those of Mount and Open", what)
	}
	return m
}
