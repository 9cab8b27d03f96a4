package live_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// A factory that hands one view to all visitors: the second visitor sees an error page, and the first
// one's page continues.
func TestSharedView_Page(t *testing.T) {
	for name, first := range map[string]func(b *browser) *page{
		"joined": func(b *browser) *page { return b.open("/") }, "unadopted": func(b *browser) *page { return b.load("/") },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				v := &view{}
				a := serve(t, &live.Server{Handler: pageMux(factoryOf(v)), Dev: true}, nil)
				p := first(a.browser())
				const want = "live: the factory returned a view that is mounted already; return a new one for each request"
				resp, body := a.browser().get("/")
				require.Equal(t, http.StatusInternalServerError, resp.StatusCode)
				require.Contains(t, body, want)
				require.Contains(t, a.log.String(), want)
				if name == "unadopted" {
					require.NoError(t, p.join())
				}
				p.sendAndWait("live_test.action?name=add")
				require.Equal(t, "<p>1</p>", p.html())
				require.Equal(t, 1, v.mounts.get())
				require.Zero(t, v.unmounts.get())

				require.NoError(t, p.Write(wire.Bye))
				synctest.Wait()       // the next GET has another connection, and might overtake the message
				a.browser().open("/") // after its page has ended, a view may be mounted again
				require.Equal(t, 1, v.unmounts.get())
			})
		})
	}
}

// A remount of the same view waits until the handler of the previous page has returned.
func TestSharedView_RemountWaitsForUnmount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hold := make(chan bool)
		v := &view{actions: map[string]func(*live.Socket) error{"wait": func(*live.Socket) error { <-hold; return nil }}}
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil)
		p := a.browser().open("/")
		p.send("live_test.action?name=wait")
		synctest.Wait()
		require.NoError(t, p.Write(wire.Bye))
		synctest.Wait() // the next GET has another connection, and might overtake the message
		time.AfterFunc(5*time.Second, func() {
			require.Equal(t, 1, v.mounts.get())
			close(hold)
		})
		a.browser().open("/")
		require.Equal(t, []int{2, 1}, []int{v.mounts.get(), v.unmounts.get()})
	})
}

// The same for a component that several pages share, or that a page renders in two places.
func TestSharedView_Component(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		child := &view{}
		mux := http.NewServeMux()
		mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View {
			return &stub{render: func() templ.Component { return live.Component("child", child) }}
		}))
		mux.Handle("GET /twice", live.Page(func(*http.Request) live.View {
			twice := &view{}
			return &stub{render: func() templ.Component { return markup(live.Component("a", twice), live.Component("b", twice)) }}
		}))
		a := serve(t, &live.Server{Handler: mux, Dev: true}, nil)
		p := a.browser().open("/")
		_, body := a.browser().get("/")
		require.Contains(t, body, "live: component &#34;child&#34; (*live_test.view) is mounted already")
		_, body = a.browser().get("/twice")
		require.Contains(t, body, "live: component &#34;b&#34; (*live_test.view) is mounted already")
		require.NoError(t, p.Write(wire.Bye))
		synctest.Wait()
		require.Equal(t, 1, child.unmounts.get())
		a.browser().open("/")
		require.Equal(t, 2, child.mounts.get())
	})
}

// A stateless view has no fields.
type stateless struct{}

func (*stateless) Render() templ.Component { return markup(`<p></p>`) }

// An outer view holds a component as its first field, at the same address.
type outer struct{ inner inner }

type inner struct{ N int }

func (v *outer) Render() templ.Component { return live.Component("inner", &v.inner) }
func (*inner) Render() templ.Component   { return markup(`<p></p>`) }

// Views without state, and views at the same address, are not shared.
func TestSharedView_NotShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mux := http.NewServeMux()
		one := &stateless{}
		mux.Handle("GET /one", live.Page(factoryOf(one)))
		mux.Handle("GET /each", live.Page(func(*http.Request) live.View {
			return &stub{render: func() templ.Component {
				return markup(live.Component("a", &stateless{}), live.Component("b", &stateless{}))
			}}
		}))
		mux.Handle("GET /outer", live.Page(func(*http.Request) live.View { return &outer{} }))
		a := serve(t, &live.Server{Handler: mux}, nil)
		for _, path := range []string{"/one", "/each", "/outer"} {
			for range 3 {
				a.browser().open(path)
			}
		}
	})
}
