package livetest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
)

const (
	maxSteps  = 10 // redirects that the client follows in one navigation
	maxAsleep = 5  // pages that it keeps

	visitKey         = "live-navigate" // of the message that a navigation has failed
	notLoadedText    = "This page could not be loaded. Try again."
	tooManyStepsText = "This page could not be loaded, because it redirects too often."
)

// A sleepingPage is a page of the document that is not shown.
type sleepingPage struct {
	pageState
	root *client.Root
	url  string // of the response that it was loaded from
	body []byte
}

// visit navigates to the page at a URL of the site, as the client does. It reports false if that has failed, and the
// page stays.
func (m *memoryTab) visit(url string, replaces bool) bool {
	m.t.Helper()
	if !m.canVisit() {
		m.loadLink(url, replaces)
		return true
	}
	m.flush(func(debouncedEvent) bool { return true })
	res, document, failure := m.fetchPage(url)
	switch {
	case failure != "":
		m.failVisit(failure)
		return false
	case res != nil && m.show(res):
		m.urlChanged(m.url(), replaces)
		m.noteEntry()
	default:
		m.leaveFor(m.url(), document, func(url string) { m.loadLink(url, replaces) })
	}
	return true
}

// visitEntry navigates to the page at the URL of the current entry of the history. It reports false if another entry
// must be the current one, because that has failed.
func (m *memoryTab) visitEntry(url string) bool {
	m.t.Helper()
	if !m.canVisit() {
		m.reloadEntry(url)
		return true
	}
	res, document, failure := m.fetchPage(url)
	switch {
	case failure != "":
		m.failVisit(failure)
		return false
	case res != nil && m.show(res):
		m.noteEntry()
	default:
		m.leaveFor(m.url(), document, m.reloadEntry)
	}
	return true
}

// canVisit reports whether the client asks the server for a page that it shows in this document.
func (m *memoryTab) canVisit() bool { return m.isLive() && !m.noScript && m.layout.version != "" }

// failVisit shows that a navigation has failed. The page stays.
func (m *memoryTab) failVisit(text string) {
	m.showFlash(wire.FlashMessage{Kind: wire.FlashError, Text: text, FlashOptions: wire.FlashOptions{Key: visitKey}}, "", time.Now())
}

// fetchPage requests the page at a path and query, to show it in this document. It follows redirects. It returns the response with
// the page; or else the URL of a document to load, which may be of another site; or else the text that says why it
// failed. If the response cannot be shown, document is its URL.
func (m *memoryTab) fetchPage(path string) (res *response, document, failure string) {
	m.t.Helper()
	var sticky []string
	for _, r := range m.page.client.Sticky() {
		sticky = append(sticky, url.PathEscape(r.StickyKey()))
	}
	for range maxSteps + 1 {
		if !m.page.isConnected() { // the network has failed
			return nil, "", notLoadedText
		}
		res, err := m.site.fetchPage(&m.hooks, m.mounts.Load, path, m.url(), m.layout.version, sticky)
		if err != nil {
			m.t.Fatalf("livetest: GET %s: %v", path, err)
		}
		m.requests += res.requests
		target := res.Header.Get("Live-Location")
		switch {
		case res.StatusCode == http.StatusOK && res.Header.Get("Live-Page") != "" && res.isHTML():
			return res, path, ""
		case res.StatusCode != http.StatusNoContent || target == "":
			return nil, path, ""
		}
		next, sameOrigin := resolveURL(path, target)
		if !sameOrigin || next == path {
			return nil, next, ""
		}
		path = next
	}
	return nil, "", tooManyStepsText
}

// show shows a page that was fetched in this document: the old page sleeps, and the new one is joined on the same
// connection. It reports false if the document must be loaded, because it differs in what this does not change.
func (m *memoryTab) show(res *response) bool {
	m.t.Helper()
	w := newWholeDocument(m.site, &m.hooks, res, res.body)
	page, isLive := m.parsePage(w)
	next := w.layout()
	if !isLive || next.names() != m.layout.names() {
		return false
	}
	m.sync()
	old := &sleepingPage{m.pageState, m.page.client.Root, m.page.url, m.page.body}
	sticky := m.takeSticky()
	if err := m.page.client.ShowPage(page, m.canSleep()); err != nil {
		m.t.Fatalf("livetest: GET %s: %v\n%s", res.url, err, page.HTML)
	}
	m.page.url, m.page.body, m.page.status = res.url, res.body, res.StatusCode
	m.resetState()
	m.layout, m.base = next, w.base
	m.isPrivate = strings.Contains(strings.ToLower(res.Header.Get("Cache-Control")), "no-store")
	m.keepAsleep(old)
	m.arrive(sticky)
	if err := checkStatus(res.method, res.url, res.StatusCode, m.takeExpectedStatus()); err != nil {
		m.t.Fatalf("livetest: %v\n%s", err, res.body)
	}
	root := m.page.client.Root
	if m.page.waitFor(func() bool { return m.page.isOpen(root) }) {
		m.checkAdopted()
	}
	return true
}

// wake shows a page that sleeps, without a request.
func (m *memoryTab) wake(page *sleepingPage) {
	m.t.Helper()
	m.sync()
	old := &sleepingPage{m.pageState, m.page.client.Root, m.page.url, m.page.body}
	sticky := m.takeSticky()
	m.page.waitFor(func() bool { return !page.root.IsWaiting() })
	if err := m.page.client.Return(page.root, m.canSleep()); err != nil {
		m.t.Logf("livetest: wake the page at %s: %v", page.url, err) // the connection is lost
	}
	tab := m.document
	m.pageState = page.pageState
	m.leftFor, m.expectedStatus, m.noScript = tab.leftFor, tab.expectedStatus, tab.noScript
	m.pushed, m.replies, m.flashes = map[string][]string{}, nil, nil
	m.page.url, m.page.body, m.page.status = page.url, page.body, http.StatusOK
	m.asleep = slices.DeleteFunc(m.asleep, func(p *sleepingPage) bool { return p == page })
	m.keepAsleep(old)
	m.shown = nil
	m.arrive(sticky)
}

// arrive shows the page that the tab has changed to, and what it knew of the sticky views around the page before.
func (m *memoryTab) arrive(sticky stickyState) {
	m.t.Helper()
	m.page.record()
	m.stepStart.renders = int(m.renders.Load())
	m.sync()
	m.putSticky(sticky)
}

// canSleep reports whether the client keeps the page when it is left. What an iframe shows would be lost.
func (m *memoryTab) canSleep() bool {
	return !m.isPrivate && m.dom.Find("#live-root").Find("iframe,object,embed").Length() == 0
}

// keepAsleep adds a page to those that sleep, if it does, of which it keeps the newest.
func (m *memoryTab) keepAsleep(page *sleepingPage) {
	if !m.page.client.IsAsleep(page.root) {
		return
	}
	m.asleep = append(m.asleep, page)
	if len(m.asleep) > maxAsleep {
		_ = m.asleep[0].root.Bye() // if the connection is lost, settle finds out
		m.asleep = m.asleep[1:]
	}
}

// findAsleep returns the page with a number, if it sleeps and its session has not ended.
func (m *memoryTab) findAsleep(id int) *sleepingPage {
	for _, p := range m.asleep {
		if p.id == id && m.page.client.IsAsleep(p.root) {
			return p
		}
	}
	return nil
}
