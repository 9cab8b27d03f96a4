package live_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// funcTitle has a Title method that calls title.
type funcTitle struct {
	view
	title func() string
}

func (v *funcTitle) Title() string { return v.title() }

// failures are places in which an application's code fails during the GET. Each returns a server
// whose code calls fail.
var failures = map[string]func(fail func()) *live.Server{
	"factory": func(fail func()) *live.Server {
		return &live.Server{Handler: pageMux(func(*http.Request) live.View { fail(); return nil })}
	},
	"Mount": func(fail func()) *live.Server {
		return &live.Server{Handler: pageMux(factoryOf(&view{mount: func(*live.Socket) error { fail(); return nil }}))}
	},
	"OnParams": func(fail func()) *live.Server {
		type query struct{}
		return &live.Server{Handler: pageMux(factoryOf(&view{moreEvents: func() live.Events {
			return live.Events{live.OnParams(func(*live.Socket, query) error { fail(); return nil })}
		}}))}
	},
	"Events": func(fail func()) *live.Server {
		return &live.Server{Handler: pageMux(factoryOf(&view{moreEvents: func() live.Events { fail(); return nil }}))}
	},
	"Render": func(fail func()) *live.Server {
		return &live.Server{Handler: pageMux(factoryOf(&view{html: func() string { fail(); return "" }}))}
	},
	"Title": func(fail func()) *live.Server {
		return &live.Server{Handler: pageMux(factoryOf(&funcTitle{title: func() string { fail(); return "" }}))}
	},
	"Layout": func(fail func()) *live.Server {
		return &live.Server{Handler: pageMux(factoryOf(&view{})), Layout: func(live.Document) templ.Component { fail(); return nil }}
	},
	"document": func(fail func()) *live.Server {
		return &live.Server{Handler: pageMux(factoryOf(&view{})), Layout: func(live.Document) templ.Component {
			return templ.ComponentFunc(func(context.Context, io.Writer) error { fail(); return nil })
		}}
	},
	"ClientKey": func(fail func()) *live.Server {
		return &live.Server{Handler: pageMux(factoryOf(&view{})), ClientKey: func(*http.Request) string { fail(); return "" }}
	},
}

// Wherever the application's code panics or calls runtime.Goexit during the GET, the response is a
// complete error page, the log has the stack, and nothing is left behind.
func TestPage_FailureIsErrorPage(t *testing.T) {
	for name, newServer := range failures {
		for how, fail := range map[string]func(){
			"panic":    func() { panic("bang") },
			"nil call": func() { var fn func(); fn() },
			"Goexit":   runtime.Goexit,
		} {
			for _, dev := range []bool{false, true} {
				t.Run(name+" "+how, func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						srv := newServer(fail)
						srv.Dev = dev
						a := serve(t, srv, nil)
						resp, body := a.browser().get("/") // fails if the body is incomplete
						require.Equal(t, http.StatusInternalServerError, resp.StatusCode)
						require.Contains(t, body, "Something went wrong</h1>")
						require.Equal(t, dev, strings.Contains(body, "page_panic_test.go"), "the stack, in development")
						require.Contains(t, a.log.String(), "page_panic_test.go", "the stack")
						require.Contains(t, a.log.String(), "path=/")
						if how == "Goexit" {
							require.Contains(t, a.log.String(), "called runtime.Goexit")
						}
						if name != "ClientKey" { // a HEAD keeps no page
							resp, _ = a.browser().request("HEAD", "/")
							require.Equal(t, http.StatusInternalServerError, resp.StatusCode)
						}
						require.NoError(t, a.live.Shutdown(t.Context()), "nothing is left to wait for")
					})
				})
			}
		}
	}
}

// http.ErrAbortHandler aborts the response, as in any handler.
func TestPage_AbortHandler(t *testing.T) {
	for name, newServer := range failures {
		if name == "Layout" || name == "document" {
			continue // they are called by the layout's renderer
		}
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := serve(t, newServer(func() { panic(http.ErrAbortHandler) }), nil)
				r, err := http.NewRequest("GET", origin+"/", nil)
				require.NoError(t, err)
				_, err = (&http.Transport{DisableKeepAlives: true, DialContext: a.net.From("192.0.2.1:1234")}).RoundTrip(r)
				require.Error(t, err)
				require.NotContains(t, a.log.String(), "cannot render page")
				require.NotContains(t, a.log.String(), "http:", "net/http does not log it")
				require.NoError(t, a.live.Shutdown(t.Context()), "nothing is left to wait for")
			})
		})
	}
}

// The same during a join that mounts a view closes the connection and logs the reason.
func TestPage_FailureDuringJoin(t *testing.T) {
	for name, newServer := range failures {
		if name == "Layout" || name == "document" || name == "ClientKey" {
			continue // they are not called, or before the connection is opened
		}
		for how, fail := range map[string]func(){
			"panic": func() { panic("bang") }, "Goexit": runtime.Goexit, "abort": func() { panic(http.ErrAbortHandler) },
		} {
			t.Run(name+" "+how, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					a := serve(t, newServer(fail), nil)
					conn := a.browser().dialRaw("/")
					conn.write(joinMessage)
					conn.requireClose(wire.Reload, wire.NotLive)
					require.Contains(t, a.log.String(), "cannot join or resume")
					require.Contains(t, a.log.String(), "path=/")
					require.Contains(t, a.log.String(), map[string]string{"panic": "bang", "Goexit": "called runtime.Goexit", "abort": "abort Handler"}[how])
					time.Sleep(time.Minute)
					require.NoError(t, a.live.Shutdown(t.Context()), "nothing is left to wait for")
				})
			})
		}
	}
}

// A ClientKey that fails for an upgrade ends neither an unadopted page nor a session.
func TestClientKey_FailsDuringUpgrade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fails := false
		f := &viewFactory{}
		a := serve(t, &live.Server{Handler: f.handler(), ClientKey: func(*http.Request) string {
			if fails {
				panic("bang")
			}
			return "client"
		}}, nil)
		b := a.browser()
		p := b.load("/")
		fails = true
		_, resp, err := b.dial("/")
		require.ErrorIs(t, err, websocket.ErrBadHandshake)
		require.Equal(t, http.StatusInternalServerError, resp.StatusCode)
		require.Contains(t, a.log.String(), "bang")
		fails = false
		require.NoError(t, p.join())
		p.sendAndWait("live_test.action?name=add")
	})
}

// A view that is a nil pointer, and an error that is not a panic, have an error page, too.
func TestPage_InvalidView(t *testing.T) {
	var null *view
	require.Contains(t, renderError(t, null), "live: view is a nil *live_test.view")
	require.Contains(t, renderError(t, &view{mount: func(*live.Socket) error { return errors.New("disk full") }}), "disk full")
}
