package live_test

import (
	"compress/gzip"
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// allowList is a middleware that admits users by cookie and redirects others to the login page.
type allowList struct {
	mu      sync.Mutex
	allowed map[string]bool
	next    http.Handler
}

func (l *allowList) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c, err := r.Cookie("user")
	l.mu.Lock()
	ok := err == nil && l.allowed[c.Value]
	l.mu.Unlock()
	if !ok {
		http.Redirect(w, r, "/login?next="+r.URL.Path, http.StatusSeeOther)
		return
	}
	l.next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), userKey{}, c.Value)))
}

func (l *allowList) set(user string, allowed bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.allowed[user] = allowed
}

type userKey struct{}

// requireDenied requires that p cannot be joined or resumed. Middleware inside live.Server rejects
// the synthetic GET, and the browser reloads the page. Middleware outside rejects the WebSocket
// handshake.
func requireDenied(t *testing.T, p *page, open func(client.Conn) error) {
	t.Helper()
	conn, resp, err := p.b.dial(p.URL())
	if err != nil {
		require.NotEqual(t, http.StatusSwitchingProtocols, resp.StatusCode)
		require.Contains(t, t.Name(), "outside")
		return
	}
	require.Contains(t, t.Name(), "inside")
	requireCloseError(t, open(conn), wire.Reload, wire.NotLive)
}

// testMiddleware runs a test with a middleware outside of live.Server and with one inside.
func testMiddleware(t *testing.T, middleware func(http.Handler) http.Handler, test func(t *testing.T, f *viewFactory, a *app)) {
	t.Run("outside", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			f := &viewFactory{}
			srv := &live.Server{Handler: f.handler()}
			test(t, f, serve(t, srv, middleware(srv)))
		})
	})
	t.Run("inside", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			f := &viewFactory{}
			test(t, f, serve(t, &live.Server{Handler: middleware(f.handler())}, nil))
		})
	})
}

// A user who loses access while the page is unadopted, connected or detached loses the page.
func TestMiddleware_AuthorizesJoinAndResume(t *testing.T) {
	var l *allowList
	auth := func(next http.Handler) http.Handler {
		l = &allowList{allowed: map[string]bool{"ann": true}, next: next}
		return l
	}
	testMiddleware(t, auth, func(t *testing.T, f *viewFactory, a *app) {
		resp, _ := a.browser().get("/")
		require.Equal(t, http.StatusSeeOther, resp.StatusCode)
		require.Empty(t, f.views)

		ann := a.browser().withUser("ann")
		connected, detached, unadopted := ann.load("/"), ann.load("/"), ann.load("/")
		require.NoError(t, connected.join())
		require.NoError(t, detached.join())
		require.NoError(t, detached.Abort())
		synctest.Wait()
		require.NoError(t, detached.resume(), "while she is allowed")
		require.NoError(t, detached.Abort())
		synctest.Wait()

		l.set("ann", false)
		requireDenied(t, detached, detached.Resume)
		requireDenied(t, unadopted, unadopted.Join)
		requireDenied(t, unadopted, unadopted.Join)
		time.Sleep(time.Minute)
		synctest.Wait()
		require.Len(t, f.views, 3)
		require.Equal(t, 1, f.views[1].unmounts.get(), "a session that cannot be resumed ends")
		require.Equal(t, 1, f.views[2].unmounts.get(), "a page that cannot be adopted ends")
		require.NotContains(t, a.log.String(), "next=")

		l.set("ann", true)
		require.NoError(t, unadopted.join())
		require.False(t, unadopted.Adopted())
		require.Equal(t, "<p>/</p>", unadopted.html())
	})
}

func TestMiddleware_ContextValues(t *testing.T) {
	user := func(next http.Handler) http.Handler {
		return &allowList{allowed: map[string]bool{"ann": true, "bob": true}, next: next}
	}
	testMiddleware(t, user, func(t *testing.T, f *viewFactory, a *app) {
		f.newView = func(*http.Request) *view {
			v, name := &view{}, ""
			v.html = func() string { return name }
			v.mount = func(s *live.Socket) error { name = s.Context().Value(userKey{}).(string); return nil }
			return v
		}
		p := a.browser().withUser("ann").load("/")
		require.Equal(t, "ann", p.html())
		time.Sleep(time.Minute)
		require.NoError(t, p.join())
		require.Equal(t, "ann", p.html(), "remounted")
		q := a.browser().withUser("bob").newPage(p.initial)
		require.NoError(t, q.join())
		require.Equal(t, "bob", q.html())
	})
}

func TestMiddleware_BasicAuth(t *testing.T) {
	basic := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if user, password, _ := r.BasicAuth(); user != "ann" || password != "secret" {
				w.Header().Set("WWW-Authenticate", "Basic")
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
	testMiddleware(t, basic, func(t *testing.T, f *viewFactory, a *app) {
		b := a.browser()
		b.header.Set("Authorization", "Basic YW5uOnNlY3JldA==")
		p := b.open("/")
		require.True(t, p.Adopted())
		b.header.Del("Authorization")
		require.NoError(t, p.Abort())
		synctest.Wait()
		requireDenied(t, p, p.Resume)
	})
}

// gzipped is a minimal compressing middleware.
func gzipped(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") || r.Header.Get("Upgrade") != "" {
			next.ServeHTTP(unwrapper{w}, r)
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		defer z.Close()
		next.ServeHTTP(gzipWriter{unwrapper{w}, z}, r)
	})
}

type unwrapper struct{ http.ResponseWriter }

func (u unwrapper) Unwrap() http.ResponseWriter { return u.ResponseWriter }

type gzipWriter struct {
	unwrapper
	z *gzip.Writer
}

func (g gzipWriter) Write(b []byte) (int, error) { return g.z.Write(b) }

func TestMiddleware_Compression(t *testing.T) {
	testMiddleware(t, gzipped, func(t *testing.T, f *viewFactory, a *app) {
		p := a.browser().load("/") // net/http requests gzip by default
		require.NoError(t, p.join())
		require.True(t, p.Adopted())
		require.NoError(t, p.Abort())
		require.NoError(t, p.resume())
		p.sendAndWait("live_test.action?name=add")
		require.Equal(t, 1, f.views[0].n.get())
	})
}

// The synthetic GET of a join or resume looks like a page load.
func TestMiddleware_SyntheticGETLooksLikePageLoad(t *testing.T) {
	var seen []*http.Request
	record := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Upgrade") == "" {
				seen = append(seen, r)
			}
			next.ServeHTTP(w, r)
		})
	}
	testMiddleware(t, record, func(t *testing.T, f *viewFactory, a *app) {
		seen = nil
		b := a.browser()
		b.header = http.Header{"Accept-Language": {"de"}, "User-Agent": {"Firefox"}, "X-Forwarded-For": {"203.0.113.7"}, "Cache-Control": {"no-cache"}}
		p := b.open("/users?page=2")
		require.Len(t, seen, 2)
		r := seen[1]
		require.Equal(t, http.Header{
			"Accept": {"text/html"}, "Accept-Language": {"de"}, "Cookie": {"live=" + b.cookie("live")}, "User-Agent": {"Firefox"},
			"Sec-Fetch-Dest": {"document"}, "Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Site": {"same-origin"}, "X-Forwarded-For": {"203.0.113.7"},
		}, r.Header)
		require.Equal(t, "GET", r.Method)
		require.Equal(t, "/users?page=2", r.RequestURI)
		require.Equal(t, "lively.test", r.Host)
		require.Equal(t, b.addr, r.RemoteAddr)
		require.NoError(t, p.Abort())
		require.NoError(t, p.resume())
		require.Len(t, seen, 3)
		require.Equal(t, r.Header, seen[2].Header)
	})
}

func TestMiddleware_Panic(t *testing.T) {
	var broken bool
	panics := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if broken && r.Header.Get("Upgrade") == "" {
				panic("bang")
			}
			next.ServeHTTP(w, r)
		})
	}
	testMiddleware(t, panics, func(t *testing.T, f *viewFactory, a *app) {
		broken = false
		p, q := a.browser().load("/"), a.browser().open("/")
		broken = true
		requireCloseError(t, p.join(), wire.Reload, wire.NotLive)
		require.Contains(t, a.log.String(), "bang")
		require.Contains(t, a.log.String(), "middleware_test.go", "the stack")
		q.sendAndWait("live_test.action?name=add")
	})
}

// A client resumes twice, and the middleware delays the first resume, which must not take over the
// session from the second.
func TestMiddleware_DelayedResumeDoesNotTakeOver(t *testing.T) {
	hold := make(chan struct{})
	held := false
	slow := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if held && r.Header.Get("Upgrade") == "" {
				held = false
				<-hold
			}
			next.ServeHTTP(w, r)
		})
	}
	testMiddleware(t, slow, func(t *testing.T, f *viewFactory, a *app) {
		hold = make(chan struct{})
		p := a.browser().open("/")
		require.NoError(t, p.Abort())
		synctest.Wait()
		held = true
		conn := p.b.dialRaw("/")
		conn.write(resumeMessage(p.Session(), 1, 0, 1))
		synctest.Wait()
		require.False(t, held)
		require.NoError(t, p.resume())
		close(hold)
		conn.requireClose(wire.Remount, wire.Gone)
		p.sendAndWait("live_test.action?name=add")
		require.NoError(t, p.Abort())
		require.NoError(t, p.resume(), "its secret is valid")
		require.Equal(t, 1, f.views[0].n.get())
	})
}

// A middleware that calls its router twice reaches the page twice, which is an error.
func TestMiddleware_CallsPageTwice(t *testing.T) {
	twice := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("X-Twice") != "" && r.Header.Get("Upgrade") == "" {
				next.ServeHTTP(w, r)
			}
			next.ServeHTTP(w, r)
		})
	}
	testMiddleware(t, twice, func(t *testing.T, f *viewFactory, a *app) {
		p := a.browser().load("/")
		p.b.header.Set("X-Twice", "yes")
		time.Sleep(time.Minute)
		requireCloseError(t, p.join(), wire.Reload, wire.NotLive)
		synctest.Wait()
		for _, v := range f.views {
			require.Equal(t, 1, v.unmounts.get(), "every view is unmounted")
		}
		require.Contains(t, a.log.String(), "reached a live.Page twice")
	})
}
