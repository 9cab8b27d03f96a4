package live_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// A login that ends while the WebSocket is open ends the page within RecheckInterval. Until then,
// rechecks neither mount nor disturb anything.
func TestRecheck_LoginEnds(t *testing.T) {
	var l *allowList
	auth := func(next http.Handler) http.Handler {
		l = &allowList{allowed: map[string]bool{"ann": true}, next: next}
		return l
	}
	testRecheck(t, auth, func(t *testing.T, f *viewFactory, a *app) {
		p := a.browser().withUser("ann").open("/")
		for range 10 {
			p.readRecheck()
			p.sendAndWait("live_test.action?name=add")
		}
		require.Equal(t, 1, f.mounts())
		require.Empty(t, p.effects())
		l.set("ann", false)
		start := time.Now()
		p.requireClose(wire.Reload, wire.NotLive)
		require.LessOrEqual(t, time.Since(start), recheckInterval)
		synctest.Wait()
		require.Equal(t, 1, f.views[0].unmounts.get())
	})
}

// recheckInterval is the interval of the tests.
const recheckInterval = time.Minute

// testRecheck runs a test with a middleware outside of live.Server and with one inside.
func testRecheck(t *testing.T, middleware func(http.Handler) http.Handler, test func(t *testing.T, f *viewFactory, a *app)) {
	t.Run("outside", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			f := &viewFactory{}
			srv := &live.Server{Handler: f.handler(), RecheckInterval: recheckInterval}
			test(t, f, serve(t, srv, middleware(srv)))
		})
	})
	t.Run("inside", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			f := &viewFactory{}
			test(t, f, serve(t, &live.Server{Handler: middleware(f.handler()), RecheckInterval: recheckInterval}, nil))
		})
	})
}

// readRecheck reads until the page has answered a recheck.
func (p *page) readRecheck() {
	p.t.Helper()
	for {
		m, err := p.Read()
		require.NoError(p.t, err)
		if _, ok := m.(wire.RecheckRequest); ok {
			synctest.Wait()
			return
		}
	}
}

// The response of a login in another tab renews the cookie, and the recheck notices that.
func TestRecheck_AnotherLogin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		mux := http.NewServeMux()
		mux.Handle("/", f.handler())
		mux.HandleFunc("POST /login", setSession("second", redirect))
		a := serve(t, &live.Server{Handler: mux, RecheckInterval: recheckInterval}, nil)
		ann := a.browser()
		p := ann.open("/")
		p.readRecheck()
		ann.request(http.MethodPost, "/login")
		p.requireClose(wire.Remount, wire.Identity)
		require.NoError(t, p.join())
		require.False(t, p.Adopted())
		p.readRecheck()
		p.readRecheck()
	})
}

// Another identity in the same browser ends the page. The path and the cookie are the same.
func TestRecheck_AnotherIdentity(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		user := func(r *http.Request) string {
			c, err := r.Cookie("user")
			if err != nil {
				return ""
			}
			return c.Value
		}
		f := &viewFactory{}
		a := serve(t, &live.Server{Handler: f.handler(), RecheckInterval: recheckInterval, Identity: user}, nil)
		b := a.browser().withUser("ann")
		p := b.open("/")
		for range 3 {
			p.readRecheck()
		}
		b.withUser("bob")
		p.requireClose(wire.Remount, wire.Identity)
	})
}

// While the application is busy, nothing is known: the session is detached, and resumed later.
func TestRecheck_Busy(t *testing.T) {
	for _, status := range []int{http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable} {
		busy := false
		testRecheck(t, func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if busy {
					w.WriteHeader(status)
					return
				}
				next.ServeHTTP(w, r)
			})
		}, func(t *testing.T, f *viewFactory, a *app) {
			busy = false
			p := a.browser().open("/")
			p.sendAndWait("live_test.action?name=add")
			busy = true
			p.requireClose(wire.Reconnect, wire.Unchecked)
			busy = false
			require.NoError(t, p.resume())
			p.sendAndWait("live_test.action?name=add")
			require.Equal(t, 1, f.mounts())
			p.readRecheck()
		})
	}
}

// A GET with the header mounts nothing, and its response is empty and not stored. The response shows
// the status of the application, but not where it redirects to.
func TestRecheck_Response(t *testing.T) {
	mounts := 0
	mux := http.NewServeMux()
	mux.Handle("/page/", live.Page(func(*http.Request) live.View { mounts++; return &view{} }))
	mux.HandleFunc("/redirect", setSession("second", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/login?state=secret", http.StatusFound)
	}))
	mux.HandleFunc("/denied", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("WWW-Authenticate", `Basic realm="x"`)
		http.Error(w, "no", http.StatusUnauthorized)
	})
	mux.HandleFunc("/silent", nothing)
	mux.HandleFunc("/text", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "4")
		w.Header().Set("Cache-Control", "public, max-age=60")
		_, _ = w.Write([]byte("text"))
	})
	srv := &live.Server{Handler: mux, Secret: []byte("secret")}
	do := func(method, path, nonce string) *http.Response {
		w, r := httptest.NewRecorder(), httptest.NewRequest(method, path, nil)
		r.Header.Set("Cookie", "live=token; session=first")
		if nonce != "" {
			r.Header.Set("Live-Recheck", nonce)
		}
		srv.ServeHTTP(w, r)
		return w.Result()
	}
	seals := map[string]bool{}
	for _, test := range []struct{ method, path, nonce, status string }{
		{"GET", "/page/a", "nonce", "204"},
		{"GET", "/page/a", "other", "204"},
		{"HEAD", "/page/b", "nonce", "204"},
		{"GET", "/redirect", "nonce", "302"},
		{"GET", "/denied", "nonce", "401"},
		{"GET", "/none", "nonce", "404"},
		{"GET", "/silent", "nonce", "200"},
		{"GET", "/text", "nonce", "200"},
	} {
		resp := do(test.method, test.path, test.nonce)
		require.Equal(t, http.StatusNoContent, resp.StatusCode, test.path)
		require.Equal(t, test.status, resp.Header.Get("Live-Status"), test.path)
		require.Equal(t, "no-store", resp.Header.Get("Cache-Control"))
		require.Equal(t, []string{"Live-Recheck"}, resp.Header["Vary"])
		for _, name := range []string{"Location", "WWW-Authenticate", "Content-Type", "Content-Length"} {
			require.NotContains(t, resp.Header, http.CanonicalHeaderKey(name), test.path)
		}
		body := make([]byte, 1)
		n, _ := resp.Body.Read(body)
		require.Zero(t, n, test.path)
		seal := resp.Header.Get("Live-Recheck")
		require.Equal(t, strings.HasPrefix(test.path, "/page/"), seal != "", test.path)
		require.False(t, seal != "" && seals[seal], "the seal depends on nonce and path")
		seals[seal] = true
	}
	require.Zero(t, mounts)

	cookies := strings.Join(do("GET", "/redirect", "nonce").Header["Set-Cookie"], " ")
	require.Contains(t, cookies, "session=second")
	require.Contains(t, cookies, "live=", "the cookie is renewed")

	// Other requests are as without the header.
	require.Empty(t, do("GET", "/text", "").Header.Get("Live-Status"))
	require.Equal(t, http.StatusMethodNotAllowed, do("POST", "/page/a", "nonce").StatusCode)
	r := httptest.NewRequest("POST", "http://example.com/text", nil)
	r.Header.Set("Origin", "http://evil.test")
	r.Header.Set("Live-Recheck", "nonce")
	w := httptest.NewRecorder()
	srv.ServeHTTP(w, r)
	require.Equal(t, http.StatusForbidden, w.Code)
}

// A cache between the server and its router does not store the response to a recheck.
func TestRecheck_CacheInside(t *testing.T) {
	page := live.Page(func(*http.Request) live.View { return &view{} })
	inner := httptest.NewRecorder()
	srv := &live.Server{Secret: []byte("secret"), Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		page.ServeHTTP(inner, r)
	})}
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Live-Recheck", "nonce")
	srv.ServeHTTP(httptest.NewRecorder(), r)
	require.Equal(t, "no-store", inner.Header().Get("Cache-Control"))
	require.Equal(t, "Live-Recheck", inner.Header().Get("Vary"))
}

// The seal is for the path as the browser sees it, with the prefix that middleware strips.
func TestRecheck_Prefix(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		srv := &live.Server{Handler: f.handler(), RecheckInterval: recheckInterval}
		outer := http.NewServeMux()
		outer.Handle("/app/", http.StripPrefix("/app", srv))
		p := serve(t, srv, outer).browser().open("/app/a%20b?page=1")
		for range 3 {
			p.readRecheck()
		}
		require.Equal(t, 1, f.mounts())
	})
}

// A page that redirects when it is mounted is live until it is loaded again.
func TestRecheck_RedirectInMount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		full := false
		f := &viewFactory{newView: func(*http.Request) *view {
			return &view{mount: func(s *live.Socket) error {
				if full {
					s.Navigate("/full")
				}
				return nil
			}}
		}}
		p := serve(t, &live.Server{Handler: f.handler(), RecheckInterval: recheckInterval}, nil).browser().open("/")
		full = true
		p.readRecheck()
		p.sendAndWait("live_test.action?name=add")
		require.Equal(t, 1, f.mounts())
	})
}

// Without RecheckInterval nothing is checked, and a reply is malformed.
func TestRecheck_Disabled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		p := serve(t, &live.Server{Handler: f.handler()}, nil).browser().open("/")
		for range 10 {
			time.Sleep(20 * time.Second)
			p.sendAndWait("live_test.action?name=add")
		}
		require.NoError(t, p.Write(wire.RecheckReply{Seal: "x"}))
		p.requireClose(wire.Stop, wire.Malformed)
	})
}

// A browser without cookies is checked too.
func TestRecheck_WithoutCookies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		b := serve(t, &live.Server{Handler: f.handler(), RecheckInterval: recheckInterval}, nil).browser()
		b.jar = nil
		p := b.open("/")
		for range 3 {
			p.readRecheck()
		}
	})
}

// A node accepts the seal of another one that has the same secret, or one of the old secrets.
func TestRecheck_OtherNodeAnswers(t *testing.T) {
	for secret, valid := range map[string]bool{"shared": true, "next": true, "unknown": false} {
		synctest.Test(t, func(t *testing.T) {
			nodes := [2]*app{}
			for i, s := range []string{"shared", secret} {
				nodes[i] = serve(t, &live.Server{
					Secret: []byte(s), OldSecrets: [][]byte{[]byte("next")},
					Handler: (&viewFactory{}).handler(), RecheckInterval: recheckInterval,
				}, nil)
			}
			b := nodes[0].browser()
			p := b.open("/")
			b.app = nodes[1] // for rechecks
			if valid {
				p.readRecheck()
				p.readRecheck()
			} else {
				p.requireClose(wire.Remount, wire.Identity)
			}
		})
	}
}

// A recheck in which Identity panics is answered, and the page stays.
func TestRecheck_IdentityPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := false
		srv := &live.Server{Handler: (&viewFactory{}).handler(), RecheckInterval: recheckInterval, Identity: func(*http.Request) string {
			if broken {
				panic("test panic")
			}
			return "ann"
		}}
		a := serve(t, srv, nil)
		p := a.browser().open("/")
		broken = true
		b := a.browser()
		b.header.Set("Live-Recheck", "nonce")
		resp, _ := b.get("/")
		require.Equal(t, http.StatusNoContent, resp.StatusCode)
		require.Equal(t, "500", resp.Header.Get("Live-Status"))
		require.Empty(t, resp.Header.Get("Live-Recheck"))
		broken = false
		p.readRecheck()
		p.sendAndWait("live_test.action?name=add")
	})
}
