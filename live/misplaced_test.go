package live_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// replaceDefaultLog collects what is written to slog.Default until the test ends.
func replaceDefaultLog(t *testing.T) *bytes.Buffer {
	log, old := &bytes.Buffer{}, slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(log, nil)))
	t.Cleanup(func() { slog.SetDefault(old) })
	return log
}

// A Page outside of a Server responds with the reason, for each method and for a WebSocket, and also
// in a Server whose context middleware has dropped.
func TestPage_OutsideServer(t *testing.T) {
	log := replaceDefaultLog(t)
	page := live.Page(factoryOf(&stub{}))
	withoutContext := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page.ServeHTTP(w, r.WithContext(context.Background()))
	})
	mux := http.NewServeMux()
	mux.Handle("/", page)
	for name, h := range map[string]http.Handler{
		"alone": page, "in a router": mux, "context dropped": &live.Server{Handler: withoutContext, Secret: []byte("x")},
	} {
		t.Run(name, func(t *testing.T) {
			for _, method := range []string{"GET", "HEAD", "POST", "PUT", "OPTIONS"} {
				log.Reset()
				w := httptest.NewRecorder()
				h.ServeHTTP(w, httptest.NewRequest(method, "/shop", nil))
				require.Equal(t, http.StatusInternalServerError, w.Code, method)
				require.Contains(t, w.Body.String(), "live: Page used outside a live.Server; set the router as Server.Handler")
				require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
				require.Contains(t, log.String(), "level=ERROR")
				require.Contains(t, log.String(), "live: Page used outside a live.Server")
				require.Contains(t, log.String(), "method="+method+" path=/shop")
			}
		})
	}
	upgrade := httptest.NewRequest("GET", "/", nil)
	upgrade.Header = http.Header{"Connection": {"Upgrade"}, "Upgrade": {"websocket"}}
	w := httptest.NewRecorder()
	page.ServeHTTP(w, upgrade)
	require.Equal(t, http.StatusInternalServerError, w.Code)
}

// nestedServers are servers that contain another one or themselves. Each has a page at /inner.
var nestedServers = map[string]struct {
	want string
	make func(t *testing.T) *live.Server
}{
	"Handler is a Server": {"inside the Handler of another one", func(*testing.T) *live.Server {
		return &live.Server{Handler: &live.Server{Handler: live.Page(factoryOf(&stub{}))}}
	}},
	"a route is a Server": {"inside the Handler of another one", func(*testing.T) *live.Server {
		mux := http.NewServeMux()
		mux.Handle("/inner", &live.Server{Handler: live.Page(factoryOf(&stub{}))})
		return &live.Server{Handler: mux}
	}},
	"a route with a prefix is a Server": {"inside the Handler of another one", func(*testing.T) *live.Server {
		return &live.Server{Handler: http.StripPrefix("/inner", &live.Server{Handler: live.Page(factoryOf(&stub{}))})}
	}},
	"router back into the Server": {"Server.Handler contains the Server itself; set it to the application's router", func(*testing.T) *live.Server {
		srv, mux := &live.Server{}, http.NewServeMux()
		mux.Handle("/", srv)
		srv.Handler = mux
		return srv
	}},
	"Handler is the Server": {"Server.Handler contains the Server itself; set it to the application's router", func(*testing.T) *live.Server {
		srv := &live.Server{}
		srv.Handler = srv
		return srv
	}},
	"in DefaultServeMux": {"Server.Handler is nil, which means http.DefaultServeMux", func(t *testing.T) *live.Server {
		srv := &live.Server{}
		replaceDefaultServeMux(t)
		http.Handle("/", srv)
		return srv
	}},
}

// A Server within a Server responds with the reason, and does not call itself until the stack
// overflows, which cannot be recovered from.
func TestServer_InsideServer(t *testing.T) {
	for name, test := range nestedServers {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := serve(t, test.make(t), nil)
				for _, method := range []string{"GET", "HEAD", "POST"} {
					resp, body := a.browser().request(method, "/inner")
					require.Equal(t, http.StatusInternalServerError, resp.StatusCode)
					if method != "HEAD" {
						require.Contains(t, body, test.want)
					}
				}
				require.Contains(t, a.log.String(), "level=ERROR")
				require.Contains(t, a.log.String(), test.want)
				require.Contains(t, a.log.String(), "path=/inner")

				conn := a.browser().dialRaw("/inner") // the outer Server accepts it
				conn.write(joinMessage)
				conn.requireClose(wire.Reload, wire.NotLive)
			})
		})
	}
}

// Two servers in one process, next to each other, and one Page in both, are allowed.
func TestServer_NextToServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := live.Page(func(*http.Request) live.View { return &stub{} })
		one := serve(t, &live.Server{Handler: shared}, nil)
		two := serve(t, &live.Server{Handler: shared}, nil)
		for _, a := range []*app{one, two} {
			p := a.browser().open("/")
			require.True(t, p.Adopted())
			require.NotContains(t, a.log.String(), "level=ERROR")
		}
	})
}

// The methods of a Socket that no view has received panic with what to do.
func TestSocket_WithoutPage(t *testing.T) {
	for name, call := range map[string]func(s *live.Socket){
		"Socket.Context":   func(s *live.Socket) { s.Context() },
		"Socket.Client":    func(s *live.Socket) { s.Client() },
		"Socket.URL":       func(s *live.Socket) { s.URL() },
		"Socket.Connected": func(s *live.Socket) { s.Connected() },
		"Socket.Flash":     func(s *live.Socket) { s.Flash(live.FlashInfo, "text") },
		"Socket.Push":      func(s *live.Socket) { _ = s.Push("name", 1) },
		"Socket.Reply":     func(s *live.Socket) { _ = s.Reply(1) },
		"Socket.Navigate":  func(s *live.Socket) { _ = s.Navigate("/") },
		"Socket.Patch":     func(s *live.Socket) { _ = s.Patch(struct{}{}) },
		"Socket.Do":        func(s *live.Socket) { s.Do(nil) },
		"After":            func(s *live.Socket) { live.After(s, 0, nil) },
		"Every":            func(s *live.Socket) { live.Every(s, 1, nil) },
		"Identify":         func(s *live.Socket) { _, _ = live.Identify(s, nil, "id") },
		"Async.Load":       func(s *live.Socket) { new(live.Async[int]).Load(s, nil) },
		"Async.Retry":      func(s *live.Socket) { new(live.Async[int]).Retry(s) },
		"Task":             func(s *live.Socket) { live.Task[int, int](s, nil, nil, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			want := "live: " + name + " of a Socket without a page; use the Socket that the view receives, and test handlers with package livetest"
			require.PanicsWithValue(t, want, func() { call(&live.Socket{}) })
			require.PanicsWithValue(t, want, func() { call(nil) })
		})
	}
}
