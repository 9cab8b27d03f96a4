package livetest

import (
	"net/http"
	"testing"

	"github.com/lively-go/lively/live"
)

// A Page is a browser tab used by one test. Its methods must be called by the goroutine of the
// test. Methods that act on the page return once the server has acknowledged all events and the
// page has settled. An action that is impossible or does not complete fails the test immediately.
type Page struct {
	t    testing.TB
	site *site
	tab  tab
	doc  *document // what tab shows
}

// Mount loads and joins a page that shows the view returned by factory, in a server of its own.
// factory is called again when the page is remounted. url is the path and query of the page and
// defaults to "/". The server runs in development mode, does not limit the rate of events, and is
// shut down when the test ends.
func Mount(t testing.TB, factory func() live.View, url ...string) *Page {
	t.Helper()
	newServer := func() http.Handler {
		return &live.Server{
			Handler:    live.Page(func(*http.Request) live.View { return factory() }),
			Dev:        true,
			Log:        testLogger(t),
			EventRate:  1e6,
			EventBurst: 1e6,
		}
	}
	s := newMemorySite(t, newServer())
	s.newHandler = newServer
	return openMemoryTab(t, s, http.StatusOK, url)
}

// Open loads and joins the page at url, which defaults to "/", of an application: h is its router
// with its middleware and its live.Server. Cookies are kept, and redirects and navigation are
// followed: a link of live.Navigate, and Socket.Navigate, show another live page in the same
// document. If a page is not live, a test can still read it, follow its links and submit its forms. A
// page that may no longer be shown, because its login has ended, loads what is at its URL when it next
// settles; with a [live.Server.RecheckInterval] that happens as time passes. If the browser would ask the
// user first, the answer is to load it.
//
// A response with another status than 200 fails the test: see OpenStatus and [Page.ExpectStatus]. So does
// a live page that would be dead in a browser: a file of its client is not served, its layout or
// Content-Security-Policy does not let the script or its module run, or its WebSocket cannot be opened.
//
// Each call uses a separate browser. If h has a Shutdown method, as live.Server has, it is called
// when the test ends.
func Open(t testing.TB, h http.Handler, url ...string) *Page {
	t.Helper()
	s := newMemorySite(t, h)
	s.followsLinks = true
	return openMemoryTab(t, s, http.StatusOK, url)
}

// Tab opens url in another tab of the same browser, which shares the cookies of p.
func (p *Page) Tab(url string) *Page {
	p.t.Helper()
	return p.tab.openTab(url)
}

// Settle waits until the server has acknowledged all events and the page is up to date, including its
// nested views and those that are being mounted. In a
// synctest bubble it first waits until all goroutines of the bubble are blocked, so that messages
// being delivered, expired timers and finished loads are taken into account; views whose Mount sleeps are
// not waited for. Then it requests a
// fresh render and fails the test if the patched page differs from it. A disconnected page does
// not wait for the server.
//
// All methods that act on a page settle it before they return. Call Settle after something else
// has changed what the page shows: another page, a message, or the passing of time.
func (p *Page) Settle() *Page {
	p.t.Helper()
	p.tab.settle()
	return p
}

// requireOpen fails the test if the page navigated to a URL that was not loaded.
func (p *Page) requireOpen() {
	p.t.Helper()
	if p.doc.leftFor != "" {
		p.t.Fatalf("livetest: the page navigated to %s, which was not loaded: Open follows navigation within the site, Mount does not", p.doc.leftFor)
	}
}

// requireLive fails the test if the page is not live.
func (p *Page) requireLive(method string) {
	p.t.Helper()
	p.requireOpen()
	if !p.tab.isLive() {
		p.t.Fatalf("livetest: %s: the page at %s is not live", method, p.URL())
	}
}

// memoryTab returns the tab of the page. It fails the test if that is in a real browser.
func (p *Page) memoryTab(method string) *memoryTab {
	p.t.Helper()
	m, ok := p.tab.(*memoryTab)
	if !ok {
		p.t.Fatalf("livetest: %s requires a page in memory: open it with Mount or Open", method)
	}
	return m
}
