package live_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// errorReports collects the calls of OnError.
type errorReports struct {
	mu  sync.Mutex
	all []live.ErrorReport
	ctx context.Context // of the last one
}

func (c *errorReports) add(ctx context.Context, e live.ErrorReport) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all, c.ctx = append(c.all, e), ctx
}

// take returns the only report since the last call.
func (c *errorReports) take(t *testing.T) live.ErrorReport {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	require.Len(t, c.all, 1)
	e := c.all[0]
	c.all = nil
	return e
}

// takeAll returns the handlers of all reports since the last call, sorted.
func (c *errorReports) takeAll() (handlers []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range c.all {
		handlers = append(handlers, string(e.Kind)+" "+e.Handler)
	}
	c.all = nil
	slices.Sort(handlers)
	return handlers
}

var errBang = errors.New("bang")

// Each error and panic of a GET is reported once, with its request, user and view.
func TestOnError_InGET(t *testing.T) {
	type query struct{}
	page := func(v func() live.View) *live.Server {
		return &live.Server{Handler: pageMux(func(*http.Request) live.View { return v() })}
	}
	params := func(fail func() error) live.View {
		return &stub{events: func() live.Events {
			return live.Events{live.OnParams(func(*live.Socket, query) error { return fail() })}
		}}
	}
	for handler, newServer := range map[string]func(fail func() error) *live.Server{
		"factory": func(fail func() error) *live.Server { return page(func() live.View { panic(fail()) }) },
		"Mount": func(fail func() error) *live.Server {
			return page(func() live.View { return &stub{mount: func(*live.Socket) error { return fail() }} })
		},
		"OnParams": func(fail func() error) *live.Server { return page(func() live.View { return params(fail) }) },
		"Render": func(fail func() error) *live.Server {
			return page(func() live.View { return &stub{render: func() templ.Component { return renderFailing(fail) }} })
		},
		"Layout": func(fail func() error) *live.Server {
			srv := page(func() live.View { return &stub{} })
			srv.Layout = func(live.Document) templ.Component { return renderFailing(fail) }
			return srv
		},
	} {
		for _, panics := range []bool{false, true} {
			t.Run(handler, func(t *testing.T) {
				var got errorReports
				srv := newServer(func() error {
					if panics {
						panic(errBang)
					}
					return errBang
				})
				srv.OnError, srv.Log = got.add, newTestLogger(&logBuffer{})
				srv.Handler = withShopper(srv.Handler)
				srv.Identity = func(r *http.Request) string { return r.Context().Value(shopperKey{}).(string) }
				w := httptest.NewRecorder()
				srv.ServeHTTP(w, httptest.NewRequest("GET", "/?a=b", nil))
				require.Equal(t, 500, w.Code)
				e := got.take(t)
				require.ErrorIs(t, e.Err, errBang)
				require.NotContains(t, e.Err.Error(), "goroutine", "the stack is not in the text")
				require.Equal(t, []string{handler, "/?a=b", "ann"}, []string{e.Handler, e.URL, e.Identity})
				require.Equal(t, "/", e.Request.URL.Path)
				require.Equal(t, "ann", got.ctx.Value(shopperKey{}))
				if handler != "factory" {
					require.Equal(t, panics, e.Kind == live.ErrorPanic)
					require.Equal(t, panics, strings.Contains(e.Stack, "error_report_test.go"))
					require.Equal(t, "*live_test.stub", e.View)
					require.NotEmpty(t, e.Session)
				}
				require.NoError(t, srv.Shutdown(t.Context()))
			})
		}
	}
}

// renderFailing returns a component whose render calls fail.
func renderFailing(fail func() error) templ.Component {
	return templ.ComponentFunc(func(context.Context, io.Writer) error { return fail() })
}

// Errors with a status below 500 are those of users.
func TestOnError_NotForUserErrors(t *testing.T) {
	for _, err := range []error{live.ErrNotFound, live.ErrForbidden, &live.StatusError{Status: 429}} {
		var got errorReports
		srv := &live.Server{OnError: got.add, Log: newTestLogger(&logBuffer{}),
			Handler: live.Page(factoryOf(&stub{mount: func(*live.Socket) error { return err }}))}
		srv.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
		require.Empty(t, got.takeAll())
		require.NoError(t, srv.Shutdown(t.Context()))
	}
}

// Each error in a session is reported once, with the name of what has failed, also if the log leaves it out.
func TestOnError_InSession(t *testing.T) {
	topic := pubsub.NewTopic[string](new(pubsub.Local), "news")
	fail := func(*live.Socket) error { return errBang }
	starts := map[string]func(s *live.Socket) error{ // by what fails
		"live_test.action": fail,
		"Do":               func(s *live.Socket) error { s.Do(fail); return nil },
		"After":            func(s *live.Socket) error { live.After(s, time.Second, fail); return nil },
		"Every": func(s *live.Socket) error {
			var stop func()
			stop = live.Every(s, time.Second, func(*live.Socket, time.Time) error { stop(); return errBang })
			return nil
		},
		"message on news": func(s *live.Socket) error {
			var cancel func()
			cancel, err := live.Subscribe(s, topic, func(*live.Socket, string) error { cancel(); return errBang })
			topic.Publish(s.Context(), "x")
			return err
		},
		"onDone": func(s *live.Socket) error {
			live.Task(s, func(context.Context, func(int)) (int, error) { return 0, errBang }, nil,
				func(_ *live.Socket, _ int, err error) error { return err })
			return nil
		},
		"onProgress": func(s *live.Socket) error {
			live.Task(s, func(_ context.Context, report func(int)) (int, error) { report(1); return 0, nil },
				func(*live.Socket, int) error { return errBang }, func(*live.Socket, int, error) error { return nil })
			return nil
		},
		"Async.Load: fetch": func(s *live.Socket) error {
			new(live.Async[int]).Load(s, func(context.Context) (int, error) { return 0, errBang })
			return nil
		},
	}
	synctest.Test(t, func(t *testing.T) {
		var got errorReports
		v := &view{actions: map[string]func(*live.Socket) error{}}
		for name, start := range starts {
			v.actions[name] = start
		}
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(v)), OnError: got.add,
			Identity: func(*http.Request) string { return "ann" }}, nil)
		p := a.browser().open("/?a=b")
		for name := range starts {
			for range 5 { // the log leaves out repetitions
				p.sendAndWait("live_test.action?name=" + url.QueryEscape(name))
				time.Sleep(2 * time.Second)
				synctest.Wait()
				e := got.take(t)
				require.Equal(t, []string{"error", name, "*live_test.view", "/?a=b", "ann"},
					[]string{string(e.Kind), e.Handler, e.View, e.URL, e.Identity})
				require.ErrorIs(t, e.Err, errBang)
				require.Nil(t, e.Request)
			}
		}
		require.NotContains(t, a.log.String(), "OnError failed")
	})
}

// Each panic in a session is reported once, with its stack.
func TestOnError_PanicsInSession(t *testing.T) {
	work := func(fail func()) func(s *live.Socket) error {
		return func(s *live.Socket) error {
			live.Task(s, func(context.Context, func(int)) (int, error) { fail(); return 0, nil }, nil,
				func(_ *live.Socket, _ int, err error) error { return err }) // reported already
			return nil
		}
	}
	load := func(fail func()) func(s *live.Socket) error {
		return func(s *live.Socket) error {
			new(live.Async[int]).Load(s, func(context.Context) (int, error) { fail(); return 0, nil })
			return nil
		}
	}
	for how, fail := range map[string]func(){"panic": func() { panic(errBang) }, "Goexit": runtime.Goexit} {
		for handler, action := range map[string]func(s *live.Socket) error{
			"live_test.action":  func(*live.Socket) error { fail(); return nil },
			"Task: work":        work(fail),
			"Async.Load: fetch": load(fail),
		} {
			t.Run(handler+" "+how, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var got errorReports
					v := &view{actions: map[string]func(*live.Socket) error{"fail": action}}
					a := serve(t, &live.Server{Handler: pageMux(factoryOf(v)), OnError: got.add}, nil)
					p := a.browser().open("/")
					p.send("live_test.action?name=fail")
					synctest.Wait()
					e := got.take(t)
					require.Equal(t, []any{live.ErrorPanic, handler}, []any{e.Kind, e.Handler})
					require.Contains(t, e.Stack, "error_report_test.go")
					require.Equal(t, how == "panic", errors.Is(e.Err, errBang))
				})
			})
		}
	}
}

// Components, nested and sticky views are named; so are Unmount, Joined and Reload.
func TestOnError_NamesTheView(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got errorReports
		failingStub := func() live.View { return &stub{joined: func(*live.Socket) error { return errBang }} }
		layout := func(d live.Document) templ.Component {
			return markup(`<html><head>`, d.Head, `</head><body>`, live.Sticky("menu", failingStub), d.Root, `</body></html>`)
		}
		a := serve(t, &live.Server{OnError: got.add, Layout: layout, Handler: pageMux(func(*http.Request) live.View {
			card := failingStub()
			return &leaving{render: func() templ.Component {
				return markup(live.Component("card", card), live.Nested("part", struct{}{}, func(struct{}) live.View { return failingStub() }),
					live.Nested("broken", struct{}{}, func(struct{}) live.View {
						return &stub{mount: func(*live.Socket) error { return errBang }}
					}))
			}}
		})}, nil)
		p := a.browser().open("/")
		sticky := p.Sticky()[0]
		p.readUntil(func() bool { return !sticky.IsWaiting() })
		synctest.Wait()
		got.mu.Lock()
		var views []string
		for _, e := range got.all {
			require.ErrorIs(t, e.Err, errBang)
			views = append(views, strings.Join([]string{e.Handler, e.View, e.Component, e.Nested, e.Sticky}, "|"))
		}
		got.all = nil
		got.mu.Unlock()
		slices.Sort(views)
		require.Equal(t, []string{"Joined|*live_test.leaving|*live_test.stub||", "Joined|*live_test.stub||part|",
			"Joined|*live_test.stub|||menu", "Mount|*live_test.stub||broken|"}, views)
		require.NoError(t, p.Write(wire.Bye))
		synctest.Wait()
		require.Equal(t, []string{"panic Unmount"}, got.takeAll())
	})
}

// A leaving view panics in Unmount.
type leaving struct{ render func() templ.Component }

func (v *leaving) Render() templ.Component { return v.render() }
func (*leaving) Unmount()                  { panic(errBang) }

// A join that mounts a view reports its error, and the misuse of a Socket is reported.
func TestOnError_InJoinAndMisuse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got errorReports
		var socket *live.Socket
		fails := true
		a := serve(t, &live.Server{OnError: got.add, Handler: pageMux(func(*http.Request) live.View {
			return &stub{mount: func(s *live.Socket) error {
				if socket = s; fails {
					return errBang
				}
				return nil
			}}
		})}, nil)
		conn := a.browser().dialRaw("/")
		conn.write(joinMessage)
		conn.requireClose(wire.Reload, wire.NotLive)
		require.Equal(t, []string{"error Mount"}, got.takeAll())
		fails = false
		a.browser().open("/")
		synctest.Wait()
		socket.Flash(live.FlashInfo, "x")
		e := got.take(t)
		require.Equal(t, live.ErrorMisuse, e.Kind)
		require.Contains(t, e.Place, "TestOnError_InJoinAndMisuse")
	})
}

// A hook that panics or calls runtime.Goexit harms neither the page nor itself, and one that fails a request of its own
// is not called for that.
func TestOnError_Fails(t *testing.T) {
	for how, fail := range map[string]func(){"panic": func() { panic("second bang") }, "Goexit": runtime.Goexit} {
		t.Run(how, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				calls := 0
				v := &view{actions: map[string]func(*live.Socket) error{"fail": func(*live.Socket) error { return errBang }}}
				a := serve(t, &live.Server{Handler: pageMux(factoryOf(v)),
					OnError: func(context.Context, live.ErrorReport) { calls++; fail() }}, nil)
				p := a.browser().open("/")
				ref := p.sendAndWait("live_test.action?name=fail")
				require.Equal(t, "refused", p.outcome(ref))
				require.Equal(t, 1, calls)
				require.Contains(t, a.log.String(), "live: Server.OnError failed")
				p.sendAndWait("live_test.action?name=add")
			})
		})
	}
	calls := 0
	srv := &live.Server{Log: newTestLogger(&logBuffer{}), Handler: live.Page(func(*http.Request) live.View { panic("bang") })}
	srv.OnError = func(ctx context.Context, _ live.ErrorReport) {
		calls++
		srv.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil).WithContext(ctx))
	}
	srv.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	require.Equal(t, 1, calls)
}

// The error page and what it stands for are two errors.
func TestOnError_ErrorPage(t *testing.T) {
	var got errorReports
	srv := &live.Server{OnError: got.add, Log: newTestLogger(&logBuffer{}),
		Handler:   live.Page(func(*http.Request) live.View { panic("bang") }),
		ErrorPage: func(*http.Request, int, error) live.View { panic("second bang") }}
	srv.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	require.Equal(t, []string{"panic ErrorPage", "panic factory"}, got.takeAll())
}
