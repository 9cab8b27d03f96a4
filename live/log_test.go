package live_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// lines returns the lines of the log that contain text.
func (l *logBuffer) lines(text string) (found []string) {
	for line := range strings.Lines(l.String()) {
		if strings.Contains(line, text) {
			found = append(found, line)
		}
	}
	return found
}

// A client that sends a thousand invalid messages causes a few lines, and no kind of line hides
// another. After a minute, a line states how many were not written.
func TestLog_HostileMessagesAreSampled(t *testing.T) {
	testHostileClient(t, &live.Server{EventRate: 10_000}, func(t *testing.T, f *viewFactory, mallory *browser) {
		f.newView = func(*http.Request) *view {
			return &view{moreEvents: func() live.Events {
				return append(extraEvents(), live.OnParams(func(*live.Socket, search) error { return nil }))
			}}
		}
		p, log := mallory.open("/"), mallory.app.log
		before := len(log.lines(""))
		hostile := map[string]wire.Event{
			"no handler for event": {URL: "shop.Buy"},
			"bad arguments":        {URL: "live_test.count?by=x"},
			"invalid query string": {URL: "/?page=x", Params: true},
		}
		for range 350 {
			for _, e := range hostile {
				p.sendEventAndWait(e)
			}
		}
		require.LessOrEqual(t, len(log.lines(""))-before, 10)
		session := regexp.MustCompile(`session=\w+-\d+`)
		id := session.FindString(log.lines("no handler")[0])
		require.NotEmpty(t, id)
		for text := range hostile {
			require.Len(t, log.lines(text), 3)
			for _, line := range log.lines(text) {
				require.Contains(t, line, "view=*live_test.view path=/ "+id)
			}
		}
		for range 4 {
			time.Sleep(20 * time.Second)
			p.sendAndWait("live_test.action?name=nothing") // reads, and so answers pings
		}
		p.sendEventAndWait(hostile["bad arguments"])
		require.Contains(t, log.lines("bad arguments")[3], "suppressed=347")

		mallory.open("/").sendEventAndWait(hostile["bad arguments"])
		require.NotContains(t, log.lines("bad arguments")[4], id, "another session")
	})
}

// A client that connects again and again causes a few lines, too, and does not hide those of others.
func TestLog_HostileConnectionsAreSampled(t *testing.T) {
	for name, c := range map[string]struct {
		attack func(mallory *browser)
		line   string
	}{
		"forged token": {func(b *browser) {
			b.dialRaw("/").write(strings.Replace(joinMessage, `{"url"`, `{"token":"x","url"`, 1))
		}, "live: invalid token"},
		"not a page": {func(b *browser) { b.dialRaw("/nothing").write(joinMessage) }, "live: cannot join or resume"},
		"malformed": {func(b *browser) {
			c := b.dialRaw("/")
			c.write(joinMessage)
			synctest.Wait() // otherwise the message arrives before the reply
			c.write("malformed")
		}, "live: connection closed"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &viewFactory{}
				mux := http.NewServeMux()
				mux.Handle("GET /{$}", f.handler())
				a := serve(t, &live.Server{Handler: mux}, nil)
				mallory, other := a.browser(), a.browser()
				other.addr = "198.51.100.7:99"
				for range 100 {
					c.attack(mallory)
					synctest.Wait()
				}
				require.Len(t, a.log.lines(c.line), 3)
				c.attack(other)
				synctest.Wait()
				require.Len(t, a.log.lines(c.line), 4)
			})
		})
	}
}

// A brokenLog panics.
type brokenLog struct{ slog.Handler }

func (brokenLog) Enabled(context.Context, slog.Level) bool  { return true }
func (brokenLog) Handle(context.Context, slog.Record) error { panic("test panic") }

// A server whose first request has panicked serves no others without what it has not initialized.
func TestLog_PanicsInFirstRequest(t *testing.T) {
	srv := &live.Server{Handler: (&viewFactory{}).handler(), Log: slog.New(brokenLog{})}
	for range 2 {
		require.Panics(t, func() { srv.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil)) })
	}
}

// Page loads with an invalid query string do not fill the log: each is a page of its own.
func TestLog_InvalidQueriesAreSampled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		type params struct{ N int }
		f := &viewFactory{newView: func(*http.Request) *view {
			return &view{moreEvents: func() live.Events {
				return live.Events{live.OnParams(func(*live.Socket, params) error { return nil })}
			}}
		}}
		a := serve(t, &live.Server{Handler: f.handler()}, nil)
		for range 50 {
			a.browser().get("/?n=x")
		}
		require.Len(t, a.log.lines("live: invalid query string"), 3)
		a.browser().open("/?n=x")
	})
}

// An error of the application that a client repeats is limited, and does not hide other errors.
func TestLog_HandlerErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		f := &viewFactory{newView: func(*http.Request) *view {
			return &view{actions: map[string]func(*live.Socket) error{
				"same":  func(*live.Socket) error { return errors.New("disk full") },
				"other": func(*live.Socket) error { n++; return fmt.Errorf("order %d failed", n) },
			}}
		}}
		a := serve(t, &live.Server{Handler: f.handler(), EventRate: 10_000}, nil)
		p := a.browser().open("/")
		for range 100 {
			p.sendAndWait("live_test.action?name=same")
			p.sendAndWait("live_test.action?name=other")
		}
		require.Len(t, a.log.lines("disk full"), 3)
		for i := range 100 {
			require.Len(t, a.log.lines(fmt.Sprintf(`"order %d failed"`, i+1)), 1)
		}
	})
}

// The stack of a panic is written once per place in the code.
func TestLog_StackOncePerPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{newView: func(r *http.Request) *view {
			if r.URL.Path == "/mount" {
				return &view{mount: func(*live.Socket) error { panic("mount") }}
			}
			return &view{actions: map[string]func(*live.Socket) error{
				"first":  func(*live.Socket) error { panic("first") },
				"second": func(*live.Socket) error { panic("second") },
			}}
		}}
		a := serve(t, &live.Server{Handler: f.handler()}, nil)
		for _, name := range []string{"first", "first", "second", "first"} {
			p := a.browser().open("/")
			p.send("live_test.action?name=" + name)
			p.requireClose(wire.Remount, wire.Crashed)
		}
		require.Len(t, a.log.lines("panic=first"), 3)
		for range 3 {
			a.browser().get("/mount")
		}
		require.Len(t, a.log.lines("panic: mount"), 3)
		require.Len(t, a.log.lines("stack="), 3, "one for each place")
		require.Len(t, a.log.lines("at=github.com/lively-go/lively/live_test."), 7)
		for _, line := range a.log.lines("panic=") {
			require.Regexp(t, `view=\*live_test.view path=/ session=\w+-\d+`, line)
		}
	})
}
