package live_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

var pageMeta = regexp.MustCompile(`<meta name="live-page" content="([A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*)">`)

// livePage returns the content of the meta element live-page of a document.
func livePage(t *testing.T, document string) string {
	t.Helper()
	m := pageMeta.FindStringSubmatch(document)
	require.NotNil(t, m, document)
	return m[1]
}

// fetch fetches the page at path as a client does that shows a page with this content of live-page.
func (b *browser) fetch(livePage, path string) (*http.Response, string) {
	b.app.t.Helper()
	b.header.Set("Live-Navigate", livePage)
	b.header.Set("Sec-Fetch-Site", "same-origin")
	b.header.Set("Sec-Fetch-Dest", "empty")
	defer func() {
		for _, name := range []string{"Live-Navigate", "Sec-Fetch-Site", "Sec-Fetch-Dest"} {
			b.header.Del(name)
		}
	}()
	return b.get(path)
}

// A fetched page is the document of a page load, with its description in a header, and may be adopted.
func TestPageFetch(t *testing.T) {
	testSite(t, &live.Server{}, func(t *testing.T, s *site) {
		b := s.browser()
		resp, first := b.get("/")
		require.Empty(t, resp.Header.Get("Live-Page"))
		require.Equal(t, []string{"Live-Navigate"}, resp.Header["Vary"])
		require.Equal(t, 1, s.live.Stats().Unadopted)

		resp, next := b.fetch(livePage(t, first), "/users?page=2")
		require.Equal(t, http.StatusOK, resp.StatusCode)
		require.Equal(t, livePage(t, next), resp.Header.Get("Live-Page"))
		require.Equal(t, livePage(t, first), livePage(t, next))
		require.Equal(t, []string{"Live-Navigate"}, resp.Header["Vary"])
		require.Equal(t, "private, no-cache", resp.Header.Get("Cache-Control"))
		require.Contains(t, next, "<p>0</p>")
		require.Equal(t, 2, s.live.Stats().Unadopted)
	})
}

// A page of another build, other assets or another policy is refused before anything of the application runs.
func TestPageFetch_OtherVersion(t *testing.T) {
	testSite(t, &live.Server{Prefix: "/app"}, func(t *testing.T, s *site) {
		b := s.browser()
		policy := "script-src 'nonce-abc' 'self'"
		s.handle = func(w http.ResponseWriter, r *http.Request) bool {
			w.Header().Set("Content-Security-Policy", policy)
			return false
		}
		_, document := b.get("/")
		current := livePage(t, document)
		identities, views := 0, len(s.views.views)
		identity := s.live.Identity
		s.live.Identity = func(r *http.Request) string { identities++; return identity(r) }
		part := strings.Split(current, ".")
		for _, other := range []string{
			"x", "....", "." + part[1] + "." + part[2] + "." + part[3], "x." + part[1] + "." + part[2] + "." + part[3],
			part[0] + ".x." + part[2] + "." + part[3], part[0] + "." + part[1] + ".x." + part[3], strings.Repeat("x.", 1000),
		} {
			resp, body := b.fetch(other, "/users?page=2&q=%20")
			require.Equal(t, http.StatusNoContent, resp.StatusCode, other)
			require.Equal(t, "/app/users?page=2&q=%20", resp.Header.Get("Live-Location"), other)
			require.Empty(t, body)
			require.Empty(t, resp.Header.Get("Live-Page"))
		}
		require.Zero(t, identities)
		require.Len(t, s.views.views, views)

		policy = "script-src 'nonce-def' 'self'"
		resp, _ := b.fetch(current, "/users")
		require.Equal(t, http.StatusOK, resp.StatusCode, "another nonce")
		for _, other := range []string{"", "script-src 'nonce-def'", "script-src 'self'"} {
			policy = other
			resp, _ := b.fetch(current, "/users")
			require.Equal(t, "/app/users", resp.Header.Get("Live-Location"), other)
		}
	})
}

// A redirect is a response that the client can read. Cookies are kept.
func TestPageFetch_Redirect(t *testing.T) {
	testSite(t, &live.Server{}, func(t *testing.T, s *site) {
		b := s.browser()
		_, document := b.get("/")
		status, location := 0, ""
		s.handle = func(w http.ResponseWriter, r *http.Request) bool {
			if status == 0 {
				return false
			}
			http.SetCookie(w, &http.Cookie{Name: "shown", Value: "shown by the middleware", Path: "/"})
			w.Header().Set("Cache-Control", "public, max-age=3600")
			w.Header().Set("Location", location)
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(status)
			_, _ = w.Write([]byte("moved"))
			return true
		}
		for _, to := range []string{"/login?next=/a#top", "https://other.test/", "?page=2", "#x", "//other.test/", "/ä"} {
			for _, code := range []int{301, 302, 303, 307, 308} {
				status, location = code, to
				resp, body := b.fetch(livePage(t, document), "/old")
				require.Equal(t, http.StatusNoContent, resp.StatusCode, to)
				require.Equal(t, to, resp.Header.Get("Live-Location"))
				require.Empty(t, resp.Header.Get("Location")+resp.Header.Get("Content-Type")+body)
				require.Equal(t, "no-store", resp.Header.Get("Cache-Control"), "a page load must not get it")
				require.Len(t, resp.Cookies(), 1)
				require.Contains(t, resp.Header["Vary"], "Live-Navigate")

				resp, _ = b.get("/old")
				require.Equal(t, code, resp.StatusCode, "a page load")
				require.Empty(t, resp.Header.Get("Live-Location"))
			}
		}
		for _, code := range []int{200, 201, 300, 304, 404} { // not followed by browsers
			status = code
			resp, _ := b.fetch(livePage(t, document), "/old")
			require.Equal(t, code, resp.StatusCode)
			require.Empty(t, resp.Header.Get("Live-Location"))
		}
	})
}

// A view that navigates in the GET is a redirect, and a page that fails is not one to be shown in the document.
func TestPageFetch_View(t *testing.T) {
	testSite(t, &live.Server{}, func(t *testing.T, s *site) {
		b := s.browser()
		_, document := b.get("/")
		s.views.newView = func(*http.Request) *view {
			return &view{mount: func(s *live.Socket) error { return s.Navigate("/login?a=1") }}
		}
		resp, _ := b.fetch(livePage(t, document), "/users")
		require.Equal(t, "/login?a=1", resp.Header.Get("Live-Location"))
		s.views.newView = func(*http.Request) *view {
			return &view{mount: func(s *live.Socket) error { return live.ErrNotFound }}
		}
		resp, _ = b.fetch(livePage(t, document), "/users")
		require.Equal(t, http.StatusNotFound, resp.StatusCode)
		require.Empty(t, resp.Header.Get("Live-Page"))
	})
}

// Only the server says that a response is a live page, or where a client must go.
func TestPageFetch_ForgedHeaders(t *testing.T) {
	testSite(t, &live.Server{}, func(t *testing.T, s *site) {
		b := s.browser()
		_, document := b.get("/")
		s.handle = func(w http.ResponseWriter, r *http.Request) bool {
			w.Header().Set("Live-Page", livePage(t, document))
			w.Header().Set("Live-Location", "https://evil.test/")
			w.Header().Set("Vary", "Accept")
			if r.URL.Path == "/static" {
				w.Header().Set("Content-Type", "text/html")
				_, _ = w.Write([]byte(document))
			}
			return r.URL.Path == "/static"
		}
		resp, _ := b.fetch(livePage(t, document), "/static")
		require.Empty(t, resp.Header.Get("Live-Page")+resp.Header.Get("Live-Location"))
		require.Equal(t, []string{"Accept", "Live-Navigate"}, resp.Header["Vary"])
		resp, _ = b.fetch(livePage(t, document), "/live")
		require.Equal(t, livePage(t, document), resp.Header.Get("Live-Page"))
		require.Empty(t, resp.Header.Get("Live-Location"))
	})
}

// Another site cannot have pages rendered that wait for a join, and neither can other requests
// than fetches of the client. They are answered as without the header.
func TestPageFetch_NotOfClient(t *testing.T) {
	testSite(t, &live.Server{}, func(t *testing.T, s *site) {
		b := s.browser()
		_, document := b.get("/")
		unadopted := s.live.Stats().Unadopted
		b.header.Set("Live-Navigate", livePage(t, document))
		for _, sites := range [][]string{{"cross-site"}, {"same-site"}, {"none"}, {"same-origin", "cross-site"}, {""}} {
			b.header["Sec-Fetch-Site"] = sites
			for _, dest := range []string{"empty", "document", ""} {
				b.header.Set("Sec-Fetch-Dest", dest)
				resp, _ := b.get("/users")
				require.Equal(t, http.StatusOK, resp.StatusCode)
				require.Empty(t, resp.Header.Get("Live-Page"), "%q %q", sites, dest)
				require.Contains(t, resp.Header["Vary"], "Live-Navigate")
			}
		}
		b.header.Set("Sec-Fetch-Site", "same-origin")
		resp, _ := b.request(http.MethodHead, "/users")
		require.Empty(t, resp.Header.Get("Live-Page"))
		require.Equal(t, unadopted, s.live.Stats().Unadopted)

		b.header.Del("Sec-Fetch-Site") // as over HTTP to a host other than localhost
		resp, _ = b.get("/users")
		require.NotEmpty(t, resp.Header.Get("Live-Page"))
		require.Equal(t, unadopted+1, s.live.Stats().Unadopted)
	})
}

// A page that is fetched from another node than the one that has the session does not wait there for a join.
func TestPageFetch_OtherNode(t *testing.T) {
	testSite(t, &live.Server{}, func(t *testing.T, s *site) {
		b := s.browser()
		_, document := b.get("/")
		other := livePage(t, document)
		other = other[:strings.LastIndexByte(other, '.')+1] + "abcd"
		resp, body := b.fetch(other, "/users")
		require.Equal(t, livePage(t, document), resp.Header.Get("Live-Page"))
		require.Contains(t, body, "<p>0</p>")
		require.Equal(t, 1, s.live.Stats().Unadopted)
		synctest.Wait()
		require.EqualValues(t, 1, s.views.views[1].unmounts.get())
	})
}

// Middleware may wrap the writer, and may be outside of the server. A page that says no-store is not stored.
func TestPageFetch_Middleware(t *testing.T) {
	testSite(t, &live.Server{}, func(t *testing.T, s *site) {
		b := s.browser()
		_, document := b.get("/")
		inner := s.live.Handler
		for name, middleware := range map[string]http.HandlerFunc{
			"timeout":    timeoutHandler(inner.ServeHTTP),
			"compressed": gzipHandler(inner.ServeHTTP),
			"flushes": func(w http.ResponseWriter, r *http.Request) {
				inner.ServeHTTP(w, r)
				require.NoError(t, http.NewResponseController(w).Flush())
			},
		} {
			s.live.Handler = middleware
			resp, _ := b.fetch(livePage(t, document), "/users")
			require.Equal(t, livePage(t, document), resp.Header.Get("Live-Page"), name)
			resp, body := b.fetch("x", "/users")
			require.Equal(t, http.StatusNoContent, resp.StatusCode, name)
			require.Equal(t, "/users", resp.Header.Get("Live-Location"), name)
			require.Empty(t, body, name)
		}
		s.live.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Cache-Control", "no-cache, no-store, max-age=0")
			inner.ServeHTTP(w, r)
		})
		resp, _ := b.fetch(livePage(t, document), "/users")
		require.Equal(t, "no-cache, no-store, max-age=0", resp.Header.Get("Cache-Control"))
		s.live.Handler = http.StripPrefix("/shop", inner)
		resp, _ = b.fetch("x", "/shop/users?x=1")
		require.Equal(t, "/shop/users?x=1", resp.Header.Get("Live-Location"))
	})
}

// A page load of HTML varies by the header, so that no cache returns what a client has fetched.
func TestPageFetch_Vary(t *testing.T) {
	testSite(t, &live.Server{}, func(t *testing.T, s *site) {
		s.handle = func(w http.ResponseWriter, r *http.Request) bool { _, _ = w.Write([]byte("static")); return true }
		b := s.browser()
		resp, _ := b.get("/style.css")
		require.Empty(t, resp.Header["Vary"])
		b.header.Set("Accept", "text/html,*/*;q=0.8")
		resp, _ = b.get("/about")
		require.Equal(t, []string{"Live-Navigate"}, resp.Header["Vary"])
	})
}

// A client loads the document of a page that is not found, so no view waits for it.
func TestPageFetch_OtherStatus(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mux := http.NewServeMux()
		mux.Handle("GET /", live.Page(func(r *http.Request) live.View {
			return &stub{mount: func(s *live.Socket) error {
				if r.URL.Path == "/missing" {
					s.SetStatus(http.StatusNotFound)
				}
				return nil
			}}
		}))
		a := serve(t, &live.Server{Handler: mux}, nil)
		b := a.browser()
		_, document := b.get("/")
		resp, _ := b.fetch(livePage(t, document), "/missing")
		require.Equal(t, http.StatusNotFound, resp.StatusCode)
		require.Empty(t, resp.Header.Get("Live-Page"))
		require.Equal(t, 1, a.live.Stats().Unadopted)
	})
}

// A fetch that the client aborts, because the user has gone to another page, is not an error of the application.
func TestPageFetch_Aborted(t *testing.T) {
	log := &logBuffer{}
	ctx, cancel := context.WithCancel(t.Context())
	srv := &live.Server{Log: newTestLogger(log), OnError: func(_ context.Context, r live.ErrorReport) { t.Error(r) },
		Handler: live.Page(func(*http.Request) live.View {
			return &stub{mount: func(s *live.Socket) error { cancel(); return s.Context().Err() }}
		})}
	srv.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, "GET", "/", nil))
	require.NotContains(t, log.String(), "cannot render")
	require.NoError(t, srv.Shutdown(t.Context()))
}

// A page with other static files than those of the document is loaded as a document.
func TestPageFetch_OtherAssets(t *testing.T) {
	version := func(css string) string {
		page := live.Page(func(*http.Request) live.View { return &stub{} })
		srv := &live.Server{Handler: page, Assets: live.NewAssets("/static/", fstest.MapFS{"app.css": {Data: []byte(css)}})}
		w := httptest.NewRecorder()
		srv.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		require.NoError(t, srv.Shutdown(t.Context()))
		return livePage(t, w.Body.String())
	}
	require.Equal(t, version("a {}"), version("a {}"))
	require.NotEqual(t, version("a {}"), version("b {}"))
}
