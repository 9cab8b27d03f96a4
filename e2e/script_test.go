package e2e

import (
	"net/http"
	"testing"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// An openFunc opens a page of the application at url, with its own cookies.
type openFunc func(url string) *livetest.Page

// runScript runs a script twice: with the client of livetest, in memory, and in the browser that
// the flag names. Each run has its own application.
func runScript(t *testing.T, app func() http.Handler, script func(t *testing.T, open openFunc)) {
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		h := app()
		script(t, func(url string) *livetest.Page { return livetest.Open(t, h, url) })
	})
	t.Run(*browserName, func(t *testing.T) {
		t.Parallel()
		h := app()
		if srv, ok := h.(*live.Server); ok {
			allowSlowMachine(srv)
		}
		script(t, func(url string) *livetest.Page { return livetest.Browser(t, newDriver(t), h, url) })
	})
}
