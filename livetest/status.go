package livetest

import (
	"fmt"
	"net/http"
	"testing"
)

// OpenStatus is like Open for a page that responds with another status than 200, such as
// http.StatusNotFound: its text can be read, its links followed and its forms submitted. It fails the
// test if the status differs.
func OpenStatus(t testing.TB, h http.Handler, status int, url ...string) *Page {
	t.Helper()
	s := newMemorySite(t, h)
	s.followsLinks = true
	return openMemoryTab(t, s, status, url)
}

// Status returns the status of the response that the current document was loaded from.
func (p *Page) Status() int {
	p.t.Helper()
	p.requireOpen()
	return p.tab.status()
}

// ExpectStatus declares the status of the next document that the tab, or Tab, loads, by a step of the test
// or because the page has ended. By default a test fails if the status is not 200. It also fails if the
// status of that document differs from the declared one, and if the test ends before a document is
// loaded.
//
//	p.ExpectStatus(http.StatusNotFound).Click("a:contains('old page')")
func (p *Page) ExpectStatus(status int) *Page {
	p.t.Helper()
	p.requireOpen()
	if status < 200 || status > 599 {
		p.t.Fatalf("livetest: ExpectStatus(%d): want the status of a response, 200 to 599", status)
	}
	p.doc.expectedStatus = status
	return p
}

// takeExpectedStatus returns the status that the document that is loaded next must have.
func (d *document) takeExpectedStatus() int {
	status := d.expectedStatus
	if d.expectedStatus = 0; status == 0 {
		return http.StatusOK
	}
	return status
}

// checkExpected fails a test that ends before it has loaded a document with the status that it expects.
func (d *document) checkExpected(t testing.TB) {
	t.Helper()
	if d.expectedStatus != 0 && !t.Failed() {
		t.Errorf("livetest: ExpectStatus(%d): no document was loaded after it", d.expectedStatus)
	}
}

// checkStatus returns an error if a document was loaded with another status than the expected one.
func checkStatus(method, url string, status, want int) error {
	switch {
	case status == want:
		return nil
	case want == http.StatusOK:
		return fmt.Errorf("%s %s: %d %s (if the test expects this page, open it with OpenStatus, or call ExpectStatus(%d) before the step that loads it)",
			method, url, status, http.StatusText(status), status)
	}
	return fmt.Errorf("%s %s: %d %s, want %d %s", method, url, status, http.StatusText(status), want, http.StatusText(want))
}
