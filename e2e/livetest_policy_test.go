package e2e

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/js"
	"github.com/lively-go/lively/livetest"
)

// A test in a real browser fails if a policy forbids a file of the client or what that needs, and says what to
// add.
func TestBrowser_Policy(t *testing.T) {
	t.Parallel()
	script := "http://HOST/_live/live." + js.Hash
	for name, c := range map[string]struct{ header, policy, want string }{
		"module":        {"Content-Security-Policy", "script-src " + script + ".js", ".ui.js: add 'self', 'strict-dynamic'"},
		"script":        {"Content-Security-Policy", "script-src 'none'", "live." + js.Hash + ".js: add 'self'"},
		"WebSocket":     {"Content-Security-Policy", "connect-src http://HOST", "add connect-src 'self'"},
		"Trusted Types": {"Content-Security-Policy", "require-trusted-types-for 'script'; trusted-types app", "add lively to trusted-types"},
		"all files":     {"Content-Security-Policy", "default-src 'none'; connect-src 'self'; script-src " + script + ".js " + script + ".ui.js", ""},
		"report only":   {"Content-Security-Policy-Report-Only", "default-src 'none'", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := newServer(viewFunc(func() *coveredView { return &coveredView{} }))
			srv.Log = slog.New(slog.DiscardHandler)
			h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set(c.header, strings.ReplaceAll(c.policy, "HOST", r.Host))
				srv.ServeHTTP(w, r)
			})
			r, done := &recorder{TB: t}, make(chan struct{})
			tab := newTab(t)
			go func() {
				defer close(done)
				livetest.Browser(r, tab.browser, h)
			}()
			<-done
			got := strings.Join(r.failures, "\n")
			tab.Open("about:blank") // the client tries to load the module again
			tab.Errors()            // violations
			if c.want == "" {
				require.Empty(t, got)
			} else {
				require.Contains(t, got, c.want)
			}
		})
	}
}
