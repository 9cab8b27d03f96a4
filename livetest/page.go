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
	"github.com/lively-go/lively/live"
)

// A Page is a tab of a browser, looked at and acted upon by one test. Its methods are for the test's goroutine; those that
// act return when the server has answered and the page has settled. What cannot be done, or does not end as it should, fails the test
// at once.
type Page struct {
	t      testing.TB
	site   *site
	window window // the page itself, unless a browser shows it
	tab    *tab
	document
	of     *diff.Snapshot // what the document was made of
	later  []later          // events that wait for the focus to leave
	edited map[control]bool // what a person ever changed
	marked map[control]bool // boxes that the server has ever ticked

	sent   []event
	heard  int // effects of the tab's client that were looked at

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

// Mount loads and joins a page that shows the view which factory makes, in a server of its own. factory runs again when the page
// is mounted anew. url is the page's path and query; without one it is "/". The server is in development mode, and does not slow
// down a test that clicks faster than people do. It ends with the test.
func Mount(t testing.TB, factory func() live.View, url ...string) *Page {
	t.Helper()
	server := func() http.Handler {
		return &live.Server{
			Handler:    live.Page(func(*http.Request) live.View { return factory() }),
			Dev:        true,
			Log:        logTo(t),
			EventRate:  1e6,
			EventBurst: 1e6,
		}
	}
	s := newSite(t, server())
	s.anew = server
	return open(t, s, url)
}

// Open loads and joins the page at url, "/" without one, of an application: its router, its middleware, with the live.Server in
// or around them. Cookies are kept, redirects and navigations followed; a page that is not live can be read and left by its links.
// Each Open is a browser of its own. If h has a method Shutdown, as live.Server does, it is called when the test ends.
func Open(t testing.TB, h http.Handler, url ...string) *Page {
	t.Helper()
	s := newSite(t, h)
	s.follow = true
	return open(t, s, url)
}

// Tab opens url in another tab of p's browser: it has p's cookies.
func (p *Page) Tab(url string) *Page {
	p.t.Helper()
	return p.window.another(url)
}

func (p *Page) another(url string) *Page {
	p.t.Helper()
	return open(p.t, p.site, []string{url})
}

func open(t testing.TB, s *site, url []string) *Page {
	t.Helper()
	p := &Page{t: t, site: s}
	p.window = p
	p.watch = testhook.Hooks{
		OnMount:       func() { p.mounts.Add(1) },
		OnRender:      func() { p.renders.Add(1) },
		OnHandlers:    func(l testhook.Handlers) { p.listening.Store(&l) },
		OnMarkupError: func(err error) { p.flaw.Store(&err) },
		WrapRequest:   lend(t),
	}
	t.Cleanup(func() {
		if p.tab != nil {
			s.keep(t, p)
			p.tab.leave()
		}
	})
	switch len(url) {
	case 0:
		p.load("/")
	case 1:
		p.load(url[0])
	default:
		t.Fatalf("livetest: one URL at most, not %q", url)
	}
	return p.Settle()
}

// load goes to another document, as links do.
func (p *Page) load(to string) {
	p.t.Helper()
	p.submitTo(http.MethodGet, to, "")
}

// submitTo goes to the document that answers a request; form is its body.
func (p *Page) submitTo(method, to, form string) {
	p.t.Helper()
	p.request(method, to, form)
	p.docs++
	p.visited(visit{p.URL(), p.docs})
}

// show loads the document of the present entry of the history.
func (p *Page) show(to string) {
	p.t.Helper()
	p.request(http.MethodGet, to, "")
	p.history[p.now].url = p.URL()
}

func (p *Page) request(method, to, form string) {
	p.t.Helper()
	p.before = measure{renders: int(p.renders.Load())}
	b, err := p.site.open(&p.watch, method, to, form)
	if err != nil {
		p.t.Fatalf("livetest: %v", err)
	}
	p.tab, p.of, p.sent, p.heard, p.gone = b, nil, nil, 0, ""
	p.focus, p.later = place{}, nil
	p.edited = map[control]bool{}
	p.typed, p.marked, p.flash, p.pushed = map[control]entry{}, map[control]bool{}, map[string]string{}, map[string][]string{}
	if p.look(); b.c == nil {
		return
	}
	if err := b.connect(p.site, &p.watch, b.c.Join); err != nil {
		p.t.Fatalf("livetest: join %s: %v", to, err)
	}
	if !b.c.Adopted() {
		p.t.Errorf("livetest: GET %s rendered a view that was not adopted: another was mounted", to)
	}
}

// leave goes to another page, as a link does.
func (p *Page) leave(to string) {
	p.t.Helper()
	at, ours := resolve(p.URL(), to)
	p.tab.leave()
	if p.gone = at; ours && p.site.follow {
		p.load(at)
	}
}

// here fails the test if the page was left.
func (p *Page) here() {
	p.t.Helper()
	if p.gone != "" {
		p.t.Fatalf("livetest: the page was left for %s; Open follows, Mount does not", p.gone)
	}
}

func (p *Page) resume() {
	p.t.Helper()
	err := p.tab.connect(p.site, &p.watch, p.tab.c.Resume)
	for tries := 0; isBusy(err) && tries < maxTurns; tries++ {
		time.Sleep(busyFor)
		err = p.tab.connect(p.site, &p.watch, p.tab.c.Resume)
	}
	if closed, ok := errors.AsType[*client.Closed](err); ok && closed.Code == wire.Remount {
		p.remount()
		return
	}
	if err != nil {
		p.t.Fatalf("livetest: resume: %v", err)
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
func (p *Page) hear() (left bool) {
	p.t.Helper()
	all := p.tab.c.Effects()
	for _, e := range all[p.heard:] {
		p.heard++
		name, args := e.Name()
		text := func(i int) (s string) { _ = json.Unmarshal(args[i], &s); return s }
		switch name {
		case "flash":
			p.flash[text(0)] = text(1)
		case "push":
			p.pushed[text(0)] = append(p.pushed[text(0)], string(args[1]))
		case "patch":
			p.follow(text(0), string(args[1]) == "true")
		case "navigate":
			p.leave(text(0))
			return true
		}
	}
	return false
}
