package livetest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/testhook"
	"github.com/lively-go/lively/js"
)

//go:embed browser.js
var browserScript string

// A driverTab is a tab of a real browser. The script browser.js in its pages does what a Driver
// cannot.
type driverTab struct {
	t    testing.TB
	site *site
	document
	driver          Driver
	snapshot        tabSnapshot
	checkedDocument float64 // whose status has been checked

	views map[string]testhook.Handlers // of the page, by name, as of the last call of settle
}

func openDriverTab(t testing.TB, d Driver, s *site, status int, url []string) *Page {
	t.Helper()
	if len(url) > 1 {
		t.Fatalf("livetest: want at most one URL, got %q", url)
	}
	b := &driverTab{t: t, site: s, driver: d}
	b.expectedStatus = status
	b.must("open the page", d.Init(moduleTable()+browserScript))
	b.navigate(strings.Join(append(url, "/")[:1], ""))
	t.Cleanup(func() {
		if savesPages(t) && b.dom != nil {
			s.savePage(&b.document, b.url(), nil)
		}
		b.checkExpected(t)
		b.checkExpectedCrashes(t)
		_ = d.Open("about:blank")
	})
	p := &Page{t: t, site: s, tab: b, doc: &b.document}
	return p.Settle()
}

// moduleTable returns a statement that sets for which attributes the client loads its modules.
func moduleTable() string {
	neededBy := map[string]string{}
	for _, module := range js.Modules {
		if module.NeededBy != nil {
			neededBy[module.Name] = module.NeededBy.String()
		}
	}
	table, _ := json.Marshal(neededBy) // cannot fail
	return "window.livetestModules = " + string(table) + ";\n"
}

// must fails the test if err is not nil.
func (b *driverTab) must(action string, err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatalf("livetest: %s: %v", action, err)
	}
}

// call calls a function of browser.js.
func (b *driverTab) call(result any, name string, args ...any) error {
	list, err := json.Marshal(append([]any{}, args...))
	if err != nil {
		return err
	}
	return b.driver.Eval(fmt.Sprintf("livetest.%s(...%s)", name, list), result)
}

// callOn calls a function of browser.js with an element, which may be nil.
func (b *driverTab) callOn(action, name string, e *goquery.Selection, args ...any) {
	b.t.Helper()
	if e != nil {
		action += "\n" + outline(e)
	}
	b.must(action, b.call(nil, name, append([]any{b.indexOf(e)}, args...)...))
}

// elements returns the elements of the document in document order. browser.js identifies them by
// index.
func (b *driverTab) elements() *goquery.Selection {
	if !b.snapshot.Live {
		return b.dom.Find("html").First().Find("*")
	}
	return b.dom.Find("#live-root").First().Find("*").AddSelection(b.dom.Find("#live-root ~ *, #live-root ~ * *"))
}

// indexOf returns the index of e in elements, or -1 if e is nil.
func (b *driverTab) indexOf(e *goquery.Selection) int {
	if e == nil {
		return -1
	}
	return b.elements().IndexOfNode(e.Get(0))
}

// retry calls try until it succeeds, because it fails while one document replaces another. It fails
// the test after the timeout of the clock.
func (b *driverTab) retry(action string, try func() error) {
	b.t.Helper()
	var timedOut atomic.Bool
	stop := b.site.clock.afterFunc(b.site.clock.timeout(), func() { timedOut.Store(true) })
	defer stop()
	for {
		err := try()
		if err == nil {
			return
		}
		if timedOut.Load() {
			b.t.Fatalf("livetest: %s: %v", action, err)
		}
	}
}

func (b *driverTab) openTab(url string) *Page {
	b.t.Helper()
	d, err := b.driver.Tab()
	b.must("Tab", err)
	return openDriverTab(b.t, d, b.site, b.takeExpectedStatus(), []string{url})
}

func (b *driverTab) status() int {
	b.t.Helper()
	b.sync()
	return b.snapshot.Status
}

func (b *driverTab) header() http.Header {
	b.t.Helper()
	b.sync()
	return b.site.statuses.of(b.snapshot.URL).header
}

func (b *driverTab) head() (html string) {
	b.t.Helper()
	b.retry("read the head", func() error { return b.call(&html, "head") })
	return html
}

func (b *driverTab) isLive() bool { return b.snapshot.Live }

func (b *driverTab) html() string {
	b.t.Helper()
	b.sync()
	return b.snapshot.HTML
}

func (b *driverTab) title() string {
	b.t.Helper()
	b.sync()
	return b.snapshot.Title
}

func (b *driverTab) url() string {
	b.t.Helper()
	if b.sync(); b.leftFor != "" {
		return b.leftFor
	}
	return b.snapshot.URL
}
