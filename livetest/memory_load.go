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

// load loads the document at a URL, like a link.
func (m *memoryTab) load(url string) {
	m.t.Helper()
	m.loadRequest(http.MethodGet, url, requestBody{})
}

// loadRequest loads the document that a request returns, as a new entry of the history.
func (m *memoryTab) loadRequest(method, url string, body requestBody) {
	m.t.Helper()
	if m.replaceDocument(method, url, body) {
		m.documents++
		m.addHistory(historyEntry{m.url(), m.documents})
		m.refresh()
	}
}

// reloadEntry loads the document of the current entry of the history.
func (m *memoryTab) reloadEntry(url string) {
	m.t.Helper()
	if m.replaceDocument(http.MethodGet, url, requestBody{}) {
		m.history[m.current].url = m.url()
		m.refresh()
	}
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
			m.history[m.current].url = m.url()
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
	if res.leftFor == "" && res.keepsPage() {
		if m.page == nil {
			m.t.Fatalf("livetest: %s %s: a browser does not show the response, which is a download or has no content", res.method, res.url)
		}
		return false
	}
	m.leavePage()
	m.stepStart = counters{renders: int(m.renders.Load())}
	m.resetDocument(&loadedPage{clock: m.site.clock, url: res.url, status: res.StatusCode, header: res.Header, body: res.document()})
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
	m.life = lifecycle{}
	m.changes, m.ignored, m.focusStack, m.execs = nil, nil, nil, nil
	m.attempts, m.submits, m.handover = nil, nil, nil
	m.page, m.shown, m.sent, m.effectsSeen, m.endsSeen, m.leaving, m.debounced = page, nil, nil, 0, 0, false, nil
	m.edited, m.serverChecked = map[controlKey]bool{}, map[controlKey]bool{}
	m.entered, m.focus = map[controlKey]controlState{}, locator{}
	m.flashes, m.flashTimes, m.flashViews, m.pushed = nil, map[string]time.Time{}, map[string]string{}, map[string][]string{}
	m.replies = nil
	m.base, m.refreshTo = "", ""
	m.sync()
}

// openDocument joins the session of the document of res, if it is live.
func (m *memoryTab) openDocument(res *response) {
	m.t.Helper()
	w := newWholeDocument(m.site, &m.hooks, res, m.page.body)
	m.base, m.refreshTo = w.base, w.refreshTo
	if m.refreshTo != "" {
		return
	}
	page, err := client.ParsePage(res.url, m.page.body)
	if m.site.followsLinks && !m.noScript && (err == nil || res.mounts > 0 && res.StatusCode == http.StatusOK) {
		if problem := w.problem(page, err == nil); problem != "" {
			m.t.Fatalf("livetest: %s %s: in a browser, this page is not live: %s", res.method, res.url, problem)
		}
	}
	if err != nil || m.noScript {
		return
	}
	c, err := client.New(page)
	if err != nil {
		m.t.Fatalf("livetest: GET %s: %v\n%s", res.url, err, page.HTML)
	}
	c.Info = wire.Client{TimeZone: "Europe/Berlin", Language: "en", Width: 1280, Height: 800}
	c.Recheck = func(nonce string) (wire.RecheckReply, bool) {
		return client.SendRecheck(testhook.NewContext(context.Background(), &m.hooks), m.site.client, origin, c.URL(), nonce)
	}
	m.page.client = c
	m.sync()
	m.firstJoin()
}

// firstJoin joins the session of a page that was loaded just now.
func (m *memoryTab) firstJoin() {
	m.t.Helper()
	url, c := m.page.url, m.page.client
	switch err := m.connect(c.Join); {
	case err == nil && !c.Adopted():
		m.t.Errorf("livetest: GET %s rendered a view that the join did not adopt: another one was mounted", url)
	case err != nil:
		m.t.Fatalf("livetest: join %s: %v%s", url, err, handshakeHint(err))
	}
}

// followLink navigates to the page of a link. It loads the page if the site follows links. A link to a
// place in the page, or to another program such as that for mail, keeps the page.
func (m *memoryTab) followLink(base, href string) {
	m.t.Helper()
	url, sameOrigin := resolveURL(base, href)
	switch {
	case sameOrigin && strings.Contains(href, "#") && url == m.url(), !sameOrigin && !isWebURL(url):
	case sameOrigin && m.site.followsLinks:
		m.referrer = m.url()
		m.load(url)
	default:
		m.leavePage()
		m.leftFor = url
	}
}
