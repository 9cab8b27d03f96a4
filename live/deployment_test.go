package live_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// These tests check what docs/howto/deployment.md says about cookies, middleware and other sites.

// setCookie returns middleware that sets a cookie in each response, or only if the request has none.
func setCookie(onlyIfMissing bool, newValue func() string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if _, err := r.Cookie("visit"); err != nil || !onlyIfMissing {
				http.SetCookie(w, &http.Cookie{Name: "visit", Value: newValue(), Path: "/"})
			}
			next.ServeHTTP(w, r)
		})
	}
}

// A page is live if its middleware sets a cookie only once, or with the same value. It is not if the
// value changes: the browser would never receive the cookie of the synthetic GET.
func TestJoin_CookieOfMiddleware(t *testing.T) {
	for name, c := range map[string]struct {
		onlyIfMissing, changing, live bool
	}{
		"once":                   {true, true, true},
		"each time, same value":  {false, false, true},
		"each time, other value": {false, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			var n atomic.Int64
			newValue := func() string {
				if c.changing {
					return fmt.Sprint("visit-", n.Add(1))
				}
				return "visit-same"
			}
			testMiddleware(t, setCookie(c.onlyIfMissing, newValue), func(t *testing.T, f *viewFactory, a *app) {
				b := a.browser()
				p := b.load("/")
				err := p.join()
				if !c.live {
					requireCloseError(t, err, wire.Reload, wire.NotLive)
					require.Contains(t, a.log.String(), `changes \"visit\"`)
					return
				}
				require.NoError(t, err)
				require.True(t, p.Adopted())
				require.NoError(t, p.Abort())
				require.NoError(t, p.resume())
			})
		})
	}
}

// In a browser that accepts no cookies, a page whose middleware sets one is not live.
func TestJoin_CookieOfMiddlewareIsBlocked(t *testing.T) {
	block := func(next http.Handler) http.Handler {
		set := setCookie(true, func() string { return "visit-blocked" })(next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Header.Del("Cookie")
			set.ServeHTTP(w, r)
		})
	}
	testMiddleware(t, block, func(t *testing.T, f *viewFactory, a *app) {
		requireCloseError(t, a.browser().load("/").join(), wire.Reload, wire.NotLive)
	})
}

// Middleware outside of the Server runs for the upgrade and for the synthetic GET; inside it runs for
// the synthetic GET only.
func TestMiddleware_RunsPerJoin(t *testing.T) {
	var calls atomic.Int64
	count := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			calls.Add(1)
			next.ServeHTTP(w, r)
		})
	}
	testMiddleware(t, count, func(t *testing.T, f *viewFactory, a *app) {
		p := a.browser().load("/")
		calls.Store(0)
		require.NoError(t, p.join())
		want := int64(1)
		if strings.HasSuffix(t.Name(), "/outside") {
			want = 2
		}
		require.Equal(t, want, calls.Load())
	})
}

// Unsafe requests from other sites are rejected for the whole router. Those without the headers of a
// browser pass, and so do those to a route outside of the Server.
func TestServer_CrossOriginRequests(t *testing.T) {
	ok := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }
	mux := http.NewServeMux()
	mux.HandleFunc("POST /webhook", ok)
	outer := http.NewServeMux()
	outer.Handle("/", &live.Server{Handler: mux})
	outer.HandleFunc("POST /payments/return", ok)
	for name, c := range map[string]struct {
		path   string
		header http.Header
		want   int
	}{
		"webhook":                       {"/webhook", nil, http.StatusNoContent},
		"browser":                       {"/webhook", http.Header{"Origin": {"http://example.com"}}, http.StatusNoContent},
		"browser, other site":           {"/webhook", http.Header{"Origin": {"https://other.test"}}, http.StatusForbidden},
		"browser, other site, fetch":    {"/webhook", http.Header{"Sec-Fetch-Site": {"cross-site"}}, http.StatusForbidden},
		"outside, browser":              {"/payments/return", http.Header{"Origin": {"http://example.com"}}, http.StatusNoContent},
		"outside, browser, other site":  {"/payments/return", http.Header{"Origin": {"https://other.test"}, "Sec-Fetch-Site": {"cross-site"}}, http.StatusNoContent},
		"outside does not weaken other": {"/payments/other", http.Header{"Origin": {"https://other.test"}}, http.StatusForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPost, "http://example.com"+c.path, nil)
			if c.header != nil {
				r.Header = c.header
			}
			w := httptest.NewRecorder()
			outer.ServeHTTP(w, r)
			require.Equal(t, c.want, w.Code)
		})
	}
}
