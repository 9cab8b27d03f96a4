package livetest

import "net/http"

// load goes to another document, as links do.
func (m *memoryTab) load(url string) {
	m.t.Helper()
	m.loadRequest(http.MethodGet, url, "")
}

// submitTo goes to the document that answers a request; form is its body.
func (m *memoryTab) loadRequest(method, url, form string) {
	m.t.Helper()
	m.replaceDocument(method, url, form)
	m.documents++
	m.addHistory(historyEntry{m.url(), m.documents})
}

// show loads the document of the present entry of the history.
func (m *memoryTab) reloadEntry(url string) {
	m.t.Helper()
	m.replaceDocument(http.MethodGet, url, "")
	m.history[m.current].url = m.url()
}

func (m *memoryTab) replaceDocument(method, url, form string) {
	m.t.Helper()
	m.stepStart = counters{renders: int(m.renders.Load())}
	page, err := m.site.load(&m.hooks, method, url, form)
	if err != nil {
		m.t.Fatalf("livetest: %v", err)
	}
	m.page, m.snapshot, m.sent, m.effectsSeen, m.leftFor = page, nil, nil, 0, ""
	m.focus, m.debounced = locator{}, nil
	m.edited = map[controlKey]bool{}
	m.entered, m.serverChecked, m.flash, m.pushed = map[controlKey]controlState{}, map[controlKey]bool{}, map[string]string{}, map[string][]string{}
	if m.look(); page.client == nil {
		return
	}
	if err := page.connect(m.site, &m.hooks, page.client.Join); err != nil {
		m.t.Fatalf("livetest: join %s: %v", url, err)
	}
	if !page.client.Adopted() {
		m.t.Errorf("livetest: GET %s rendered a view that was not adopted: another was mounted", url)
	}
}

// leave goes to another page, as a link does.
func (m *memoryTab) followLink(href string) {
	m.t.Helper()
	url, sameOrigin := resolveURL(m.url(), href)
	m.page.close()
	if m.leftFor = url; sameOrigin && m.site.followsLinks {
		m.load(url)
	}
}
