package live_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// Views of the page, of its layout and in it set the status and header of the response, and the page is live.
func TestPageResponse_SetByViews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		setting := func(name string, status int) *stub {
			return &stub{mount: func(s *live.Socket) error {
				if s.Header().Set(name, "x"); status != 0 {
					s.SetStatus(status)
				}
				return nil
			}}
		}
		layout := func(d live.Document) templ.Component {
			return markup(`<html><head>`, d.Head, `</head><body>`,
				live.Sticky("menu", func() live.View { return setting("sticky", 0) }), d.Root, `</body></html>`)
		}
		mount := setting("page", 404).mount
		mux := http.NewServeMux()
		mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View {
			card := setting("component", 0)
			return &stub{mount: mount, render: func() templ.Component {
				return markup(`<p>page</p>`, live.Component("card", card),
					live.Nested("part", struct{}{}, func(struct{}) live.View { return setting("nested", 0) }))
			}}
		}))
		a := serve(t, &live.Server{Handler: mux, Layout: layout}, nil)
		resp, _ := a.browser().get("/")
		require.Equal(t, 404, resp.StatusCode)
		for _, name := range []string{"page", "component", "nested", "sticky"} {
			require.Equal(t, "x", resp.Header.Get(name), name)
		}
		require.Equal(t, "private, no-cache", resp.Header.Get("Cache-Control"))
		p := a.browser().loadStatus(404, "/")
		require.NoError(t, p.join())
		require.True(t, p.Adopted())
	})
}

// Fields replace those of middleware, but not those that belong to the server.
func TestPageResponse_Fields(t *testing.T) {
	page := live.Page(func(*http.Request) live.View {
		return &stub{mount: func(s *live.Socket) error {
			h := s.Header()
			h.Set("Cache-Control", "no-store")
			h["x-frame-options"] = []string{"DENY"}
			for _, name := range []string{"Content-Type", "Content-Length", "Location", "Set-Cookie", "Content-Encoding"} {
				h.Set(name, "1")
			}
			return nil
		}}
	})
	middleware := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Frame-Options", "SAMEORIGIN")
		page.ServeHTTP(w, r)
	}
	log := &logBuffer{}
	srv := &live.Server{Handler: http.HandlerFunc(middleware), Log: newTestLogger(log)}
	w := httptest.NewRecorder()
	srv.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	h := w.Header()
	require.Equal(t, []string{"no-store"}, h["Cache-Control"])
	require.Equal(t, []string{"DENY"}, h["X-Frame-Options"])
	require.Equal(t, []string{"text/html; charset=utf-8"}, h["Content-Type"])
	require.NotContains(t, h, "Content-Length")
	require.NotContains(t, h, "Location")
	require.NotContains(t, h["Set-Cookie"], "1")
	require.Contains(t, log.String(), "Socket.Header cannot set Set-Cookie; set it in middleware")
	require.NoError(t, srv.Shutdown(t.Context()))
}

// A redirect has a status of its own, and none of the fields.
func TestPageResponse_Redirect(t *testing.T) {
	srv := &live.Server{Log: newTestLogger(&logBuffer{}), Handler: live.Page(factoryOf(&stub{mount: func(s *live.Socket) error {
		s.SetStatus(404)
		s.Header().Set("x", "x")
		return s.Navigate("/login")
	}}))}
	w := httptest.NewRecorder()
	srv.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	require.Equal(t, []any{303, ""}, []any{w.Code, w.Header().Get("x")})
	require.NoError(t, srv.Shutdown(t.Context()))
}

// An error page has the status of its error, and the fields that its view has set.
func TestPageResponse_ErrorPage(t *testing.T) {
	failing := &stub{mount: func(s *live.Socket) error {
		s.Header().Set("of-page", "x")
		return live.ErrNotFound
	}}
	srv := &live.Server{Log: newTestLogger(&logBuffer{}), Handler: live.Page(factoryOf(failing)),
		ErrorPage: func(*http.Request, int, error) live.View {
			return &stub{mount: func(s *live.Socket) error {
				s.SetStatus(200)
				s.Header().Set("Retry-After", "5")
				s.Header().Set("Cache-Control", "public")
				return nil
			}}
		}}
	w := httptest.NewRecorder()
	srv.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	require.Equal(t, []any{404, "5", "", "no-store"},
		[]any{w.Code, w.Header().Get("Retry-After"), w.Header().Get("of-page"), w.Header().Get("Cache-Control")})
	require.NoError(t, srv.Shutdown(t.Context()))
}

// A status without a document is a mistake.
func TestSetStatus_Invalid(t *testing.T) {
	for _, status := range []int{0, 100, 199, 204, 205, 300, 304, 399, 600} {
		srv := &live.Server{Log: newTestLogger(&logBuffer{}), Handler: live.Page(factoryOf(&stub{mount: func(s *live.Socket) error {
			require.Panics(t, func() { s.SetStatus(status) })
			return nil
		}}))}
		w := httptest.NewRecorder()
		srv.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		require.Equal(t, 200, w.Code)
		require.NoError(t, srv.Shutdown(t.Context()))
	}
}

// A handler that is called later, and a view that is mounted in a join, change nothing.
func TestPageResponse_AfterGET(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		change := func(s *live.Socket) error {
			s.Header().Set("x", "y")
			s.SetStatus(404)
			return nil
		}
		newView := func(r *http.Request) live.View {
			v := &view{actions: map[string]func(*live.Socket) error{"change": change}}
			if r.Header.Get("Sec-Fetch-Dest") == "document" { // of the synthetic GET
				v.mount = change
			}
			return v
		}
		a := serve(t, &live.Server{Handler: pageMux(newView)}, nil)
		p := a.browser().open("/")
		ref := p.sendAndWait("live_test.action?name=change")
		require.Equal(t, "applied", p.outcome(ref))
		require.Empty(t, p.effects())

		conn := a.browser().dialRaw("/")
		conn.write(joinMessage)
		require.Contains(t, conn.read(), `"joined"`)
		require.NotContains(t, a.log.String(), "level=ERROR")
	})
}
