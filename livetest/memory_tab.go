package livetest

import (
	"encoding/json"
	"errors"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/synthetic"
	"github.com/lively-go/lively/internal/testhook"
	"github.com/lively-go/lively/internal/wire"
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

// load goes to another document, as links do.
func (m *memoryTab) load(to string) {
	m.t.Helper()
	m.submitTo(http.MethodGet, to, "")
}

// submitTo goes to the document that answers a request; form is its body.
func (m *memoryTab) submitTo(method, to, form string) {
	m.t.Helper()
	m.request(method, to, form)
	m.docs++
	m.visited(visit{m.url(), m.docs})
}

// show loads the document of the present entry of the history.
func (m *memoryTab) show(to string) {
	m.t.Helper()
	m.request(http.MethodGet, to, "")
	m.history[m.now].url = m.url()
}

func (m *memoryTab) request(method, to, form string) {
	m.t.Helper()
	m.before = measure{renders: int(m.renders.Load())}
	b, err := m.site.open(&m.watch, method, to, form)
	if err != nil {
		m.t.Fatalf("livetest: %v", err)
	}
	m.page, m.of, m.sent, m.heard, m.gone = b, nil, nil, 0, ""
	m.focus, m.later = place{}, nil
	m.edited = map[control]bool{}
	m.typed, m.marked, m.flash, m.pushed = map[control]entry{}, map[control]bool{}, map[string]string{}, map[string][]string{}
	if m.look(); b.c == nil {
		return
	}
	if err := b.connect(m.site, &m.watch, b.c.Join); err != nil {
		m.t.Fatalf("livetest: join %s: %v", to, err)
	}
	if !b.c.Adopted() {
		m.t.Errorf("livetest: GET %s rendered a view that was not adopted: another was mounted", to)
	}
}

// leave goes to another page, as a link does.
func (m *memoryTab) leave(to string) {
	m.t.Helper()
	at, ours := resolve(m.url(), to)
	m.page.leave()
	if m.gone = at; ours && m.site.follow {
		m.load(at)
	}
}

func (m *memoryTab) resume() {
	m.t.Helper()
	err := m.page.connect(m.site, &m.watch, m.page.c.Resume)
	for tries := 0; isBusy(err) && tries < maxTurns; tries++ {
		time.Sleep(busyFor)
		err = m.page.connect(m.site, &m.watch, m.page.c.Resume)
	}
	if closed, ok := errors.AsType[*client.Closed](err); ok && closed.Code == wire.Remount {
		m.remount()
		return
	}
	if err != nil {
		m.t.Fatalf("livetest: resume: %v", err)
	}
}

// busyFor is how long a page waits that was told to come again: as long as a browser does at most after the first time.
const busyFor = 500 * time.Millisecond

// isBusy says that the server, or something before it, may let the page resume in a moment.
func isBusy(err error) bool {
	if closed, ok := errors.AsType[*client.Closed](err); ok {
		return closed.Reason == wire.Busy
	}
	status, ok := errors.AsType[*synthetic.Status](err)
	return ok && status.Temporary()
}

// hear looks at effects that have come. It says whether the page was left.
func (m *memoryTab) hear() (left bool) {
	m.t.Helper()
	all := m.page.c.Effects()
	for _, e := range all[m.heard:] {
		m.heard++
		name, args := e.Name()
		text := func(i int) (s string) { _ = json.Unmarshal(args[i], &s); return s }
		switch name {
		case "flash":
			m.flash[text(0)] = text(1)
		case "push":
			m.pushed[text(0)] = append(m.pushed[text(0)], string(args[1]))
		case "patch":
			m.follow(text(0), string(args[1]) == "true")
		case "navigate":
			m.leave(text(0))
			return true
		}
	}
	return false
}

func (m *memoryTab) isLive() bool { return m.page.c != nil }

func (m *memoryTab) connected() bool { return m.page.connected() }
