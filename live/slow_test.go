package live_test

import (
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// hang takes 3 s. Its name is in the stack of the goroutine that runs it.
func hang() {
	done := make(chan struct{})
	time.AfterFunc(3*time.Second, func() { close(done) }) // in the bubble of the test
	<-done
}

const slowText = "live: a handler is still running"

// slowLines returns the lines of the log about slow handlers.
func (a *app) slowLines() (lines []string) {
	for line := range strings.Lines(a.log.String()) {
		if strings.Contains(line, slowText) {
			lines = append(lines, line)
		}
	}
	return lines
}

// Each kind of handler and method that runs for longer than a second is logged while it is running,
// with its name and the stack of its own goroutine, although another page runs another slow handler.
func TestSlowHandler_IsLoggedWithStack(t *testing.T) {
	var bus pubsub.Local
	topic := pubsub.NewTopic[string](&bus, "topic")
	slow := func(*live.Socket) error { hang(); return nil }
	kinds := map[string]struct {
		view *view
		in   string
		act  func(v *view, p *page)
	}{
		"event": {&view{actions: map[string]func(*live.Socket) error{"slow": slow}}, "live_test.action",
			func(_ *view, p *page) { p.send("live_test.action?name=slow") }},
		"joined": {&view{joined: slow}, "Joined", nil},
		"do":     {&view{joined: func(s *live.Socket) error { go s.Do(slow); return nil }}, "Do", nil},
		"after":  {&view{joined: func(s *live.Socket) error { live.After(s, 1, slow); return nil }}, "After", nil},
		"every": {&view{joined: func(s *live.Socket) error {
			var stop func()
			stop = live.Every(s, 100*time.Millisecond, func(*live.Socket, time.Time) error { stop(); hang(); return nil })
			return nil
		}}, "Every", nil},
		"message": {&view{mount: func(s *live.Socket) error {
			_, err := live.Subscribe(s, topic, func(*live.Socket, string) error { hang(); return nil })
			return err
		}}, "message on topic", func(*view, *page) { topic.Publish(t.Context(), "x") }},
	}
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := serve(t, &live.Server{Handler: pageMux(factoryOf(kind.view))}, nil)
				p := a.browser().open("/")
				synctest.Wait()
				if kind.act != nil {
					kind.act(kind.view, p)
				}
				time.Sleep(900 * time.Millisecond)
				require.Empty(t, a.slowLines(), "after 0.9 s")
				time.Sleep(time.Second)
				lines := a.slowLines()
				require.Len(t, lines, 1, "after 1.9 s, while it is running")
				require.Contains(t, lines[0], "level=WARN")
				require.Regexp(t, `in="?`+kind.in, lines[0])
				require.Contains(t, lines[0], "view=*live_test.view path=/")
				require.Contains(t, lines[0], "live_test.hang(")
				require.NotContains(t, lines[0], "not available")
				time.Sleep(5 * time.Second)
				require.Len(t, a.slowLines(), 1, "once for each call")
			})
		})
	}
}

// The same for what runs in the GET.
func TestSlowHandler_InPageLoad(t *testing.T) {
	slow := func(*live.Socket) error { hang(); return nil }
	for in, v := range map[string]*view{
		"Mount":  {mount: slow},
		"Render": {html: func() string { hang(); return "<p></p>" }},
		"OnParams": {moreEvents: func() live.Events {
			return live.Events{live.OnParams(func(s *live.Socket, _ struct{}) error { return slow(s) })}
		}},
	} {
		t.Run(in, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil)
				go a.browser().get("/")
				time.Sleep(2 * time.Second)
				require.Len(t, a.slowLines(), 1)
				require.Contains(t, a.slowLines()[0], "in="+in)
				require.Contains(t, a.slowLines()[0], "live_test.hang(")
				time.Sleep(10 * time.Second)
			})
		})
	}
}

// A handler is logged once per minute for each type of view, and each other one besides.
func TestSlowHandler_IsSampled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slowOther := live.On(func(*live.Socket, tap) error { hang(); return nil })
		a := serve(t, &live.Server{Handler: pageMux(func(*http.Request) live.View {
			return &view{
				actions:    map[string]func(*live.Socket) error{"slow": func(*live.Socket) error { hang(); return nil }},
				moreEvents: func() live.Events { return live.Events{slowOther} },
			}
		})}, nil)
		p := a.browser().open("/")
		for range 5 {
			p.sendAndWait("live_test.action?name=slow")
		}
		require.Len(t, a.slowLines(), 1)
		p.sendAndWait("live_test.tap")
		require.Len(t, a.slowLines(), 2)
		time.Sleep(2 * time.Minute)
		p = a.browser().open("/")
		p.sendAndWait("live_test.action?name=slow")
		require.Len(t, a.slowLines(), 3)
		require.Contains(t, a.slowLines()[2], "suppressed=4")
	})
}

// Fast handlers, many in a row, and slow ones of a Server that disables the warning are not logged.
func TestSlowHandler_NotLogged(t *testing.T) {
	for name, test := range map[string]struct {
		limit, each time.Duration
	}{"many fast ones": {0, 100 * time.Millisecond}, "disabled": {-1, 3 * time.Second}, "higher limit": {5 * time.Second, 3 * time.Second}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				v := &view{actions: map[string]func(*live.Socket) error{"slow": func(*live.Socket) error { time.Sleep(test.each); return nil }}}
				a := serve(t, &live.Server{Handler: pageMux(factoryOf(v)), SlowHandler: test.limit}, nil)
				p := a.browser().open("/")
				for range 30 {
					p.send("live_test.action?name=slow")
				}
				p.sendAndWait("live_test.action?name=add")
				require.Empty(t, a.slowLines())
			})
		})
	}
}

// A handler that ends with a panic or runtime.Goexit after it was logged leaves nothing to watch, and
// the page of the browser goes on.
func TestSlowHandler_EndsAbnormally(t *testing.T) {
	for name, end := range map[string]func(){"panic": func() { panic("bang") }, "Goexit": runtime.Goexit} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				v := &view{actions: map[string]func(*live.Socket) error{"slow": func(*live.Socket) error { hang(); end(); return nil }}}
				srv := &live.Server{Handler: pageMux(factoryOf(v))}
				a := serve(t, srv, nil)
				p := a.browser().open("/")
				p.send("live_test.action?name=slow")
				time.Sleep(10 * time.Second)
				require.Len(t, a.slowLines(), 1)
				require.Zero(t, live.BusySessions(srv), "sessions that are watched")
			})
		})
	}
}
