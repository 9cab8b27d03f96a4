package livetest

import (
	"net/http"
	"time"
)

// load loads the document at a URL, like a link.
func (m *memoryTab) load(url string) {
	m.t.Helper()
	m.loadRequest(http.MethodGet, url, "")
}

// loadRequest loads the document that a request returns, as a new entry of the history. form is the
// body of a POST.
func (m *memoryTab) loadRequest(method, url, form string) {
	m.t.Helper()
	m.replaceDocument(method, url, form)
	m.documents++
	m.addHistory(historyEntry{m.url(), m.documents})
}

// reloadEntry loads the document of the current entry of the history.
func (m *memoryTab) reloadEntry(url string) {
	m.t.Helper()
	m.replaceDocument(http.MethodGet, url, "")
	m.history[m.current].url = m.url()
}

// replaceDocument loads a document in place of the current one and, if it is live, joins its
// session.
func (m *memoryTab) replaceDocument(method, url, form string) {
	m.t.Helper()
	m.stepStart = counters{renders: int(m.renders.Load())}
	page, err := m.site.load(&m.hooks, method, url, form)
	if err != nil {
		m.t.Fatalf("livetest: %v", err)
	}
	m.page, m.snapshot, m.sent, m.effectsSeen, m.debounced = page, nil, nil, 0, nil
	m.edited, m.serverChecked = map[controlKey]bool{}, map[controlKey]bool{}
	m.entered, m.focus, m.leftFor = map[controlKey]controlState{}, locator{}, ""
	m.flashes, m.flashTimes, m.pushed = nil, map[string]time.Time{}, map[string][]string{}
	if m.sync(); page.client == nil {
		return
	}
	if err := page.connect(m.site, &m.hooks, page.client.Join); err != nil {
		m.t.Fatalf("livetest: join %s: %v", url, err)
	}
	if !page.client.Adopted() {
		m.t.Errorf("livetest: GET %s rendered a view that the join did not adopt: another one was mounted", url)
	}
}

// followLink navigates to the page of a link. It loads the page if the site follows links.
func (m *memoryTab) followLink(href string) {
	m.t.Helper()
	url, sameOrigin := resolveURL(m.url(), href)
	m.page.close()
	if m.leftFor = url; sameOrigin && m.site.followsLinks {
		m.load(url)
	}
}
