package live_test

import (
	"context"
	"io"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// A member is what a group of pages loads for each request.
type member struct{ name string }

// A memberSite is an application with a group of pages, whose load function returns err, if that is not nil.
type memberSite struct {
	*app
	err          error
	loads, views counter
}

func testMembers(t *testing.T, test func(t *testing.T, s *memberSite)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := &memberSite{}
		load := func(r *http.Request) (member, error) {
			s.loads.inc()
			c, err := r.Cookie("user")
			if err != nil {
				return member{}, &live.RedirectError{To: "/login?next=" + r.URL.Path}
			}
			return member{c.Value}, s.err
		}
		nameIn := func(ctx context.Context) string {
			m, ok := live.Loaded[member](ctx)
			if _, isText := live.Loaded[string](ctx); isText || !ok {
				return "not loaded"
			}
			return m.name
		}
		newView := func(_ *http.Request, m member) live.View {
			s.views.inc()
			v := &stub{}
			v.render = func() templ.Component {
				nested := live.Nested("part", struct{}{}, func(struct{}) live.View {
					return &stub{render: func() templ.Component {
						return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
							return markup(`<i>`, nameIn(ctx), `</i>`).Render(ctx, w)
						})
					}}
				})
				return markup(`<p>`, m.name, `</p>`, nested)
			}
			return v
		}
		mux := http.NewServeMux()
		mux.Handle("GET /orders", live.PageWith(load, newView))
		mux.Handle("GET /settings", live.PageWith(load, newView))
		mux.Handle("GET /open", live.Page(factoryOf(&stub{})))
		s.app = serve(t, &live.Server{Handler: mux, Layout: func(d live.Document) templ.Component {
			return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
				return markup(`<html><head>`, d.Head, `</head><body><nav>`, nameIn(ctx), `</nav>`, d.Root, `</body></html>`).Render(ctx, w)
			})
		}}, nil)
		test(t, s)
	})
}

// The value is loaded once per page load; the factory, the layout and nested views have it.
func TestPageWith_LoadsOnce(t *testing.T) {
	testMembers(t, func(t *testing.T, s *memberSite) {
		for i, path := range []string{"/orders", "/settings"} {
			resp, body := s.browser().withUser("ann").get(path)
			require.Equal(t, 200, resp.StatusCode)
			for _, want := range []string{"<p>ann</p>", "<i>ann</i>", "<nav>ann</nav>"} {
				require.Contains(t, body, want)
			}
			require.Equal(t, i+1, s.loads.get())
		}
		_, body := s.browser().withUser("ann").get("/open")
		require.Contains(t, body, "<nav>not loaded</nav>")
	})
}

// An error of load has the status of one of Mount, or leads to a login, and the factory is not called.
func TestPageWith_Errors(t *testing.T) {
	testMembers(t, func(t *testing.T, s *memberSite) {
		resp, _ := s.browser().get("/orders")
		require.Equal(t, []string{"303 See Other", "/login?next=/orders", "no-store"},
			[]string{resp.Status, resp.Header.Get("Location"), resp.Header.Get("Cache-Control")})
		for status, err := range map[int]error{
			403: live.ErrForbidden, 404: live.ErrNotFound, 410: &live.StatusError{Status: 410}, 500: &live.RedirectError{To: "//evil.test"},
		} {
			s.err = err
			resp, _ := s.browser().withUser("ann").get("/orders")
			require.Equal(t, status, resp.StatusCode)
			require.Empty(t, resp.Header.Get("Location"))
		}
		require.Zero(t, s.views.get())
	})
}

// A page whose value can no longer be loaded is neither adopted, mounted again nor resumed, and a recheck ends it.
func TestPageWith_ChecksSynthetic(t *testing.T) {
	testMembers(t, func(t *testing.T, s *memberSite) {
		b := s.browser().withUser("ann")
		p := b.open("/orders")
		require.True(t, p.Adopted())
		require.NoError(t, p.Abort())
		require.NoError(t, p.resume())
		require.NoError(t, p.Abort())
		adoptable := b.load("/orders")
		b.header.Set("Live-Recheck", "nonce")
		resp, _ := b.get("/orders")
		require.Equal(t, "204", resp.Header.Get("Live-Status"))

		s.err = live.ErrForbidden
		requireCloseError(t, p.resume(), wire.Reload, wire.NotLive)
		requireCloseError(t, adoptable.join(), wire.Reload, wire.NotLive)
		conn := b.dialRaw("/orders")
		conn.write(`["join",{"url":"/orders","caps":[],"client":{"width":1,"height":1}}]`)
		conn.requireClose(wire.Reload, wire.NotLive)
		resp, _ = b.get("/orders")
		require.Equal(t, []string{"403", ""}, []string{resp.Header.Get("Live-Status"), resp.Header.Get("Live-Recheck")})
		require.NotContains(t, s.log.String(), "level=ERROR")
	})
}

func TestPageWith_Nil(t *testing.T) {
	require.PanicsWithValue(t, "live: PageWith: load or factory is nil", func() {
		live.PageWith(nil, func(*http.Request, int) live.View { return nil })
	})
	require.PanicsWithValue(t, "live: PageWith: load or factory is nil", func() {
		live.PageWith(func(*http.Request) (int, error) { return 0, nil }, nil)
	})
}
