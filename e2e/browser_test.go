package e2e

import (
	"flag"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/livetest"
)

var browserName = flag.String("browser", "chromium", `the browser that tests use: "chromium", "firefox" or "webkit"`)

func TestMain(m *testing.M) { Main(m) }

// newTab opens a tab in the browser that the flag names.
func newTab(t testing.TB) *Tab {
	t.Helper()
	switch *browserName {
	case "firefox":
		return NewFirefoxTab(t)
	case "webkit":
		return NewWebKitTab(t)
	}
	requireChromium(t)
	return NewTab(t)
}

// newDriver is newTab for livetest.Browser.
func newDriver(t testing.TB) livetest.Driver {
	t.Helper()
	switch *browserName {
	case "firefox":
		return NewFirefoxDriver(t)
	case "webkit":
		return NewWebKitDriver(t)
	}
	requireChromium(t)
	return NewDriver(t)
}

func requireChromium(t testing.TB) {
	t.Helper()
	require.Equal(t, "chromium", *browserName, "-browser")
}
