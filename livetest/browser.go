package livetest

import (
	"net/http"
	"testing"
)

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
	n := newTCPListener(t)
	return openDriverTab(t, d, newSite(t, h, n, nil), n, url)
}
