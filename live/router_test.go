package live_test

import (
	"context"
	"net/http"
	"net/http/httptest"
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

// script is the address of the client in a document.
func scriptOf(t *testing.T, document string) string {
	_, rest, ok := strings.Cut(document, `<script defer src="`)
	require.True(t, ok, document)
	src, _, _ := strings.Cut(rest, `"`)
	return src
}

// What routers take from the path is there in the factory, for page loads and for what stands for them.
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
	for what, handler := range map[string]http.Handler{"http.ServeMux": mux, "chi": router} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := serve(t, &live.Server{Handler: handler}, nil).browser().open("/rooms/go")
				require.True(t, p.Adopted())
				require.NoError(t, p.Cut())
				require.NoError(t, p.resume())
				require.NoError(t, p.join())
				require.False(t, p.Adopted())
				require.Equal(t, "<p>go</p>", p.html())
			})
		})
	}
}

// chi around live.Server: its middleware runs, and the upgrade's own route context is not taken for that of the synthetic GET.
func TestChiAroundTheServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &made{}
		srv := &live.Server{Handler: m.anyPath()}
		ran := 0
		outer := chi.NewRouter()
		outer.Use(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { ran++; next.ServeHTTP(w, r) })
		})
		outer.Handle("/*", srv)
		p := serve(t, srv, outer).browser().open("/rooms/go")
		require.True(t, p.Adopted())
		require.Equal(t, "<p>/rooms/go</p>", p.html())
		require.Equal(t, 3, ran, "for the page, the upgrade and what stands for a page load")
	})
}

// chi uses its route context again for the next request: a view that kept it read another visitor's parameter.
func TestAPooledRouteContextIsNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var kept, only []context.Context
		router := chi.NewRouter()
		router.Get("/rooms/{room}", live.Page(func(r *http.Request) live.View {
			if chi.URLParam(r, "room") == "ann" {
				only = append(only, context.WithoutCancel(r.Context()))
			}
			return &view{mount: func(s *live.Socket) error {
				kept = append(kept, s.Context())
				return nil
			}}
		}).ServeHTTP)
		b := serve(t, &live.Server{Handler: router}, nil).browser()
		reads := func(all []context.Context, room string) bool {
			return slices.ContainsFunc(all, func(ctx context.Context) bool { return chi.URLParamFromCtx(ctx, "room") == room })
		}
		leaked := false
		for n := 0; n < 200 && !leaked; n++ { // a sync.Pool gives no promise, under the race detector least of all
			b.load("/rooms/ann")
			b.load("/rooms/bob")
			leaked = reads(only, "bob")
		}
		require.True(t, leaked, "context.WithoutCancel alone shows Bob's room in Ann's page")
		for _, ctx := range kept {
			require.Empty(t, chi.URLParamFromCtx(ctx, "room"), "it is for the factory")
		}
	})
}

// Below a prefix: the script, cookies of that path, and joins.
func TestStripPrefix(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &made{}
		router := http.NewServeMux()
		router.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
			http.SetCookie(w, &http.Cookie{Name: "user", Value: "ann", Path: "/app/"})
		})
		router.Handle("/", &door{list: map[string]bool{"ann": true}, in: m.anyPath()})
		srv := &live.Server{Handler: router}
		outer := http.NewServeMux()
		outer.Handle("/app/", http.StripPrefix("/app", srv))
		b := serve(t, srv, outer).browser()
		b.get("/app/login")
		resp, body := b.get("/app/users?page=2")
		require.Equal(t, http.StatusOK, resp.StatusCode)
		src := scriptOf(t, body)
		require.True(t, strings.HasPrefix(src, "/app/_live/live."), src)
		resp, script := b.get(src)
		require.Equal(t, http.StatusOK, resp.StatusCode)
		require.Equal(t, "public, max-age=31536000, immutable", resp.Header.Get("Cache-Control"))
		require.NotEmpty(t, script)

		p := b.open("/app/users?page=2")
		require.True(t, p.Adopted())
		require.NoError(t, p.Cut())
		require.NoError(t, p.resume())
		require.NoError(t, p.join())
		require.Equal(t, "<p>/users</p>", p.html())
	})
}

func emptyDefaultServeMux(t *testing.T) {
	old := http.DefaultServeMux
	http.DefaultServeMux = http.NewServeMux()
	t.Cleanup(func() { http.DefaultServeMux = old })
}

// The server as an entry of http.DefaultServeMux, which http.Server means by a nil Handler.
func TestTheDefaultServeMux(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &made{}
		srv := &live.Server{Handler: m.anyPath()}
		emptyDefaultServeMux(t)
		http.Handle("/", srv)
		a := newApp(t, srv)
		a.run()
		p := a.browser().open("/users")
		require.True(t, p.Adopted())
		require.NoError(t, p.join())
		require.Equal(t, "<p>/users</p>", p.html())
	})
}

// With a zero Handler such an entry would ask itself for ever, until the stack is used up, which nobody recovers from.
func TestAServerThatIsItsOwnRouterPanics(t *testing.T) {
	srv := &live.Server{Secret: []byte("x")}
	emptyDefaultServeMux(t)
	http.Handle("/", srv)
	require.PanicsWithValue(t, "live: Server.Handler contains the Server itself; set it to the application's router", func() {
		srv.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	})
}

// http.TimeoutHandler hides the connection. Outside of live.Server there is no websocket, the log says what to do, and the page stays as
// plain HTML; inside it does its work.
func TestTimeoutHandler(t *testing.T) {
	t.Run("outside", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			srv := &live.Server{Handler: (&made{}).anyPath()}
			a := serve(t, srv, http.TimeoutHandler(srv, time.Second, "late"))
			p := a.browser().load("/users")
			require.Equal(t, "<p>/users</p>", p.html())
			_, resp, err := p.b.dial("/users")
			require.Error(t, err)
			require.Equal(t, http.StatusInternalServerError, resp.StatusCode)
			require.Contains(t, a.log.String(), "put it inside")
			p.b.load("/users")
		})
	})
	t.Run("inside", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var slow time.Duration
			m := &made{make: func(*http.Request) *view {
				return &view{mount: func(*live.Socket) error { time.Sleep(slow); return nil }}
			}}
			a := serve(t, &live.Server{Handler: http.TimeoutHandler(m.anyPath(), time.Second, "late")}, nil)
			p := a.browser().open("/")
			require.True(t, p.Adopted())
			time.Sleep(5 * time.Second) // its context has ended, and the page goes on
			p.do("live_test.do?what=add")
			require.NoError(t, p.Cut())
			require.NoError(t, p.resume())

			slow = 2 * time.Second
			resp, _ := p.b.get("/")
			require.Equal(t, http.StatusServiceUnavailable, resp.StatusCode)
			requireClosed(t, p.join(), wire.Reload, wire.NotLive)
			require.Contains(t, a.log.String(), "status 503")
			time.Sleep(15 * time.Second)
			synctest.Wait()
			for i, v := range m.views[1:] {
				require.Equal(t, 1, v.unmounts.get(), "the page that came too late is nobody's: %d", i)
			}
		})
	})
}
