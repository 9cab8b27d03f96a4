package livetest

import (
	"net"
	"net/http"
	"testing"
)

// Browser is like Open but uses a real browser, driven by d. url defaults to "/". Queries, checks
// and failure texts are the same as for Open. Actions use the input events of the browser, except
// that options of a select, dates and colors are set by script, because their pickers are outside
// of the page. Confirmation dialogs (live-confirm) are accepted. Navigation to another site is not
// followed. A link to a response that a browser saves as a file is not supported.
//
//	func script(t *testing.T, p *livetest.Page) {
//		p.Click("#more")
//		require.Equal(t, "1", p.Text("output"))
//	}
//
//	func TestInMemory(t *testing.T)  { script(t, livetest.Open(t, handler())) }
//	func TestInBrowser(t *testing.T) { script(t, livetest.Browser(t, e2e.NewDriver(t), handler())) }
//
// After every step the patched page is compared with a fresh render and checked for duplicate ids.
// The other checks require a page in memory; so do Traffic, Renders, Mounts and SetLatency:
// calling one of them fails the test. To mount lazy views, the window is scrolled to them. A real browser has no
// virtual time: it cannot be used in a synctest bubble.
func Browser(t testing.TB, d Driver, h http.Handler, url ...string) *Page {
	t.Helper()
	if newClock().bubble {
		t.Fatalf("livetest: Browser cannot be used in a synctest bubble: a real browser has no virtual time")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("livetest: %v", err)
	}
	return openDriverTab(t, d, newSite(t, h, l), http.StatusOK, url)
}
