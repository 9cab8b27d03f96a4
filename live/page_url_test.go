package live_test

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/memnet"
	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// shortenPath is middleware that leaves only the last segment of the path.
func shortenPath(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		u := *r.URL
		u.Path, u.RawPath = u.Path[strings.LastIndex(u.Path, "/")+1:], ""
		if !strings.HasPrefix(u.Path, "live.") {
			u.Path = "/" + u.Path
		}
		r2 := *r
		r2.URL = &u
		next.ServeHTTP(w, &r2)
	})
}

// Whatever a request line contains, the browser loads the client script from the origin of the page.
func TestScriptURL_IsOnOwnOrigin(t *testing.T) {
	for _, line := range []string{
		"http://evil.test", "http://evil.test/", "http://evil.test/page", "http://evil.test//page", "HTTP://evil.test:81/a/page", "x://evil.test/page",
		"//evil.test", "//evil.test/", "//evil.test/page", "///evil.test/page", "////page", "//evil.test//page", "//user@evil.test/page",
		`/\evil.test/page`, `/\/evil.test/page`, `\evil.test/page`, "/%5Cevil.test/page", "/%2Fevil.test/page", "/%2f%2fevil.test/page",
		"/.//evil.test/page", "/..//evil.test/page", "/%2e//evil.test/page", "/a/..//evil.test/page", "/evil.test%2Fpage", "/", "/app/page", `/"><script>/page`,
	} {
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader("GET " + line + " HTTP/1.1\r\nHost: lively.test\r\n\r\n")))
		if err != nil {
			continue // net/http refuses it, too
		}
		for name, middleware := range map[string]func(http.Handler) http.Handler{
			"unchanged":       func(h http.Handler) http.Handler { return h },
			"shortened":       shortenPath,
			"without a slash": func(h http.Handler) http.Handler { return http.StripPrefix("/", h) },
			"all stripped":    func(h http.Handler) http.Handler { return http.StripPrefix(r.URL.Path, h) },
		} {
			srv := &live.Server{Handler: live.Page(factoryOf(&view{})), Secret: []byte("secret")}
			w := httptest.NewRecorder()
			middleware(srv).ServeHTTP(w, r)
			if w.Code == http.StatusNotFound {
				continue
			}
			src := clientScriptURL(t, w.Body.String())
			require.Regexp(t, `^/([^/\\]|$)`, src, "%s, %s", line, name)
			base := &url.URL{Scheme: "http", Host: "lively.test", Path: "/page"}
			u, err := base.Parse(src)
			require.NoError(t, err)
			require.Equal(t, "lively.test", u.Host, "%s, %s: %s", line, name, src)
		}
	}
}

// A page whose path begins with two slashes is adopted, patches its URL on its own origin, handles
// Back, and is resumed.
func TestPageURL_TwoSlashes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var queries []string
		newView := func() *view {
			type query struct{ Page string }
			return &view{
				actions: map[string]func(*live.Socket) error{"next": func(s *live.Socket) error { return s.Patch(query{"2"}) }},
				moreEvents: func() live.Events {
					return live.Events{live.OnParams(func(s *live.Socket, q query) error { queries = append(queries, s.URL().String()); return nil })}
				},
			}
		}
		page := live.Page(func(*http.Request) live.View { return newView() })
		router := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { page.ServeHTTP(w, r) })
		p := serve(t, &live.Server{Handler: router}, nil).browser().open("//evil.test/page?page=1")
		require.True(t, p.Adopted())
		p.sendAndWait("live_test.action?name=next")
		require.Equal(t, []string{`["patch","/evil.test/page?page=2",false]`}, p.effects())
		require.NoError(t, p.Abort())
		synctest.Wait()
		require.NoError(t, p.resume())
		require.Equal(t, []string{"/evil.test/page?page=1", "/evil.test/page?page=2"}, queries)
	})
}

// stripProxy puts a reverse proxy in front of a that removes prefix from paths.
func stripProxy(t *testing.T, a *app, prefix string) {
	t.Helper()
	synctest.Wait() // a is running
	backend, front := a.net, memnet.Listen()
	proxy := &httputil.ReverseProxy{
		Rewrite: func(pr *httputil.ProxyRequest) {
			pr.SetURL(&url.URL{Scheme: "http", Host: "backend.test"})
			pr.Out.Host = pr.In.Host
			pr.Out.URL.Path = strings.TrimPrefix(pr.In.URL.Path, prefix)
			pr.Out.URL.RawPath = ""
		},
		Transport: &http.Transport{DisableKeepAlives: true, DialContext: backend.From("192.0.2.9:9")},
	}
	hs := &http.Server{Handler: proxy}
	go func() { _ = hs.Serve(front) }()
	t.Cleanup(func() { _ = hs.Close() })
	a.net = front
}

// Behind a proxy that removes a prefix, the script URL and the page's URL are as the browser sees
// them, also with another prefix that middleware removes.
func TestServerPrefix_BehindProxy(t *testing.T) {
	for name, c := range map[string]struct{ prefix, inner string }{
		"proxy":                {"/app", ""},
		"proxy, two segments":  {"/apps/a%20b", ""},
		"proxy and middleware": {"/app", "/v1"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				type query struct{ Page string }
				var urls, paths []string
				f := &viewFactory{newView: func(r *http.Request) *view {
					paths = append(paths, r.URL.Path)
					return &view{
						actions: map[string]func(*live.Socket) error{"next": func(s *live.Socket) error { return s.Patch(query{"2"}) }},
						moreEvents: func() live.Events {
							return live.Events{live.OnParams(func(s *live.Socket, _ query) error { urls = append(urls, s.URL().String()); return nil })}
						},
					}
				}}
				srv := &live.Server{Handler: f.handler(), Prefix: c.prefix}
				a := serve(t, srv, http.StripPrefix(c.inner, srv))
				unescaped, err := url.PathUnescape(c.prefix)
				require.NoError(t, err)
				stripProxy(t, a, unescaped)
				b := a.browser()

				full := c.prefix + c.inner + "/users"
				resp, body := b.get(full + "?page=1")
				require.Equal(t, http.StatusOK, resp.StatusCode)
				src := clientScriptURL(t, body)
				require.True(t, strings.HasPrefix(src, c.prefix+c.inner+"/_live/live."), src)
				resp, _ = b.get(src)
				require.Equal(t, http.StatusOK, resp.StatusCode)
				require.Equal(t, "text/javascript; charset=utf-8", resp.Header.Get("Content-Type"))

				urls, paths = nil, nil
				p := b.open(full + "?page=1")
				require.True(t, p.Adopted())
				p.sendAndWait("live_test.action?name=next")
				require.Equal(t, []string{`["patch","` + full + `?page=2",false]`}, p.effects())
				p.sendEventAndWait(wire.Event{Params: true, URL: full + "?page=1"}) // Back
				require.NoError(t, p.Abort())
				synctest.Wait()
				require.NoError(t, p.resume())
				require.Equal(t, []string{full + "?page=1", full + "?page=2", full + "?page=1"}, urls)
				require.NoError(t, p.join())
				require.Equal(t, []string{"/users", "/users"}, paths, "the factory sees the path without prefixes")
			})
		})
	}
}

func TestServerPrefix_Invalid(t *testing.T) {
	for _, prefix := range []string{
		"app", "/", "/app/", "//app", "/a//b", "/app?x", "/app#x", "http://lively.test/app", "/a b", "/a/../b", "/.", "/ü", "/%zz", `/a\b`, "*", "/app\n",
	} {
		srv := &live.Server{Prefix: prefix, Secret: []byte("secret")}
		for range 2 { // each request: a Server that is not valid serves nothing
			require.PanicsWithValue(t, fmt.Sprintf("live: Server.Prefix: %q is not a path such as /app, without a slash at its end", prefix), func() {
				srv.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
			})
		}
	}
}
