package e2e

import (
	"testing"

	"github.com/lively-go/lively/livetest"
)

// NewDriver opens a tab in Chromium for livetest.Browser. Errors in the page fail the test, as with
// NewTab.
func NewDriver(t testing.TB) livetest.Driver {
	t.Helper()
	return takeChromiumTab(t)
}

// NewFirefoxDriver is NewDriver for Firefox.
func NewFirefoxDriver(t testing.TB) livetest.Driver {
	t.Helper()
	return newFirefoxTab(t)
}

// NewWebKitDriver is NewDriver for WebKitGTK. Only one test may use it at a time.
func NewWebKitDriver(t testing.TB) livetest.Driver {
	t.Helper()
	return newWebKitTab(t)
}

// A browserTab controls one tab. What goes wrong in the page fails the test.
type browserTab interface {
	livetest.Driver

	// clickElement waits until an element matches selector and is visible, scrolls to it, and
	// clicks it.
	clickElement(selector string) error

	// answerDialogs makes the tab answer each dialog that a script opens.
	answerDialogs(yes bool) error

	// close closes the tab.
	close() error

	// takeErrors returns and clears the errors in the page: uncaught exceptions, console.error, and
	// violations of its Content-Security-Policy.
	takeErrors() []string
}
