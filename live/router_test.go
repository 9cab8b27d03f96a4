package live_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// clientScriptURL returns the URL of the client script in a document.
func clientScriptURL(t *testing.T, document string) string {
	_, rest, ok := strings.Cut(document, `<script defer src="`)
	require.True(t, ok, document)
	src, _, _ := strings.Cut(rest, `"`)
	return src
}

// Route parameters are available in the factory, for page loads and for the synthetic GET.
func TestRouteParameters(t *testing.T) {
	room := func(name func(*http.Request) string) http.Handler {
		return live.Page(func(r *http.Request) live.View {
			n := name(r)
			return &view{html: func() string { return "<p>" + n + "</p>" }}
		})
	}
	mux := http.NewServeMux()
	mux.Handle("GET /rooms/{room}", room(func(r *http.Request) string { return r.PathValue("room") }))
	router := chi.NewRouter()
	router.Get("/rooms/{room}", room(func(r *http.Request) string { return chi.URLParam(r, "room") }).ServeHTTP)
	for name, handler := range map[string]http.Handler{"http.ServeMux": mux, "chi": router} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := serve(t, &live.Server{Handler: handler}, nil).browser().open("/rooms/go")
				require.True(t, p.Adopted())
				require.NoError(t, p.Abort())
				require.NoError(t, p.resume())
				require.NoError(t, p.join())
				require.False(t, p.Adopted())
				require.Equal(t, "<p>go</p>", p.html())
			})
		})
	}
}

// If a chi router contains the live.Server, its middleware runs for the synthetic GET, which does
// not use the route context of the upgrade.
func TestChi_AroundServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		srv := &live.Server{Handler: f.handler()}
		ran := 0
		outer := chi.NewRouter()
		outer.Use(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { ran++; next.ServeHTTP(w, r) })
		})
		outer.Handle("/*", srv)
		p := serve(t, srv, outer).browser().open("/rooms/go")
		require.True(t, p.Adopted())
		require.Equal(t, "<p>/rooms/go</p>", p.html())
		require.Equal(t, 3, ran, "for the page, the upgrade and the synthetic GET")
	})
}

// chi reuses its route context for the next request: a view that retained it would read the
// parameter of another request.
func TestChi_PooledRouteContextIsNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var kept, withoutCancel []context.Context
		router := chi.NewRouter()
		router.Get("/rooms/{room}", live.Page(func(r *http.Request) live.View {
			if chi.URLParam(r, "room") == "ann" {
				withoutCancel = append(withoutCancel, context.WithoutCancel(r.Context()))
			}
			return &view{mount: func(s *live.Socket) error {
				kept = append(kept, s.Context())
				return nil
			}}
		}).ServeHTTP)
		b := serve(t, &live.Server{Handler: router}, nil).browser()
		reads := func(contexts []context.Context, room string) bool {
			return slices.ContainsFunc(contexts, func(ctx context.Context) bool { return chi.URLParamFromCtx(ctx, "room") == room })
		}
		leaked := false
		for n := 0; n < 200 && !leaked; n++ { // sync.Pool guarantees no reuse, least of all with the race detector
			b.load("/rooms/ann")
			b.load("/rooms/bob")
			leaked = reads(withoutCancel, "bob")
		}
		require.True(t, leaked, "context.WithoutCancel alone exposes Bob's room to Ann's page")
		for _, ctx := range kept {
			require.Empty(t, chi.URLParamFromCtx(ctx, "room"), "route parameters are only for the factory")
		}
	})
}

// With a prefix in front of all paths, the script URL, cookies of that path, joins and resumes work.
func TestStripPrefix(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		router := http.NewServeMux()
		router.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
			http.SetCookie(w, &http.Cookie{Name: "user", Value: "ann", Path: "/app/"})
		})
		router.Handle("/", &allowList{allowed: map[string]bool{"ann": true}, next: f.handler()})
		srv := &live.Server{Handler: router}
		outer := http.NewServeMux()
		outer.Handle("/app/", http.StripPrefix("/app", srv))
		b := serve(t, srv, outer).browser()
		b.get("/app/login")
		resp, body := b.get("/app/users?page=2")
		require.Equal(t, http.StatusOK, resp.StatusCode)
		src := clientScriptURL(t, body)
		require.True(t, strings.HasPrefix(src, "/app/_live/live."), src)
		resp, script := b.get(src)
		require.Equal(t, http.StatusOK, resp.StatusCode)
		require.Equal(t, "public, max-age=31536000, immutable", resp.Header.Get("Cache-Control"))
		require.NotEmpty(t, script)
		resp, module := b.get(strings.TrimSuffix(src, "js") + "ui.js")
		require.Equal(t, http.StatusOK, resp.StatusCode)
		require.Equal(t, "text/javascript; charset=utf-8", resp.Header.Get("Content-Type"))
		require.Equal(t, "public, max-age=31536000, immutable", resp.Header.Get("Cache-Control"))
		require.Contains(t, module, "live-pill")
		resp, styles := b.get(strings.TrimSuffix(src, "js") + "css")
		require.Equal(t, http.StatusOK, resp.StatusCode)
		require.Equal(t, "text/css; charset=utf-8", resp.Header.Get("Content-Type"))
		require.Equal(t, "public, max-age=31536000, immutable", resp.Header.Get("Cache-Control"))
		require.Contains(t, styles, "#live-pill")

		p := b.open("/app/users?page=2")
		require.True(t, p.Adopted())
		require.NoError(t, p.Abort())
		require.NoError(t, p.resume())
		require.NoError(t, p.join())
		require.Equal(t, "<p>/users</p>", p.html())
	})
}

func replaceDefaultServeMux(t *testing.T) {
	old := http.DefaultServeMux
	http.DefaultServeMux = http.NewServeMux()
	t.Cleanup(func() { http.DefaultServeMux = old })
}

// The server is an entry of http.DefaultServeMux, which http.Server uses if its Handler is nil.
func TestDefaultServeMux(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		srv := &live.Server{Handler: f.handler()}
		replaceDefaultServeMux(t)
		http.Handle("/", srv)
		a := newApp(t, srv)
		a.run()
		p := a.browser().open("/users")
		require.True(t, p.Adopted())
		require.NoError(t, p.join())
		require.Equal(t, "<p>/users</p>", p.html())
	})
}

// http.TimeoutHandler hides the connection. Outside of live.Server, the WebSocket fails, the log
// contains the fix, and the page stays plain HTML. Inside, the page is live.
func TestTimeoutHandler(t *testing.T) {
	t.Run("outside", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			srv := &live.Server{Handler: (&viewFactory{}).handler()}
			a := serve(t, srv, http.TimeoutHandler(srv, time.Second, "timeout"))
			p := a.browser().load("/users")
			require.Equal(t, "<p>/users</p>", p.html())
			_, resp, err := p.b.dial("/users")
			require.Error(t, err)
			require.Equal(t, http.StatusInternalServerError, resp.StatusCode)
			require.Contains(t, a.log.String(), "apply it to the router")
			p.b.load("/users")
		})
	})
	t.Run("inside", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var slow time.Duration
			f := &viewFactory{newView: func(*http.Request) *view {
				return &view{mount: func(*live.Socket) error { time.Sleep(slow); return nil }}
			}}
			a := serve(t, &live.Server{Handler: http.TimeoutHandler(f.handler(), time.Second, "timeout")}, nil)
			p := a.browser().open("/")
			require.True(t, p.Adopted())
			time.Sleep(5 * time.Second) // the context of the request is canceled, but the session continues
			p.sendAndWait("live_test.action?name=add")
			require.NoError(t, p.Abort())
			require.NoError(t, p.resume())

			slow = 2 * time.Second
			resp, _ := p.b.get("/")
			require.Equal(t, http.StatusServiceUnavailable, resp.StatusCode)
			requireCloseError(t, p.join(), wire.Reload, wire.NotLive)
			require.Contains(t, a.log.String(), "status 503")
			time.Sleep(15 * time.Second)
			synctest.Wait()
			for i, v := range f.views[1:] {
				require.Equal(t, 1, v.unmounts.get(), "view %d of a timed-out request is unmounted", i+1)
			}
		})
	})
}
