package livetest

import (
	"sync/atomic"
	"testing"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/testhook"
)

// A memoryTab is a tab of a browser in memory. It does what a browser and the client in it do, over a connection in memory.
type memoryTab struct {
	t    testing.TB
	site *site
	page *loadedPage // nil before the first
	document
	snapshot      *diff.Snapshot      // what the document was made of
	debounced     []debouncedEvent    // events that wait for the focus to leave
	edited        map[controlKey]bool // what a person ever changed
	serverChecked map[controlKey]bool // boxes that the server has ever ticked

	sent        []sentEvent
	effectsSeen int // effects of the page's client that were looked at

	hooks           testhook.Hooks
	mounts, renders atomic.Int64
	handlers        atomic.Pointer[testhook.Handlers] // as of the last render
	markupErr       atomic.Pointer[error]             // of its markup
	checkedSnapshot *diff.Snapshot
	stepStart       counters // when the last step began
	lastStep        counters // of the last step

	history   []historyEntry
	current   int // the present one
	documents int // documents shown
}

func openMemoryTab(t testing.TB, s *site, url []string) *Page {
	t.Helper()
	m := &memoryTab{t: t, site: s}
	m.hooks = testhook.Hooks{
		OnMount:       func() { m.mounts.Add(1) },
		OnRender:      func() { m.renders.Add(1) },
		OnHandlers:    func(l testhook.Handlers) { m.handlers.Store(&l) },
		OnMarkupError: func(err error) { m.markupErr.Store(&err) },
		WrapRequest:   wrapRequest(t),
	}
	t.Cleanup(func() {
		if m.page == nil {
			return
		}
		if savesPages(t) {
			m.look() // what has come since
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
		t.Fatalf("livetest: one URL at most, not %q", url)
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

// look takes the page as it is now.
func (m *memoryTab) look() {
	m.t.Helper()
	html := m.page.body
	if m.page.client != nil {
		now := m.page.client.Doc()
		if now == m.snapshot {
			return
		}
		m.snapshot = now
		html = append(append([]byte(`<!doctype html><div id="live-root">`), now.HTML()...), `</div>`...)
	}
	if err := m.read(html); err != nil {
		m.t.Fatalf("livetest: look at the page: %v", err)
	}
}

func (m *memoryTab) html() string {
	if m.page.client == nil {
		return string(m.page.body)
	}
	return string(m.page.client.Doc().HTML())
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
