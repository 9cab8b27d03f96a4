package livetest

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/testhook"
	"github.com/lively-go/lively/internal/wire"
)

// load loads the document at a URL, as for the address bar.
func (m *memoryTab) load(url string) {
	m.t.Helper()
	m.loadRequest(http.MethodGet, url, requestBody{}, false)
}

// loadRequest loads the document that a request returns, as a new entry of the history or in place of the current one.
func (m *memoryTab) loadRequest(method, url string, body requestBody, replaces bool) {
	m.t.Helper()
	if !m.replaceDocument(method, url, body) {
		return
	}
	m.groups++
	entry := historyEntry{m.url(), m.groups, m.documents, m.id}
	if replaces {
		m.history[m.current] = entry
	} else {
		m.addHistory(entry)
	}
	m.refresh()
}

// reloadEntry loads the document of the current entry of the history.
func (m *memoryTab) reloadEntry(url string) {
	m.t.Helper()
	if m.replaceDocument(http.MethodGet, url, requestBody{}) {
		m.noteEntry()
		m.refresh()
	}
}

// noteEntry makes the page that is shown that of the current entry of the history.
func (m *memoryTab) noteEntry() {
	entry := &m.history[m.current]
	entry.url, entry.load, entry.page = m.url(), m.documents, m.id
}

// refresh loads the document to which the current one leads at once, with a refresh of zero seconds,
// in its place.
func (m *memoryTab) refresh() {
	m.t.Helper()
	for n := 0; m.leftFor == "" && m.refreshTo != ""; n++ {
		if n == maxRedirects {
			m.t.Fatalf("livetest: GET %s: documents lead to each other with more than %d refreshes of 0 s", m.url(), maxRedirects)
		}
		to := m.refreshTo
		m.refreshTo = ""
		if url, sameOrigin := resolveURL(m.linkBase(), to); !sameOrigin || !m.site.followsLinks {
			m.page.close()
			m.leftFor = url
		} else if m.replaceDocument(http.MethodGet, url, requestBody{}) {
			m.noteEntry()
		}
	}
}

// replaceDocument loads a document in place of the current one and, if it is live, joins its session.
// It reports false if the current document remains, because the response has none. Like a browser, it
// leaves the current page when the response has arrived.
func (m *memoryTab) replaceDocument(method, url string, body requestBody) bool {
	m.t.Helper()
	referrer := m.referrer
	m.referrer = ""
	res, err := m.site.fetch(&m.hooks, m.mounts.Load, method, url, referrer, body)
	if err != nil {
		m.t.Fatalf("livetest: %s %s: %v", method, url, err)
	}
	m.requests += res.requests
	if res.leftFor == "" && res.keepsPage() {
		if m.page == nil {
			m.t.Fatalf("livetest: %s %s: a browser does not show the response, which is a download or has no content", res.method, res.url)
		}
		return false
	}
	m.leavePage()
	m.documents++
	m.stepStart = counters{renders: int(m.renders.Load())}
	m.resetDocument(&loadedPage{clock: m.site.clock, url: res.url, status: res.StatusCode, body: res.document()})
	want := m.takeExpectedStatus()
	if m.leftFor = res.leftFor; m.leftFor != "" {
		return true
	}
	if err := checkStatus(res.method, res.url, res.StatusCode, want); err != nil {
		m.t.Fatalf("livetest: %v\n%s", err, res.body)
	}
	if m.note = ""; !res.isHTML() {
		m.note = fmt.Sprintf("(a browser shows this page as text, because its Content-Type is %q)\n", res.Header.Get("Content-Type"))
	}
	m.openDocument(res)
	return true
}

// leavePage sends what a browser sends when it leaves a page, and ends the session.
func (m *memoryTab) leavePage() {
	m.t.Helper()
	if m.page == nil {
		return
	}
	if m.page.isConnected() {
		m.flush(func(debouncedEvent) bool { return true })
	}
	m.page.close()
}

// resetDocument makes page the one that the tab shows.
func (m *memoryTab) resetDocument(page *loadedPage) {
	m.t.Helper()
	m.waiting.Store(page)
	m.page, m.asleep = page, nil
	m.sent, m.effectsSeen, m.endsSeen, m.leaving, m.handover = nil, 0, 0, false, nil
	m.resetState()
	m.sync()
}

// resetState forgets what the tab knows of the page that it has shown.
func (m *memoryTab) resetState() {
	m.pages++
	m.pageState = pageState{
		id: m.pages, edited: map[controlKey]bool{}, serverChecked: map[controlKey]bool{},
		flashTimes: map[string]time.Time{}, flashViews: map[string]string{},
		document: document{
			dom: m.dom, entered: map[controlKey]controlState{}, pushed: map[string][]string{},
			leftFor: m.leftFor, expectedStatus: m.expectedStatus, note: m.note, noScript: m.noScript,
		},
	}
}

// openDocument joins the session of the document of res, if it is live.
func (m *memoryTab) openDocument(res *response) {
	m.t.Helper()
	w := newWholeDocument(m.site, &m.hooks, res, m.page.body)
	m.base, m.refreshTo = w.base, w.refreshTo
	if m.refreshTo != "" {
		return
	}
	page, isLive := m.parsePage(w)
	if !isLive || m.noScript {
		return
	}
	m.layout = w.layout()
	c, err := client.New(page)
	if err != nil {
		m.t.Fatalf("livetest: GET %s: %v\n%s", res.url, err, page.HTML)
	}
	c.Info = wire.Client{TimeZone: "Europe/Berlin", Language: "en", Width: 1280, Height: 800}
	c.Recheck = func(url, nonce string) (wire.RecheckReply, bool) {
		return client.SendRecheck(testhook.NewContext(context.Background(), &m.hooks), m.site.client, origin, url, nonce)
	}
	m.page.client = c
	m.sync()
	m.firstJoin()
}

// parsePage returns the live page in a document. It reports false if there is none.
func (m *memoryTab) parsePage(w *wholeDocument) (page client.Page, isLive bool) {
	m.t.Helper()
	page, err := client.ParsePage(w.res.url, w.res.document())
	if m.site.followsLinks && !m.noScript && (err == nil || w.res.mounts > 0 && w.res.StatusCode == http.StatusOK) {
		if problem := w.problem(page, err == nil); problem != "" {
			m.t.Fatalf("livetest: %s %s: in a browser, this page is not live: %s", w.res.method, w.res.url, problem)
		}
	}
	return page, err == nil
}

// firstJoin joins the session of a page that was loaded just now.
func (m *memoryTab) firstJoin() {
	m.t.Helper()
	if err := m.connect(m.page.client.Join); err != nil {
		m.t.Fatalf("livetest: join %s: %v%s", m.page.url, err, handshakeHint(err))
	}
	m.checkAdopted()
}

// checkAdopted fails the test if the first join of the page has mounted another view than that of its HTML.
func (m *memoryTab) checkAdopted() {
	m.t.Helper()
	if !m.page.client.Adopted() {
		m.t.Errorf("livetest: GET %s rendered a view that the join did not adopt: another one was mounted", m.page.url)
	}
}

// followLink follows a link of the browser. It loads the page if the site follows links. A link to a place in the
// page, or to another program such as that for mail, keeps the page.
func (m *memoryTab) followLink(base, href string) {
	m.t.Helper()
	m.leaveFor(base, href, func(url string) { m.loadLink(url, false) })
}

// loadLink loads the document at the URL of a link.
func (m *memoryTab) loadLink(url string, replaces bool) {
	m.t.Helper()
	m.referrer = m.url()
	m.loadRequest(http.MethodGet, url, requestBody{}, replaces)
}

// leaveFor calls visit with the URL of a page of the site to which href leads, if the site follows links.
func (m *memoryTab) leaveFor(base, href string, visit func(url string)) {
	m.t.Helper()
	url, sameOrigin := resolveURL(base, href)
	switch {
	case sameOrigin && strings.Contains(href, "#") && url == m.url(), !sameOrigin && !isWebURL(url):
	case sameOrigin && m.site.followsLinks:
		visit(url)
	default:
		m.leavePage()
		m.leftFor = url
	}
}
