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
	of     *diff.Snapshot   // what the document was made of
	later  []later          // events that wait for the focus to leave
	edited map[control]bool // what a person ever changed
	marked map[control]bool // boxes that the server has ever ticked

	sent  []event
	heard int // effects of the page's client that were looked at

	watch           testhook.Hooks
	mounts, renders atomic.Int64
	listening       atomic.Pointer[testhook.Handlers] // as of the last render
	flaw            atomic.Pointer[error]             // of its markup
	verified        *diff.Snapshot
	before          measure // when the last step began
	step            measure // of the last step

	history []visit
	now     int // the present one
	docs    int // documents shown
}

func open(t testing.TB, s *site, url []string) *Page {
	t.Helper()
	m := &memoryTab{t: t, site: s}
	m.watch = testhook.Hooks{
		OnMount:       func() { m.mounts.Add(1) },
		OnRender:      func() { m.renders.Add(1) },
		OnHandlers:    func(l testhook.Handlers) { m.listening.Store(&l) },
		OnMarkupError: func(err error) { m.flaw.Store(&err) },
		WrapRequest:   lend(t),
	}
	t.Cleanup(func() {
		if m.page == nil {
			return
		}
		if keeps(t) {
			m.look() // what has come since
			s.keep(&m.document, m.url(), m.page.body)
		}
		m.page.leave()
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

func (m *memoryTab) shown() *document { return &m.document }

func (m *memoryTab) another(url string) *Page {
	m.t.Helper()
	return open(m.t, m.site, []string{url})
}

func (m *memoryTab) isLive() bool { return m.page.c != nil }

func (m *memoryTab) connected() bool { return m.page.connected() }

// look takes the page as it is now.
func (m *memoryTab) look() {
	m.t.Helper()
	html := m.page.body
	if m.page.c != nil {
		now := m.page.c.Doc()
		if now == m.of {
			return
		}
		m.of = now
		html = append(append([]byte(`<!doctype html><div id="live-root">`), now.HTML()...), `</div>`...)
	}
	if err := m.read(html); err != nil {
		m.t.Fatalf("livetest: look at the page: %v", err)
	}
}

func (m *memoryTab) html() string {
	if m.page.c == nil {
		return string(m.page.body)
	}
	return string(m.page.c.Doc().HTML())
}

func (m *memoryTab) title() string {
	if m.page.c == nil {
		return textOf(m.dom.Find("title").First())
	}
	return m.page.c.Title()
}

func (m *memoryTab) url() string {
	if m.gone != "" {
		return m.gone
	}
	if m.page.c == nil {
		return m.page.url
	}
	return m.page.c.URL()
}
