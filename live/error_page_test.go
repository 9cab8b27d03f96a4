package live_test

import (
	"context"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// An errorView is the view of an error page.
type errorView struct {
	stub
	title string
}

func (v *errorView) Title() string { return v.title }

type shopperKey struct{}

// newErrorPage is an ErrorPage that shows its arguments and the user of the request's context.
func newErrorPage(r *http.Request, status int, err error) live.View {
	text := fmt.Sprintf(`<p id="error">%d for %v at %s</p>`, status, r.Context().Value(shopperKey{}), html.EscapeString(r.URL.Path))
	return &errorView{title: http.StatusText(status), stub: stub{render: func() templ.Component { return markup(text) }}}
}

// errorLayout is a layout with a mark.
func errorLayout(d live.Document) templ.Component {
	return markup(`<!doctype html><html><head><title>`+html.EscapeString(d.Title)+` - Shop</title>`, d.Head,
		`</head><body><nav>Shop</nav>`, d.Root, `</body></html>`)
}

// withShopper is middleware.
func withShopper(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), shopperKey{}, "ann")))
	})
}

// requireErrorPage requires that the response is the error page of the application.
func requireErrorPage(t *testing.T, status int, resp *http.Response, body string) {
	t.Helper()
	require.Equal(t, status, resp.StatusCode, body)
	require.Equal(t, "text/html; charset=utf-8", resp.Header.Get("Content-Type"))
	require.Equal(t, "no-store", resp.Header.Get("Cache-Control"))
	require.Contains(t, body, "<title>"+http.StatusText(status)+" - Shop</title>")
	require.Contains(t, body, "<nav>Shop</nav>")
	require.Contains(t, body, fmt.Sprintf(`<p id="error">%d for ann at `, status))
	require.NotContains(t, body, "<script", "the page is not live")
	require.NotContains(t, body, "live-token")
	require.Equal(t, 1, strings.Count(body, "</html>"))
}

// Each error of a page, of the router and of middleware has the status that it names.
func TestErrorPage_Status(t *testing.T) {
	secret := errors.New("disk sda1 is full")
	for name, c := range map[string]struct {
		status int
		err    error
	}{
		"ErrNotFound":       {404, live.ErrNotFound},
		"ErrForbidden":      {403, live.ErrForbidden},
		"wrapped":           {403, fmt.Errorf("%w: %w", secret, live.ErrForbidden)},
		"StatusError":       {410, &live.StatusError{Status: 410, Err: secret}},
		"outer StatusError": {404, &live.StatusError{Status: 404, Err: live.ErrForbidden}},
		"invalid status":    {500, &live.StatusError{Status: 200, Err: secret}},
		"other error":       {500, secret},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				mux := http.NewServeMux()
				mux.Handle("GET /{$}", live.Page(factoryOf(&stub{mount: func(*live.Socket) error { return c.err }})))
				mux.HandleFunc("GET /middleware", func(w http.ResponseWriter, r *http.Request) { live.ServeError(w, r, c.err) })
				a := serve(t, &live.Server{Handler: withShopper(mux), Layout: errorLayout, ErrorPage: newErrorPage}, nil)
				for _, path := range []string{"/", "/middleware"} {
					resp, body := a.browser().get(path)
					requireErrorPage(t, c.status, resp, body)
					require.NotContains(t, body, "sda1")
					resp, body = a.browser().request("HEAD", path)
					require.Equal(t, []any{c.status, "", "no-store"}, []any{resp.StatusCode, body, resp.Header.Get("Cache-Control")})
				}
				require.Equal(t, c.status == 500, strings.Contains(a.log.String(), "cannot render page"))
				require.NoError(t, a.live.Shutdown(t.Context()), "nothing is left to wait for")
			})
		})
	}
}

// Wherever the application's code fails, the user sees the error page of the application.
func TestErrorPage_Failures(t *testing.T) {
	for name, newServer := range failures {
		if name == "Layout" || name == "document" {
			continue // see TestErrorPage_Fails
		}
		for how, fail := range map[string]func(){"panic": func() { panic("bang") }, "Goexit": runtime.Goexit} {
			for _, dev := range []bool{false, true} {
				t.Run(name+" "+how, func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						srv := newServer(fail)
						srv.Dev, srv.Layout, srv.ErrorPage = dev, errorLayout, newErrorPage
						srv.Handler = withShopper(srv.Handler)
						a := serve(t, srv, nil)
						resp, body := a.browser().get("/")
						requireErrorPage(t, 500, resp, body)
						require.Equal(t, dev, strings.Contains(body, "page_panic_test.go"), "the stack, in development")
						require.Equal(t, 1, strings.Count(a.log.String(), "cannot render page"))
						require.NoError(t, a.live.Shutdown(t.Context()), "nothing is left to wait for")
					})
				})
			}
		}
	}
}

// If the error page itself fails, the response is the plain page, and both errors are logged.
func TestErrorPage_Fails(t *testing.T) {
	broken := func(fail func()) func(*http.Request, int, error) live.View {
		return func(*http.Request, int, error) live.View {
			return &stub{render: func() templ.Component { fail(); return nil }}
		}
	}
	returning := func(v live.View) func(*http.Request, int, error) live.View {
		return func(*http.Request, int, error) live.View { return v }
	}
	for name, errorPage := range map[string]func(*http.Request, int, error) live.View{
		"panics":         func(*http.Request, int, error) live.View { panic("second bang") },
		"Goexit":         func(*http.Request, int, error) live.View { runtime.Goexit(); return nil },
		"Render panics":  broken(func() { panic("second bang") }),
		"Render Goexit":  broken(runtime.Goexit),
		"Render nil":     broken(func() {}),
		"Mount":          returning(&stub{mount: func(*live.Socket) error { return live.ErrNotFound }}),
		"no pointer":     returning((*stub)(nil)),
		"invalid markup": returning(&stub{render: func() templ.Component { return failingComponent{} }}),
		"no view":        returning(nil),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				mux := http.NewServeMux()
				mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View { panic("first bang") }))
				mux.HandleFunc("GET /", live.NotFound)
				a := serve(t, &live.Server{Handler: mux, ErrorPage: errorPage}, nil)
				resp, body := a.browser().get("/")
				require.Equal(t, 500, resp.StatusCode)
				require.Contains(t, body, "<h1>Something went wrong</h1>")
				require.Contains(t, a.log.String(), "first bang")
				require.Equal(t, name != "no view", strings.Contains(a.log.String(), "live: Server.ErrorPage failed"))
				resp, body = a.browser().get("/other")
				require.Equal(t, []any{404, "404 page not found\n", "no-store"}, []any{resp.StatusCode, body, resp.Header.Get("Cache-Control")})
				require.NoError(t, a.live.Shutdown(t.Context()), "nothing is left to wait for")
			})
		})
	}
}

// A layout that fails for the page is called for the error page, too; if it fails again, the response is plain.
func TestErrorPage_Layout(t *testing.T) {
	for name, failsForBoth := range map[string]bool{"for the page": false, "for both": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				layout := func(d live.Document) templ.Component {
					if _, isError := d.View.(*errorView); !isError || failsForBoth {
						panic("bang")
					}
					return errorLayout(d)
				}
				a := serve(t, &live.Server{Handler: withShopper(pageMux(factoryOf(&stub{}))), Layout: layout, ErrorPage: newErrorPage}, nil)
				resp, body := a.browser().get("/")
				require.Equal(t, 500, resp.StatusCode)
				require.Equal(t, failsForBoth, strings.Contains(body, "Something went wrong"))
				require.Equal(t, !failsForBoth, strings.Contains(body, "<nav>"))
				require.Zero(t, a.live.Stats().Unadopted)
			})
		})
	}
}

// The error page is sent only to requests for documents.
func TestErrorPage_OnlyForDocuments(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mux := http.NewServeMux()
		mux.HandleFunc("/", live.NotFound)
		a := serve(t, &live.Server{Handler: withShopper(mux), Layout: errorLayout, ErrorPage: newErrorPage}, nil)
		for _, c := range []struct {
			dest, accept string
			document     bool
		}{
			{"", "", true}, {"", "text/html,*/*;q=0.8", true}, {"", "*/*", true}, {"", "application/json", false},
			{"document", "text/html", true}, {"iframe", "text/html", true}, {"image", "image/avif,*/*;q=0.8", false},
			{"script", "*/*", false}, {"empty", "*/*", false}, {"empty", "text/html", true},
		} {
			b := a.browser()
			if c.dest != "" {
				b.header.Set("Sec-Fetch-Dest", c.dest)
			}
			if c.accept != "" {
				b.header.Set("Accept", c.accept)
			}
			resp, body := b.get("/x")
			require.Equal(t, 404, resp.StatusCode)
			require.Equal(t, c.document, strings.Contains(body, "<nav>"), c)
			require.Equal(t, "no-store", resp.Header.Get("Cache-Control"), c)
		}
		resp, body := a.browser().request("POST", "/x")
		requireErrorPage(t, 404, resp, body)
	})
}

// A join or resume whose GET is refused ends the page, and does not mount the error page.
func TestErrorPage_JoinAndResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		forbidden, mounts := false, 0
		page := live.Page(factoryOf(&stub{}))
		mux := http.NewServeMux()
		mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
			if forbidden {
				live.ServeError(w, r, live.ErrForbidden)
				return
			}
			page.ServeHTTP(w, r)
		})
		a := serve(t, &live.Server{Handler: withShopper(mux), Layout: errorLayout,
			ErrorPage: func(r *http.Request, status int, err error) live.View {
				mounts++
				return newErrorPage(r, status, err)
			}}, nil)
		b := a.browser()
		p := b.open("/")
		require.NoError(t, p.Abort())
		forbidden = true
		requireCloseError(t, p.resume(), wire.Reload, wire.NotLive)
		conn := b.dialRaw("/")
		conn.write(joinMessage)
		conn.requireClose(wire.Reload, wire.NotLive)
		require.Zero(t, mounts)
		b.header.Set("Live-Recheck", "nonce")
		resp, _ := b.get("/")
		require.Equal(t, []any{204, "403", 0}, []any{resp.StatusCode, resp.Header.Get("Live-Status"), mounts})
		b.header.Del("Live-Recheck")
		resp, body := b.get("/")
		requireErrorPage(t, 403, resp, body)
		require.Equal(t, 1, mounts)
	})
}

// An error page can lead elsewhere, for example to a login.
func TestErrorPage_Navigates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mux := http.NewServeMux()
		mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { live.ServeError(w, r, live.ErrForbidden) })
		a := serve(t, &live.Server{Handler: mux, ErrorPage: func(*http.Request, int, error) live.View {
			return &stub{mount: func(s *live.Socket) error { return s.Navigate("/login?next=" + s.URL().Path) }}
		}}, nil)
		resp, _ := a.browser().get("/private")
		require.Equal(t, []any{303, "/login?next=/private"}, []any{resp.StatusCode, resp.Header.Get("Location")})
		require.NoError(t, a.live.Shutdown(t.Context()))
	})
}

// Sticky and nested views are part of the document of an error page, and end with it.
func TestErrorPage_StickyAndNested(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var views []*stub
		newStub := func() live.View {
			views = append(views, &stub{})
			return views[len(views)-1]
		}
		layout := func(d live.Document) templ.Component {
			return markup(`<html><head>`, d.Head, `</head><body>`, live.Sticky("menu", newStub), d.Root, `</body></html>`)
		}
		mux := http.NewServeMux()
		mux.HandleFunc("/", live.NotFound)
		a := serve(t, &live.Server{Handler: mux, Layout: layout, ErrorPage: func(*http.Request, int, error) live.View {
			return &stub{render: func() templ.Component {
				return live.Nested("part", struct{}{}, func(struct{}) live.View { return newStub() })
			}}
		}}, nil)
		_, body := a.browser().get("/x")
		require.Equal(t, 2, strings.Count(body, "<p>stub</p>"), body)
		require.NotContains(t, body, "live-token")
		require.Len(t, views, 2)
		require.Zero(t, a.live.Stats().Unadopted)
		require.NoError(t, a.live.Shutdown(t.Context()))
		for _, v := range views {
			require.Equal(t, 1, v.unmounts)
		}
	})
}

// Without a Server, the response is a plain text.
func TestServeError_OutsideOfServer(t *testing.T) {
	w := httptest.NewRecorder()
	live.ServeError(w, httptest.NewRequest("GET", "/", nil), live.ErrForbidden)
	require.Equal(t, []any{403, "Forbidden\n", "no-store"}, []any{w.Code, w.Body.String(), w.Header().Get("Cache-Control")})
}
