package livetest_test

import (
	"io"
	"log/slog"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// loginSite returns an application that redirects from / to /login while ended is true, and the number
// of views that it has mounted.
func loginSite(ended *atomic.Bool, outside bool) (site http.Handler, mounts *atomic.Int32) {
	mounts = new(atomic.Int32)
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View { mounts.Add(1); return &member{"ann"} }))
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<h1>Who are you?</h1>") })
	srv := &live.Server{Handler: mux, RecheckInterval: time.Minute, Log: slog.New(slog.DiscardHandler)}
	gate := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if ended.Load() && r.URL.Path == "/" {
				http.Redirect(w, r, "/login", http.StatusSeeOther)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
	if outside {
		return shutdownHandler{gate(srv), srv}, mounts
	}
	srv.Handler = gate(mux)
	return srv, mounts
}

// A shutdownHandler is middleware around a server, which livetest shuts down.
type shutdownHandler struct {
	http.Handler
	*live.Server
}

func (h shutdownHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.Handler.ServeHTTP(w, r) }

// A page answers rechecks through the application, so a test sees that the page is left when the login
// ends.
func TestOpen_LoginEnds(t *testing.T) {
	for name, outside := range map[string]bool{"inside": false, "outside": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var ended atomic.Bool
				site, mounts := loginSite(&ended, outside)
				p := livetest.Open(t, site)
				time.Sleep(10 * time.Minute)
				require.Equal(t, "Hello ann", p.Settle().Text("h1"))
				require.EqualValues(t, 1, mounts.Load())
				ended.Store(true)
				time.Sleep(time.Minute)
				require.Equal(t, "Who are you?", p.Settle().Text("h1"))
				require.Equal(t, "/login", p.URL())
			})
		})
	}
}

// A page whose login ended while it was disconnected is left when it resumes.
func TestOpen_LoginEndsWhileDisconnected(t *testing.T) {
	var ended atomic.Bool
	site, _ := loginSite(&ended, false)
	p := livetest.Open(t, site).Disconnect()
	ended.Store(true)
	require.Equal(t, "Who are you?", p.Resume().Text("h1"))
}
