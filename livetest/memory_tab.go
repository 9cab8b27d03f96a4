package livetest

import (
	"cmp"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lively-go/lively/internal/testhook"
)

// A memoryTab is a browser tab in memory. It does what a browser and its client do, over a connection
// in memory.
type memoryTab struct {
	t    testing.TB
	site *site
	page *loadedPage // nil until the first page is loaded
	pageState
	asleep []*sleepingPage // pages of the document; the last was left last

	sent          []sentEvent  // whose outcome has not been checked yet
	effectsSeen   int          // number of effects of the client that have been applied
	leaving       bool         // an effect or a command navigates to destination
	handover      *requestBody // of the POST with which it navigates; nil for a GET
	destination   string
	replacesEntry bool // destination takes the place of the current entry of the history

	hooks           testhook.Hooks
	referrer        string // URL of the page whose link or form leads to the next document, or ""
	mounts, renders atomic.Int64
	pending         atomic.Int64               // number of nested views that are being mounted
	messages        atomic.Int64               // number of messages and props that views have received from others
	waiting         atomic.Pointer[loadedPage] // page, for onPending
	views           viewHooks
	markupErr       atomic.Pointer[error] // of the last render with invalid markup
	misuse          misuseReporter
	checked         []shownRoot // that check has seen last
	stepStart       counters    // at the start of the current step
	lastStep        counters    // of the last step
	isElsewhere     bool        // the user is in another window
	isRunning       bool        // commands run: the focus moves without an event of the element that loses it

	endsSeen        int             // number of ended sessions of the client that settle has handled
	expectedCrashes map[string]bool // by the name of the view

	history   []historyEntry
	current   int // index of the current entry
	groups    int // number of documents whose entries the history has had
	documents int // number of documents loaded
	pages     int // number of pages shown: documents, and pages shown in them
	requests  int // number of requests for them
}

// A pageState is what a tab knows of the page that it shows, and of the sticky views around it.
type pageState struct {
	document
	id            int                 // number of the page
	layout        layout              // around the page
	isPrivate     bool                // the page is not kept when it is left: the response that was fetched has no-store
	shown         []shownRoot         // that the document was parsed from
	debounced     []debouncedEvent    // until the focus leaves their element
	edited        map[controlKey]bool // controls, and rows of forms, that the user has ever changed
	serverChecked map[controlKey]bool // checkboxes and radio buttons that the server has ever checked

	flashTimes map[string]time.Time // when each of flashes was received, by ID
	flashViews map[string]string    // the view that has sent it, by ID
	submits    []sentSubmit
	base       string // the base element of the document; "" if it has none
	refreshTo  string // URL that the document loads at once, or ""

	changes    map[locator]map[string]change // of attributes and classes, by commands
	attempts   []*attempt                    // whose optimistic changes are shown
	ignored    []ignoredAttrs
	hovered    []locator   // elements with a binding of the mouse that the mouse is in, the innermost first
	focusStack []locator   // that commands have remembered
	execs      []execution // that have not run yet
	life       lifecycle
}

func openMemoryTab(t testing.TB, s *site, status int, url []string) *Page {
	t.Helper()
	m := &memoryTab{t: t, site: s}
	m.expectedStatus = status
	m.hooks = testhook.Hooks{
		OnMount:       func() { m.mounts.Add(1) },
		OnRender:      m.onRender,
		OnHandlers:    m.views.setHandlers,
		OnPending:     m.onPending,
		OnMessage:     func() { m.messages.Add(1) },
		OnMisuse:      m.reportMisuse,
		OnMarkupError: func(err error) { m.markupErr.Store(&err) },
		WrapRequest:   wrapRequest(t),
	}
	t.Cleanup(func() {
		m.endReports()
		if m.page == nil {
			return
		}
		m.checkExpected(t)
		m.checkExpectedCrashes()
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
	return openMemoryTab(m.t, m.site, m.takeExpectedStatus(), []string{url})
}

func (m *memoryTab) status() int { return m.page.status }

func (m *memoryTab) header() http.Header { return m.page.header }

func (m *memoryTab) head() string { return string(m.page.body) }

func (m *memoryTab) isLive() bool { return m.page.client != nil }

func (m *memoryTab) isConnected() bool { return m.page.isConnected() }

func (m *memoryTab) sync() {
	m.t.Helper()
	m.applyEffects()
	if m.isConnected() {
		m.rowMoves = nil // the document shows them
	}
	html := m.page.body
	if m.page.client != nil {
		now := shownRoots(m.page.client)
		if slices.Equal(now, m.shown) && !m.haveAttemptsEnded() {
			m.runExecs()
			return
		}
		m.shown = now
		html = documentOf(m.page.client)
	}
	if err := m.parse(html); err != nil {
		m.t.Fatalf("livetest: parse the page: %v", err)
	}
	if m.page.client != nil {
		m.showRegions()
		m.showPortals()
	} else {
		m.dom.Find("template").Empty()
	}
	m.hideTokens()
	m.markEnded()
	m.keepChanges()
	m.keepAttempts()
	m.runExecs()
}

func (m *memoryTab) html() string {
	if m.page.client == nil {
		return string(m.page.body)
	}
	return string(m.page.client.HTML())
}

func (m *memoryTab) title() string {
	if m.page.client == nil {
		return textOf(m.dom.Find("title").First())
	}
	return m.page.client.Title()
}

// linkBase returns the URL to which links of the document are relative.
func (m *memoryTab) linkBase() string { return cmp.Or(m.base, m.url()) }

func (m *memoryTab) url() string {
	if m.leftFor != "" {
		return m.leftFor
	}
	if m.page.client == nil {
		return m.page.url
	}
	return m.page.client.URL()
}
