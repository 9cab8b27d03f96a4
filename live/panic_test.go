package live_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// A panic in one page is logged with its stack, and the client remounts the page. Other pages are
// not affected.
func TestPanic_OtherPagesUnaffected(t *testing.T) {
	var bus pubsub.Local
	topic := pubsub.NewTopic[string](&bus, "topic")
	type crash struct {
		view    func() *view // the view that panics
		trigger func(p *page)
	}
	for name, c := range map[string]crash{
		"a handler": {
			func() *view {
				return &view{actions: map[string]func(*live.Socket) error{"crash": func(*live.Socket) error { panic("bang") }}}
			},
			func(p *page) { p.send("live_test.action?name=crash&password=hunter2") },
		},
		"Render": {
			func() (v *view) {
				v = &view{html: func() string {
					if v.n.get() > 0 {
						panic("bang")
					}
					return "<p>0</p>"
				}}
				return v
			},
			func(p *page) { p.send("live_test.action?name=add") },
		},
		"Joined": {
			func() *view { return &view{joined: func(*live.Socket) error { panic("bang") }} },
			func(*page) {},
		},
		"Every": {
			func() *view {
				return &view{mount: func(s *live.Socket) error {
					live.Every(s, time.Second, func(*live.Socket, time.Time) error { panic("bang") })
					return nil
				}}
			},
			func(*page) { time.Sleep(time.Second); synctest.Wait() },
		},
		"Subscribe": {
			func() *view {
				return &view{mount: func(s *live.Socket) error {
					_, err := live.Subscribe(s, topic, func(*live.Socket, string) error { panic("bang") })
					return err
				}}
			},
			func(*page) { _ = topic.Publish(t.Context(), "x") },
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var views []*view
				mux := http.NewServeMux()
				mux.Handle("/", live.Page(func(*http.Request) live.View {
					views = append(views, c.view())
					return views[len(views)-1]
				}))
				other := &view{}
				mux.Handle("/other", live.Page(factoryOf(other)))
				a := serve(t, &live.Server{Handler: mux}, nil)
				b := a.browser()
				q := b.open("/other")
				p := b.open("/")
				c.trigger(p)
				p.requireClose(wire.Remount, wire.Crashed)
				synctest.Wait()
				require.Equal(t, 1, views[0].unmounts.get())
				require.Contains(t, a.log.String(), "panic=bang")
				require.Contains(t, a.log.String(), "panic_test.go", "the stack")
				require.NotContains(t, a.log.String(), "hunter2", "arguments may contain secrets")

				q.sendAndWait("live_test.action?name=add")
				require.Equal(t, "<p>1</p>", q.html())
				require.NoError(t, p.join())
				require.False(t, p.Adopted())
				require.Equal(t, 1, views[1].mounts.get())
			})
		})
	}
}

// The context of a view that panicked during the GET is canceled: its subscriptions end, and
// Shutdown does not wait for it.
func TestPanic_DuringGET(t *testing.T) {
	for name, v := range map[string]*view{
		"Mount":  {mount: func(*live.Socket) error { panic("bang") }},
		"Render": {html: func() string { panic("bang") }},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ended := make(chan struct{})
				mount := v.mount
				v.mount = func(s *live.Socket) error {
					ctx := s.Context()
					go func() { <-ctx.Done(); close(ended) }()
					return call(mount, s)
				}
				mux := http.NewServeMux()
				mux.Handle("/", live.Page(factoryOf(v)))
				other := &view{}
				mux.Handle("/other", live.Page(factoryOf(other)))
				a := serve(t, &live.Server{Handler: mux}, nil)
				resp, body := a.browser().get("/")
				require.Equal(t, http.StatusInternalServerError, resp.StatusCode)
				require.NotContains(t, body, "bang", "errors do not reach the browser")
				<-ended
				synctest.Wait() // Unmount follows the cancellation
				require.Contains(t, a.log.String(), "bang")
				require.Contains(t, a.log.String(), "panic_test.go", "the stack")
				require.Equal(t, name == "Render", v.unmounts.get() == 1, "Unmount follows a Mount that returned nil")
				a.browser().open("/other").sendAndWait("live_test.action?name=add")
				require.Equal(t, 1, other.n.get())
				require.NoError(t, a.live.Shutdown(t.Context()), "nothing is left to wait for")
			})
		})
	}
}

func TestPanic_InLayout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &view{}
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(v)), Layout: func(live.Document) templ.Component { panic("bang") }}, nil)
		resp, _ := a.browser().get("/")
		require.Equal(t, http.StatusInternalServerError, resp.StatusCode)
		synctest.Wait()
		require.Equal(t, 1, v.unmounts.get())
		require.Contains(t, a.log.String(), "bang")
	})
}

func TestPanic_InUnmount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &view{unmount: func() { panic("bang") }}
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil)
		p := a.browser().open("/")
		require.NoError(t, p.Write(wire.Bye))
		synctest.Wait()
		require.Contains(t, a.log.String(), "panic=bang")
		require.Contains(t, a.log.String(), "panic_test.go", "the stack")
		require.NoError(t, a.live.Shutdown(t.Context()), "the page counts as unmounted")
	})
}

// A panic of Mount during a remount closes the connection with the reason "not live".
func TestPanic_DuringRemount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		a := serve(t, &live.Server{Handler: pageMux(func(*http.Request) live.View {
			n++
			if n == 1 {
				return &view{}
			}
			return &view{mount: func(*live.Socket) error { panic("bang") }}
		})}, nil)
		p := a.browser().load("/")
		time.Sleep(time.Minute)
		requireCloseError(t, p.join(), wire.Reload, wire.NotLive)
		require.Contains(t, a.log.String(), "bang")
		require.Contains(t, a.log.String(), "panic_test.go", "the stack")
		require.NoError(t, a.live.Shutdown(t.Context()))
	})
}

// wrongMount has a method with the name but not the signature of an optional method of a View.
type wrongMount struct{ view }

func (*wrongMount) Mount() error { return nil }

func TestView_WrongSignaturePanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(&wrongMount{}))}, nil)
		resp, _ := a.browser().get("/")
		require.Equal(t, http.StatusInternalServerError, resp.StatusCode)
		log := strings.ReplaceAll(a.log.String(), `\"`, `"`)
		require.Contains(t, log, `live: method Mount of *live_test.wrongMount has signature func() error; want func(*live.Socket) error`)
	})
}
