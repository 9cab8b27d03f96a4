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

// A panic in one page is logged with its stack, its browser is told to mount anew, and no other page hears of it.
func TestAPanicHarmsNoOther(t *testing.T) {
	var bus pubsub.Local
	topic := pubsub.NewTopic[string](&bus, "topic")
	type crash struct {
		view func() *view // what panics
		make func(p *tab) // it panic
	}
	for what, c := range map[string]crash{
		"a handler": {
			func() *view {
				return &view{on: map[string]func(*live.Socket) error{"crash": func(*live.Socket) error { panic("bang") }}}
			},
			func(p *tab) { p.send("live_test.do?what=crash&password=hunter2") },
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
			func(p *tab) { p.send("live_test.do?what=add") },
		},
		"Joined": {
			func() *view { return &view{joined: func(*live.Socket) error { panic("bang") }} },
			func(*tab) {},
		},
		"Every": {
			func() *view {
				return &view{mount: func(s *live.Socket) error {
					live.Every(s, time.Second, func(*live.Socket, time.Time) error { panic("bang") })
					return nil
				}}
			},
			func(*tab) { time.Sleep(time.Second); synctest.Wait() },
		},
		"Subscribe": {
			func() *view {
				return &view{mount: func(s *live.Socket) error {
					return live.Subscribe(s, topic, func(*live.Socket, string) error { panic("bang") })
				}}
			},
			func(*tab) { _ = topic.Publish(t.Context(), "x") },
		},
	} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var views []*view
				mux := http.NewServeMux()
				mux.Handle("/", live.Page(func(*http.Request) live.View {
					views = append(views, c.view())
					return views[len(views)-1]
				}))
				other := &view{}
				mux.Handle("/other", live.Page(one(other)))
				a := serve(t, &live.Server{Handler: mux}, nil)
				b := a.browser()
				q := b.open("/other")
				p := b.open("/")
				c.make(p)
				p.closed(wire.Remount, wire.Crashed)
				synctest.Wait()
				require.Equal(t, 1, views[0].unmounts.get())
				require.Contains(t, a.log.String(), "panic=bang")
				require.Contains(t, a.log.String(), "panic_test.go", "the stack")
				require.NotContains(t, a.log.String(), "hunter2", "arguments may be secrets")

				q.do("live_test.do?what=add")
				require.Equal(t, "<p>1</p>", q.html())
				require.NoError(t, p.join())
				require.False(t, p.Adopted())
				require.Equal(t, 1, views[1].mounts.get())
			})
		})
	}
}

// The page of a view that panicked in Mount was never unmounted: its subscriptions went on for ever, and Shutdown waited for it in vain.
func TestAPanicAtTheGETLeavesNothingBehind(t *testing.T) {
	for what, v := range map[string]*view{
		"Mount":  {mount: func(*live.Socket) error { panic("bang") }},
		"Render": {html: func() string { panic("bang") }},
	} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ended := make(chan struct{})
				mount := v.mount
				v.mount = func(s *live.Socket) error {
					context := s.Context()
					go func() { <-context.Done(); close(ended) }()
					return call(mount, s)
				}
				mux := http.NewServeMux()
				mux.Handle("/", live.Page(one(v)))
				other := &view{}
				mux.Handle("/other", live.Page(one(other)))
				a := serve(t, &live.Server{Handler: mux}, nil)
				resp, body := a.browser().get("/")
				require.Equal(t, http.StatusInternalServerError, resp.StatusCode)
				require.NotContains(t, body, "bang", "errors do not reach the browser")
				<-ended
				synctest.Wait() // Unmount comes after the end of the context
				require.Contains(t, a.log.String(), "bang")
				require.Contains(t, a.log.String(), "panic_test.go", "the stack")
				require.Equal(t, what == "Render", v.unmounts.get() == 1, "Unmount follows a Mount that returned nil")
				a.browser().open("/other").do("live_test.do?what=add")
				require.Equal(t, 1, other.n.get())
				require.NoError(t, a.live.Shutdown(t.Context()), "it waits for nobody")
			})
		})
	}
}

func TestAPanicInTheLayoutLeavesNothingBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &view{}
		a := serve(t, &live.Server{Handler: pages(one(v)), Layout: func(live.Document) templ.Component { panic("bang") }}, nil)
		resp, _ := a.browser().get("/")
		require.Equal(t, http.StatusInternalServerError, resp.StatusCode)
		synctest.Wait()
		require.Equal(t, 1, v.unmounts.get())
		require.Contains(t, a.log.String(), "bang")
	})
}

func TestAPanicInUnmountIsLogged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &view{unmount: func() { panic("bang") }}
		a := serve(t, &live.Server{Handler: pages(one(v))}, nil)
		p := a.browser().open("/")
		require.NoError(t, p.Write(wire.Bye))
		synctest.Wait()
		require.Contains(t, a.log.String(), "panic=bang")
		require.Contains(t, a.log.String(), "panic_test.go", "the stack")
		require.NoError(t, a.live.Shutdown(t.Context()), "the page counts as unmounted")
	})
}

// A remount whose Mount panics closes the connection as a page that is not live.
func TestAPanicAtARemount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		a := serve(t, &live.Server{Handler: pages(func(*http.Request) live.View {
			n++
			if n == 1 {
				return &view{}
			}
			return &view{mount: func(*live.Socket) error { panic("bang") }}
		})}, nil)
		p := a.browser().load("/")
		time.Sleep(time.Minute)
		requireClosed(t, p.join(), wire.Reload, wire.NotLive)
		require.Contains(t, a.log.String(), "bang")
		require.Contains(t, a.log.String(), "panic_test.go", "the stack")
		require.NoError(t, a.live.Shutdown(t.Context()))
	})
}

// A view whose methods are not what they look like is a mistake of its type, found at the first mount.
type wrongMount struct{ view }

func (b *wrongMount) Mount() error { return nil }

func TestAMethodThatLooksLikeOursPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := serve(t, &live.Server{Handler: pages(one(&wrongMount{}))}, nil)
		resp, _ := a.browser().get("/")
		require.Equal(t, http.StatusInternalServerError, resp.StatusCode)
		log := strings.ReplaceAll(a.log.String(), `\"`, `"`)
		require.Contains(t, log, `live: method Mount of *live_test.wrongMount has signature func() error; want func(*live.Socket) error`)
	})
}
