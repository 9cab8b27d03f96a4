package live_test

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

type search struct {
	Page int
	Q    string
}

// searchView renders the parameters of its page.
type searchView struct {
	stub
	query search
	loads int
}

func newSearchView() *searchView {
	v := &searchView{}
	v.events = func() live.Events {
		return live.Events{
			live.OnParams(func(_ *live.Socket, q search) error { v.query, v.loads = q, v.loads+1; return v.check() }),
			live.On(func(s *live.Socket, _ toggle) error { return s.Patch(search{Page: v.query.Page + 10}) }),
			live.On(func(s *live.Socket, _ click) error { return s.ReplacePatch(search{Q: "replaced"}) }),
		}
	}
	v.render = func() templ.Component {
		return markup(button("toggle", toggle{}), button("click", click{}), `<output>`, v.query.Page, `/`, v.query.Q, `</output>`,
			`<a id="next"`, live.Patch(search{v.query.Page + 1, v.query.Q}), `>next</a>`, `<a id="first"`, live.Patch(search{}), `>first</a>`)
	}
	return v
}

// check returns an error for page 404.
func (v *searchView) check() error {
	if v.query.Page == 404 {
		return errors.New("no such page")
	}
	return nil
}

func TestOnParams_CalledDuringGET(t *testing.T) {
	v := newSearchView()
	p := livetest.Mount(t, func() live.View { return v }, "/users?page=3&q=ann&other=1")
	require.Equal(t, "3/ann", p.Text("output"))
	require.Equal(t, 1, v.loads, "not called again at the join")
	require.Equal(t, "/users?page=3&q=ann&other=1", p.URL())
}

func TestPatch_LinkKeepsView(t *testing.T) {
	v := newSearchView()
	p := livetest.Mount(t, func() live.View { return v }, "/users?q=ann")
	p.Click("#next").Click("#next")
	require.Equal(t, "/users?page=2&q=ann", p.URL())
	require.Equal(t, "2/ann", p.Text("output"))
	p.Click("#first")
	require.Equal(t, "0/", p.Text("output"))
	require.Equal(t, 1, v.mounts)
}

func TestSocketPatch_ChangesURL(t *testing.T) {
	v := newSearchView()
	p := livetest.Mount(t, func() live.View { return v }, "/users?page=1")
	p.Click(".toggle")
	require.Equal(t, "/users?page=11", p.URL())
	require.Equal(t, "11/", p.Text("output"))
	p.Click(".click")
	require.Equal(t, "/users?q=replaced", p.URL())
	require.Equal(t, "0/replaced", p.Text("output"))
	require.Equal(t, 1, v.mounts)
}

// The patches of a handler are sent as effects: push or replace.
func TestSocketPatch_Effects(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := serve(t, &live.Server{Handler: pageMux(factoryOf(newSearchView()))}, nil).browser().open("/")
		p.sendAndWait("live_test.toggle")
		p.sendAndWait("live_test.click")
		require.Equal(t, []string{`["patch","/?page=10",false]`, `["patch","/?q=replaced",true]`}, p.effects())
	})
}

// A parameter that does not decode is the zero value of its field. The error is logged.
func TestOnParams_InvalidParameterIsZero(t *testing.T) {
	var log logBuffer
	v := newSearchView()
	srv := &live.Server{Handler: live.Page(factoryOf(v)), Log: slog.New(slog.NewTextHandler(&log, nil))}
	p := livetest.Open(t, srv, "/users?page=many&q=ann")
	require.Equal(t, "0/ann", p.Text("output"))
	require.Contains(t, log.String(), "invalid query string")
	require.Contains(t, log.String(), "whole number")
}

func TestOnParams_Error(t *testing.T) {
	v := newSearchView()
	require.Contains(t, renderErrorAt(t, v, "/?page=404"), "no such page")

	v = newSearchView()
	p := livetest.Mount(t, func() live.View { return v }, "/?page=403")
	p.Click("#next")
	require.Contains(t, p.Flash(live.FlashError), "no such page")
}

// OnParams that patches until the page number is 3 settles; one that never stops is an error, and does
// not recurse.
func TestOnParams_Patches(t *testing.T) {
	for _, limit := range []int{3, 1 << 30} {
		v := newSearchView()
		events := v.events
		v.events = func() live.Events {
			return append(events()[1:], live.OnParams(func(s *live.Socket, q search) error {
				v.query, v.loads = q, v.loads+1
				if q.Page < limit && q.Q != "stop" {
					return s.ReplacePatch(search{Page: q.Page + 1})
				}
				return nil
			}))
		}
		if limit > 3 {
			require.Contains(t, renderErrorAt(t, v, "/?page=1"), "live: OnParams of *live_test.searchView called Patch 10 times in a row")

			v.query, v.loads = search{}, 0
			var log logBuffer
			srv := &live.Server{Handler: live.Page(factoryOf(v)), Log: slog.New(slog.NewTextHandler(&log, nil))}
			livetest.Open(t, srv, "/?q=stop").Click("#first")
			require.Equal(t, 11, v.loads, "one during the GET, then ten")
			require.Contains(t, log.String(), "called Patch 10 times in a row")
			continue
		}
		require.Equal(t, "3/", livetest.Mount(t, func() live.View { return v }, "/?page=1").Text("output"))
		require.Equal(t, 3, v.loads)
	}
}

// A tick and Joined may patch, too: OnParams runs after them and before the render.
func TestSocketPatch_OutsideEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newSearchView()
		v.mount = func(s *live.Socket) error {
			live.Every(s, time.Second, func(s *live.Socket, _ time.Time) error { return s.Patch(search{Q: "tick"}) })
			return s.Patch(search{Q: "mount"})
		}
		p := livetest.Mount(t, func() live.View { return v })
		require.Equal(t, "0/mount", p.Text("output"))
		time.Sleep(time.Second)
		require.Equal(t, "0/tick", p.Settle().Text("output"))
		synctest.Wait() // the view belongs to the session's goroutine until it waits
		require.Equal(t, 2, v.loads)
	})
}

// The query of a page may contain whatever a browser has in location.search.
func TestOnParams_AnyQuery(t *testing.T) {
	for _, path := range []string{"/", "/a%2Fb", "/a%20b", "/ä", "/a|b", "/a'b;c", "/%5C", "/a:b", "//a"} {
		v := newSearchView()
		srv := &live.Server{Handler: live.Page(factoryOf(v)), Log: slog.New(slog.DiscardHandler), EventRate: 1e6, EventBurst: 1e6}
		synctest.Test(t, func(t *testing.T) {
			p := serve(t, srv, nil).browser().open(path)
			for query, want := range map[string]string{
				`q=a\b`: `a\b`, `q=\`: `\`, `q=a|b^c{d}`: `a|b^c{d}`, "q=`": "`", `q=[x]`: `[x]`, `q=a//b`: `a//b`, `q=%22%3C%3E`: `"<>`, `q=%5C`: `\`,
				`q=ä`: `ä`, `q=%C3%A4`: `ä`, `q=a?b`: `a?b`, `q=http://evil.test/\`: `http://evil.test/\`, `q=%23`: `#`, `q=a:b@c`: `a:b@c`, `q='`: `'`,
				`q=` + strings.Repeat(`\`, 7000): strings.Repeat(`\`, 7000),
			} {
				ref := p.sendEventAndWait(wire.Event{Params: true, URL: path + "?" + query})
				require.Equal(t, "applied", p.outcome(ref), "%s?%s", path, query)
				require.Equal(t, want, v.query.Q)
			}
			for _, other := range []string{"/other", path + "x/", path + "x", "/x" + path, "/A%2fb", "/a/b", "/a%2fb", `/a\b`, "/a|B", "https://lively.test" + path} {
				ref := p.sendEventAndWait(wire.Event{Params: true, URL: other + "?q=x"})
				require.Equal(t, wire.Refused, p.outcome(ref), "%s from %s", other, path)
			}
			require.NotEqual(t, "x", v.query.Q)
		})
	}
}

// The params event of another path is refused.
func TestOnParams_OtherPathRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newSearchView()
		p := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser().open("/?page=1")
		for _, url := range []string{"/other?page=2", "//evil.example/?page=2", "https://evil.example/", "page=2", "", "/\t/evil.example"} {
			ref := p.sendEventAndWait(wire.Event{Params: true, URL: url})
			require.Equal(t, wire.Refused, p.outcome(ref), url)
		}
		require.Equal(t, search{Page: 1}, v.query)
	})
}
