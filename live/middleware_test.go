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

// A door lets in whoever is on its list, by cookie.
type door struct {
	mu   sync.Mutex
	list map[string]bool
	in   http.Handler
}

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c, err := r.Cookie("user")
	d.mu.Lock()
	ok := err == nil && d.list[c.Value]
	d.mu.Unlock()
	if !ok {
		http.Redirect(w, r, "/login?next="+r.URL.Path, http.StatusSeeOther)
		return
	}
	d.in.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), userKey{}, c.Value)))
}

func (d *door) let(user string, in bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.list[user] = in
}

type userKey struct{}

// requireDenied requires that p cannot be joined or resumed. A middleware inside of live.Server decides over the page's own URL, and the
// browser loads the page as a page; one outside does not even let the websocket through.
func requireDenied(t *testing.T, p *tab, open func(client.Conn) error) {
	t.Helper()
	conn, resp, err := p.b.dial(p.URL())
	if err != nil {
		require.NotEqual(t, http.StatusSwitchingProtocols, resp.StatusCode)
		require.Contains(t, t.Name(), "outside")
		return
	}
	require.Contains(t, t.Name(), "inside")
	requireClosed(t, open(conn), wire.Reload, wire.NotLive)
}

// around runs a test with a middleware outside of live.Server and with one inside.
func around(t *testing.T, middleware func(http.Handler) http.Handler, test func(t *testing.T, m *made, a *app)) {
	t.Run("outside", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			m := &made{}
			srv := &live.Server{Handler: m.anyPath()}
			test(t, m, serve(t, srv, middleware(srv)))
		})
	})
	t.Run("inside", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			m := &made{}
			test(t, m, serve(t, &live.Server{Handler: middleware(m.anyPath())}, nil))
		})
	})
}

// A user who is thrown out while the page is parked, connected or away has no page any more.
func TestAuthDecidesOverJoinsAndResumes(t *testing.T) {
	var d *door
	auth := func(next http.Handler) http.Handler {
		d = &door{list: map[string]bool{"ann": true}, in: next}
		return d
	}
	around(t, auth, func(t *testing.T, m *made, a *app) {
		resp, _ := a.browser().get("/")
		require.Equal(t, http.StatusSeeOther, resp.StatusCode)
		require.Empty(t, m.views)

		ann := a.browser().as("ann")
		here, away, later := ann.load("/"), ann.load("/"), ann.load("/")
		require.NoError(t, here.join())
		require.NoError(t, away.join())
		require.NoError(t, away.Cut())
		synctest.Wait()
		require.NoError(t, away.resume(), "as long as she is on the list")
		require.NoError(t, away.Cut())
		synctest.Wait()

		d.let("ann", false)
		requireDenied(t, away, away.Resume)
		requireDenied(t, later, later.Join)
		requireDenied(t, later, later.Join)
		time.Sleep(time.Minute)
		synctest.Wait()
		require.Len(t, m.views, 3)
		require.Equal(t, 1, m.views[1].unmounts.get(), "what cannot be resumed ends")
		require.Equal(t, 1, m.views[2].unmounts.get(), "what cannot be adopted ends")
		require.NotContains(t, a.log.String(), "next=")

		d.let("ann", true)
		require.NoError(t, later.join())
		require.False(t, later.Adopted())
		require.Equal(t, "<p>/</p>", later.html())
	})
}

func TestTheContextHasWhatMiddlewarePutThere(t *testing.T) {
	user := func(next http.Handler) http.Handler {
		return &door{list: map[string]bool{"ann": true, "bob": true}, in: next}
	}
	around(t, user, func(t *testing.T, m *made, a *app) {
		m.make = func(*http.Request) *view {
			v, name := &view{}, ""
			v.html = func() string { return name }
			v.mount = func(s *live.Socket) error { name = s.Context().Value(userKey{}).(string); return nil }
			return v
		}
		p := a.browser().as("ann").load("/")
		require.Equal(t, "ann", p.html())
		time.Sleep(time.Minute)
		require.NoError(t, p.join())
		require.Equal(t, "ann", p.html(), "mounted anew")
		q := a.browser().as("bob").tab(p.page)
		require.NoError(t, q.join())
		require.Equal(t, "bob", q.html())
	})
}

func TestBasicAuth(t *testing.T) {
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
	around(t, basic, func(t *testing.T, m *made, a *app) {
		b := a.browser()
		b.header.Set("Authorization", "Basic YW5uOnNlY3JldA==")
		p := b.open("/")
		require.True(t, p.Adopted())
		b.header.Del("Authorization")
		require.NoError(t, p.Cut())
		synctest.Wait()
		requireDenied(t, p, p.Resume)
	})
}

// gzipped is a small compressing middleware.
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

func TestACompressingMiddleware(t *testing.T) {
	around(t, gzipped, func(t *testing.T, m *made, a *app) {
		p := a.browser().load("/") // net/http asks for gzip by itself
		require.NoError(t, p.join())
		require.True(t, p.Adopted())
		require.NoError(t, p.Cut())
		require.NoError(t, p.resume())
		p.do("live_test.do?what=add")
		require.Equal(t, 1, m.views[0].n.get())
	})
}

// Every request of a websocket is one that a page load could have been.
func TestMiddlewareSeesAPageLoad(t *testing.T) {
	var seen []*http.Request
	witness := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Upgrade") == "" {
				seen = append(seen, r)
			}
			next.ServeHTTP(w, r)
		})
	}
	around(t, witness, func(t *testing.T, m *made, a *app) {
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
		require.NoError(t, p.Cut())
		require.NoError(t, p.resume())
		require.Len(t, seen, 3)
		require.Equal(t, r.Header, seen[2].Header)
	})
}

func TestAPanickingMiddleware(t *testing.T) {
	var broken bool
	panics := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if broken && r.Header.Get("Upgrade") == "" {
				panic("bang")
			}
			next.ServeHTTP(w, r)
		})
	}
	around(t, panics, func(t *testing.T, m *made, a *app) {
		broken = false
		p, q := a.browser().load("/"), a.browser().open("/")
		broken = true
		requireClosed(t, p.join(), wire.Reload, wire.NotLive)
		require.Contains(t, a.log.String(), "bang")
		require.Contains(t, a.log.String(), "middleware_test.go", "the stack")
		q.do("live_test.do?what=add")
	})
}

// A browser came back twice. The middleware let the second resume pass first: the first must not take over from it.
func TestAResumeThatMiddlewareHeldUp(t *testing.T) {
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
	around(t, slow, func(t *testing.T, m *made, a *app) {
		hold = make(chan struct{})
		p := a.browser().open("/")
		require.NoError(t, p.Cut())
		synctest.Wait()
		held = true
		k := p.b.talk("/")
		k.say(`["resume",{"session":"` + p.Session() + `","versions":{"0":1},"frame":0,"ref":1}]`)
		synctest.Wait()
		require.False(t, held)
		require.NoError(t, p.resume())
		close(hold)
		k.closed(wire.Remount, wire.Gone)
		p.do("live_test.do?what=add")
		require.NoError(t, p.Cut())
		require.NoError(t, p.resume(), "its secret is the good one")
		require.Equal(t, 1, m.views[0].n.get())
	})
}

// A middleware that calls its router twice reaches the page twice.
func TestAPageThatIsReachedTwice(t *testing.T) {
	twice := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("X-Twice") != "" && r.Header.Get("Upgrade") == "" {
				next.ServeHTTP(w, r)
			}
			next.ServeHTTP(w, r)
		})
	}
	around(t, twice, func(t *testing.T, m *made, a *app) {
		p := a.browser().load("/")
		p.b.header.Set("X-Twice", "yes")
		time.Sleep(time.Minute)
		requireClosed(t, p.join(), wire.Reload, wire.NotLive)
		synctest.Wait()
		for _, v := range m.views {
			require.Equal(t, 1, v.unmounts.get(), "none is left behind")
		}
		require.Contains(t, a.log.String(), "reached a live.Page twice")
	})
}
