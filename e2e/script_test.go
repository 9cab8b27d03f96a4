package e2e

import (
	"net/http"
	"testing"

	"github.com/lively-go/lively/livetest"
)

// An opener opens the page at a URL of an application, each time in a browser of its own.
type openFunc func(url string) *livetest.Page

// onBoth runs one script twice: with livetest's own client, and in Chromium. Each has the application to itself.
func runScript(t *testing.T, app func() http.Handler, script func(t *testing.T, open openFunc)) {
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		h := app()
		script(t, func(url string) *livetest.Page { return livetest.Open(t, h, url) })
	})
	t.Run("Chromium", func(t *testing.T) {
		t.Parallel()
		h := app()
		script(t, func(url string) *livetest.Page { return livetest.Browser(t, newDriver(t), h, url) })
	})
}
