package livetest

import (
	"sync/atomic"
	"testing"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/testhook"
)

// A memoryTab is a browser tab in memory. It does what a browser and its client do, over a connection
// in memory.
type memoryTab struct {
	t    testing.TB
	site *site
	page *loadedPage // nil until the first page is loaded
	document
	snapshot      *diff.Snapshot      // that the document was parsed from
	debounced     []debouncedEvent    // until the focus leaves their element
	edited        map[controlKey]bool // controls, and rows of forms, that the user has ever changed
	serverChecked map[controlKey]bool // checkboxes and radio buttons that the server has ever checked

	sent        []sentEvent // whose outcome has not been checked yet
	effectsSeen int         // number of effects of the client that have been applied

	hooks           testhook.Hooks
	mounts, renders atomic.Int64
	handlers        atomic.Pointer[testhook.Handlers] // as of the last render
	markupErr       atomic.Pointer[error]             // of the last render with invalid markup
	misuse          misuseReporter
	checkedSnapshot *diff.Snapshot // that check has seen last
	stepStart       counters       // at the start of the current step
	lastStep        counters       // of the last step

	history   []historyEntry
	current   int // index of the current entry
	documents int // number of documents loaded
}

func openMemoryTab(t testing.TB, s *site, url []string) *Page {
	t.Helper()
	m := &memoryTab{t: t, site: s}
	m.hooks = testhook.Hooks{
		OnMount:       func() { m.mounts.Add(1) },
		OnRender:      func() { m.renders.Add(1) },
		OnHandlers:    func(h testhook.Handlers) { m.handlers.Store(&h) },
		OnMisuse:      m.reportMisuse,
		OnMarkupError: func(err error) { m.markupErr.Store(&err) },
		WrapRequest:   wrapRequest(t),
	}
	t.Cleanup(func() {
		m.endReports()
		if m.page == nil {
			return
		}
		if savesPages(t) {
			m.sync()
			s.savePage(&m.document, m.url(), m.page.body)
		}
		m.page.close()
	})
	switch len(url) {
	case 0:
		m.load("/")
	case 1:
		m.load(url[0])
	default:
		t.Fatalf("livetest: want at most one URL, got %q", url)
	}
	p := &Page{t: t, site: s, tab: m, doc: &m.document}
	return p.Settle()
}

func (m *memoryTab) openTab(url string) *Page {
	m.t.Helper()
	return openMemoryTab(m.t, m.site, []string{url})
}

func (m *memoryTab) isLive() bool { return m.page.client != nil }

func (m *memoryTab) isConnected() bool { return m.page.isConnected() }

func (m *memoryTab) sync() {
	m.t.Helper()
	html := m.page.body
	if m.page.client != nil {
		now := m.page.client.Document()
		if now == m.snapshot {
			return
		}
		m.snapshot = now
		html = append(append([]byte(`<!doctype html><div id="live-root">`), now.HTML()...), `</div>`...)
	}
	if err := m.parse(html); err != nil {
		m.t.Fatalf("livetest: parse the page: %v", err)
	}
}

func (m *memoryTab) html() string {
	if m.page.client == nil {
		return string(m.page.body)
	}
	return string(m.page.client.Document().HTML())
}

func (m *memoryTab) title() string {
	if m.page.client == nil {
		return textOf(m.dom.Find("title").First())
	}
	return m.page.client.Title()
}

func (m *memoryTab) url() string {
	if m.leftFor != "" {
		return m.leftFor
	}
	if m.page.client == nil {
		return m.page.url
	}
	return m.page.client.URL()
}
