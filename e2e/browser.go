// Package e2e tests Lively in real browsers: Debian's Chromium through chromedp, and Firefox through
// WebDriver BiDi.
//
// The tests of a package share one process of each browser, on a fresh profile. Each test has its own
// cookies and storage. On a machine without the browser the tests fail and say what to install.
package e2e

import (
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/lively-go/lively/livetest"
)

// tabTimeout ends a test that hangs in its tab.
const tabTimeout = 3 * time.Minute

// waitTimeout ends a wait for a condition that does not become true.
const waitTimeout = time.Minute

// A browserTab controls one tab. What goes wrong in the page fails the test.
type browserTab interface {
	livetest.Driver

	// clickElement waits until an element matches selector and is visible, scrolls to it, and clicks it.
	clickElement(selector string) error

	// answerDialogs makes the tab answer each dialog that a script opens.
	answerDialogs(yes bool) error

	// close closes the tab.
	close() error

	// takeErrors returns and clears the errors in the page: uncaught exceptions, console.error, and
	// violations of its Content-Security-Policy.
	takeErrors() []string
}

// Main runs the tests of a package that uses NewTab or NewDriver, stops the browsers, and exits.
func Main(m *testing.M) {
	code := m.Run()
	if err := errors.Join(stopChromium(), stopFirefox()); err != nil {
		fmt.Fprintln(os.Stderr, "e2e: stop browser:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// NewDriver opens a tab in Chromium for livetest.Browser. Errors in the page fail the test, as with NewTab.
func NewDriver(t testing.TB) livetest.Driver {
	t.Helper()
	return newChromiumTab(t, newChromiumContext(t))
}

// NewFirefoxDriver is NewDriver for Firefox.
func NewFirefoxDriver(t testing.TB) livetest.Driver {
	t.Helper()
	return newFirefoxTab(t)
}
