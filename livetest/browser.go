package livetest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
)

//go:embed browser.js
var browserScript string

// Browser opens the page at url, "/" without one, of an application in a real browser, a tab of which d drives. It is Open for a test that has to
// look the same to both: what is found and refused, and the messages, are the same, and what is done is done by the browser's own input; only the
// options of a select are chosen by script, and dates and colours entered so, because the browser's own pickers lie outside of the page. Questions
// (live-confirm) are answered with yes; a navigation to another site is not followed.
//
//	func script(t *testing.T, p *livetest.Page) {
//		p.Click("#more")
//		require.Equal(t, "1", p.Text("output"))
//	}
//
//	func TestInMemory(t *testing.T)  { script(t, livetest.Open(t, handler())) }
//	func TestInBrowser(t *testing.T) { script(t, livetest.Browser(t, e2e.NewDriver(t), handler())) }
//
// At every step the page as patches made it is compared with a fresh render; the other checks need a page in memory, and so do
// Sent, Renders, Mounts and Slow, which fail the test. A browser has no virtual time: it does not work in a synctest bubble.
func Browser(t testing.TB, d Driver, h http.Handler, url ...string) *Page {
	t.Helper()
	if newClock().bubble {
		t.Fatalf("livetest: Browser in a synctest bubble: a real browser needs real time")
	}
	n := newPort(t)
	return newBrowser(t, d, serve(t, h, n, nil), n, url)
}

// A driverTab is a tab of a real browser.
type driverTab struct {
	t    testing.TB
	site *site
	document
	driver Driver
	port   *port
	seen   sight
}

func (b *driverTab) shown() *document { return &b.document }

// A sight is what browser.js sees.
type sight struct {
	Live                         bool
	HTML, Title, URL, Gone, Flaw string
	Elements, Focus              int // how many there are, and which has the focus
	Status                       int // of the answer that brought the document
	Effects                      [][]json.RawMessage
	Controls                     []struct {
		Text   string
		Ticked bool
		Chosen []string
	}
}

func newBrowser(t testing.TB, d Driver, s *site, n *port, url []string) *Page {
	t.Helper()
	if len(url) > 1 {
		t.Fatalf("livetest: one URL at most, not %q", url)
	}
	b := &driverTab{t: t, site: s, driver: d, port: n}
	b.must("open the page", d.Init(browserScript))
	b.visit(strings.Join(append(url, "/")[:1], ""))
	t.Cleanup(func() {
		if keeps(t) && b.dom != nil {
			s.keep(&b.document, b.url(), nil)
		}
		_ = d.Open("about:blank")
	})
	p := &Page{t: t, site: s, tab: b, doc: &b.document}
	return p.Settle()
}

func (b *driverTab) must(what string, err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatalf("livetest: %s: %v", what, err)
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

// do calls a function of browser.js for e; nil is none.
func (b *driverTab) do(what, name string, e *goquery.Selection, args ...any) {
	b.t.Helper()
	if e != nil {
		what += "\n" + outline(e)
	}
	b.must(what, b.call(nil, name, append([]any{b.number(e)}, args...)...))
}

// elements are those of the document, in its order.
func (b *driverTab) elements() *goquery.Selection {
	top := "html"
	if b.seen.Live {
		top = "#live-root"
	}
	return b.dom.Find(top).First().Find("*")
}

// number is what the browser knows e by, -1 if e is nil.
func (b *driverTab) number(e *goquery.Selection) int {
	if e == nil {
		return -1
	}
	return b.elements().IndexOfNode(e.Get(0))
}

// until repeats what fails while a document makes room for another.
func (b *driverTab) until(what string, try func() error) {
	b.t.Helper()
	end := time.Now().Add(b.site.clock.patience())
	for {
		err := try()
		if err == nil {
			return
		}
		if time.Now().After(end) {
			b.t.Fatalf("livetest: %s: %v", what, err)
		}
	}
}

func (b *driverTab) look() {
	b.t.Helper()
	var now sight
	b.until("look at the page", func() error {
		now = sight{}
		return b.call(&now, "look")
	})
	b.seen, b.gone = now, now.Gone
	html := now.HTML
	if now.Live {
		html = `<!doctype html><div id="live-root">` + html + `</div>`
	}
	b.must("look at the page", b.read([]byte(html)))
	all := b.elements()
	if all.Length() != now.Elements {
		b.t.Fatalf("livetest: the browser has %d elements, its HTML %d; see docs/markup.md:\n%s", now.Elements, all.Length(), b.outline())
	}
	b.focus = place{}
	if now.Focus >= 0 {
		b.focus = b.placeOf(all.Eq(now.Focus))
	}
	b.typed = map[control]entry{}
	for i, e := range all.Filter("input,select,textarea").EachIter() {
		c := now.Controls[i]
		b.typed[b.key(e)] = entry{text: c.Text, ticked: c.Ticked, chosen: c.Chosen}
	}
	b.flash, b.pushed = map[string]string{}, map[string][]string{}
	for _, e := range now.Effects {
		b.effect(e)
	}
}

func (b *driverTab) effect(e []json.RawMessage) {
	text := func(i int) (s string) { _ = json.Unmarshal(e[i], &s); return s }
	switch text(0) {
	case "flash":
		b.flash[text(1)] = text(2)
	case "push":
		b.pushed[text(1)] = append(b.pushed[text(1)], string(e[2]))
	}
}

func (b *driverTab) settle() {
	b.t.Helper()
	if b.port.isOut() {
		b.look()
		return
	}
	b.until("the page does not settle", func() error {
		why := ""
		err := b.call(&why, "settle", b.site.clock.patience().Milliseconds())
		if err == nil && why != "" {
			err = fmt.Errorf("%s", why)
		}
		return err
	})
	b.look()
	switch {
	case b.seen.Flaw != "":
		b.t.Fatalf("livetest: %s", b.seen.Flaw)
	case b.seen.Status != http.StatusOK:
		b.t.Fatalf("livetest: GET %s: %d %s\n%s", b.seen.URL, b.seen.Status, http.StatusText(b.seen.Status), b.outline())
	}
	b.checkIDs(b.t)
}
