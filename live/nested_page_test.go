package live_test

import (
	"fmt"
	"net/http"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// While the handlers of ten nested views sleep, a click in the page is answered at once.
func TestNested_SlowHandlers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pieces := []any{}
		for i := range 10 {
			pieces = append(pieces, nested(fmt.Sprint(i), &stub{events: on(func(tap) { time.Sleep(5 * time.Second) })}))
		}
		c, roots := serve(t, &live.Server{Handler: live.Page(factoryOf(counterView("page", pieces...)))}, nil).browser().joinRaw()
		require.Len(t, roots, 10)
		for _, n := range roots {
			c.event(n, "live_test.tap")
		}
		before := time.Now()
		c.event(0, "live_test.tap")
		require.Equal(t, `[1,[[2,[2,2,5,1,"1"]]]]`, c.read())
		require.Less(t, time.Since(before), time.Second, "in virtual time")
		time.Sleep(6 * time.Second)
		require.Len(t, c.readAll(), 10)
	})
}

// A nested view counts for Server.MaxSessions. If there is no place, it is mounted later.
func TestNested_CountsAsSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		views := []*stub{counterView("a"), counterView("b")}
		srv := &live.Server{MaxSessions: 3}
		mux := http.NewServeMux()
		mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View { return showing(nested("a", views[0]), nested("b", views[1])) }))
		mux.Handle("GET /other", live.Page(func(*http.Request) live.View { return &stub{} }))
		srv.Handler = mux
		app := serve(t, srv, nil)
		app.browser().open("/other")
		c, roots := app.browser().joinRaw()
		require.Len(t, roots, 1)
		time.Sleep(1100 * time.Millisecond)
		require.Empty(t, c.readAll(), "there is still no place")
		require.Contains(t, app.log.String(), "there are too many sessions")
	})
}

// Disconnect of an id that a nested view has associated with its page ends the page and all its views.
func TestNested_Disconnect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		child := &stub{mount: func(s *live.Socket) error { _, err := live.Identify(s, &bus, "ann"); return err }}
		page := showing(nested("a", child))
		c, _ := serve(t, &live.Server{Handler: live.Page(factoryOf(page))}, nil).browser().joinRaw()
		require.NoError(t, live.Disconnect(t.Context(), &bus, "ann"))
		c.requireClose(4001, "disconnected")
		synctest.Wait()
		require.Equal(t, []int{1, 1}, []int{page.unmounts, child.unmounts})
	})
}

// A handler of a nested view may navigate: the browser leaves the page.
func TestNested_Navigates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		child := &stub{}
		child.events = func() live.Events {
			return live.Events{live.On(func(s *live.Socket, _ tap) error { return s.Navigate("/other") })}
		}
		c, roots := serve(t, &live.Server{Handler: live.Page(factoryOf(counterView("page", nested("a", child))))}, nil).browser().joinRaw()
		require.ElementsMatch(t, []string{`[0,[],[["navigate","/other"]]]`, `["@",#1,[1]]`}, numbered(c.do(roots[1], "live_test.tap")))
		require.Equal(t, []string{`[1,[],[["out",1,"stale","the page has navigated away"]]]`}, c.do(0, "live_test.tap"))
	})
}

// A nested view that calls runtime.Goexit when it is mounted is mounted again.
func TestNested_Goexit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		page := toggled(false, func() templ.Component {
			return live.Nested("a", 0, func(int) live.View {
				if n++; n == 1 {
					runtime.Goexit()
				}
				return counterView("child")
			})
		})
		c, _ := serve(t, &live.Server{Handler: live.Page(factoryOf(page))}, nil).browser().joinRaw()
		require.Len(t, c.do(0, "live_test.tap"), 1)
		time.Sleep(1100 * time.Millisecond)
		require.Equal(t, []string{`[0,[],[["open",1,#1,1,"<p>child 0</p>"]]]`}, numbered(c.readAll()))
	})
}

// In development, an id that two views of a page have is reported.
func TestNested_DuplicateIDs(t *testing.T) {
	r := getPage(t, &live.Server{Dev: true}, showing(`<p id="x"></p><p id="y"></p>`,
		nested("a", showing(`<p id="z"></p>`)), nested("b", showing(`<p id="x"></p><p id="z"></p>`))))
	require.Contains(t, r.log, `id \"z\" is used by nested view \"a\" and by nested view \"b\"`)
	require.Contains(t, r.log, `id \"x\" is used by the page and by nested view \"b\"`)
	require.NotContains(t, r.log, `id \"y\"`)
}
