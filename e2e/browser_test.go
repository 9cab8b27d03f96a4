package e2e

import (
	"flag"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/livetest"
)

var browserName = flag.String("browser", "chromium", `the browser that tests use: "chromium" or "firefox"`)

func TestMain(m *testing.M) { Main(m) }

// newTab opens a tab in the browser that the flag names.
func newTab(t testing.TB) *Tab {
	t.Helper()
	if inFirefox(t) {
		return NewFirefoxTab(t)
	}
	return NewTab(t)
}

// newDriver is newTab for livetest.Browser.
func newDriver(t testing.TB) livetest.Driver {
	t.Helper()
	if inFirefox(t) {
		return NewFirefoxDriver(t)
	}
	return NewDriver(t)
}

func inFirefox(t testing.TB) bool {
	t.Helper()
	require.Contains(t, []string{"chromium", "firefox"}, *browserName, "-browser")
	return *browserName == "firefox"
}
