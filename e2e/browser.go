// Package e2e tests Lively in real browsers: Debian's Chromium through chromedp, Firefox through
// WebDriver BiDi, and WebKitGTK through classic WebDriver.
//
// The tests of a package share one process of Chromium and of Firefox, on a fresh profile. WebKitGTK has a process
// for each test. Each test has its own cookies and storage. On a machine without the browser the tests fail and
// say what to install.
package e2e

import (
	"errors"
	"fmt"
	"os"
	"testing"
	"time"
)

// tabTimeout ends a test that hangs in its tab.
const tabTimeout = 10 * time.Minute

// waitTimeout ends a wait for a condition that does not become true. It only limits how long a test that
// fails takes, so it is long enough for a machine that is ten times as busy as usual.
const waitTimeout = 2 * time.Minute

// Main runs the tests of a package that uses NewTab or NewDriver, stops the browsers, and exits.
func Main(m *testing.M) {
	code := m.Run()
	if err := errors.Join(stopChromium(), stopFirefox(), stopWebKit()); err != nil {
		fmt.Fprintln(os.Stderr, "e2e: stop browser:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}
