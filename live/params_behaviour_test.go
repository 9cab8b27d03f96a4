package live_test

import (
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"

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

// A finder shows the query of its page.
type finder struct {
	stub
	query search
	loads int
}

func newFinder() *finder {
	v := &finder{}
	v.events = func() live.Events {
		return live.Events{
			live.OnParams(func(_ *live.Socket, q search) error { v.query, v.loads = q, v.loads+1; return v.refuse() }),
			live.On(func(s *live.Socket, _ flip) error { return s.Patch(search{Page: v.query.Page + 10}) }),
			live.On(func(s *live.Socket, _ tip) error { return s.ReplacePatch(search{Q: "replaced"}) }),
		}
	}
	v.render = func() templ.Component {
		return markup(button("flip", flip{}), button("tip", tip{}), `<output>`, v.query.Page, `/`, v.query.Q, `</output>`,
			`<a id="next"`, live.Patch(search{v.query.Page + 1, v.query.Q}), `>next</a>`, `<a id="first"`, live.Patch(search{}), `>first</a>`)
	}
	return v
}

// refuse fails for a page that nobody has.
func (v *finder) refuse() error {
	if v.query.Page == 404 {
		return errors.New("no such page")
	}
	return nil
}

func TestParamsAreReadAtTheGET(t *testing.T) {
	v := newFinder()
	p := livetest.Mount(t, func() live.View { return v }, "/users?page=3&q=ann&other=1")
	require.Equal(t, "3/ann", p.Text("output"))
	require.Equal(t, 1, v.loads, "once: mounting once is the point")
	require.Equal(t, "/users?page=3&q=ann&other=1", p.URL())
}

func TestPatchLinksKeepTheView(t *testing.T) {
	v := newFinder()
	p := livetest.Mount(t, func() live.View { return v }, "/users?q=ann")
	p.Click("#next").Click("#next")
	require.Equal(t, "/users?page=2&q=ann", p.URL())
	require.Equal(t, "2/ann", p.Text("output"))
	p.Click("#first")
	require.Equal(t, "0/", p.Text("output"))
	require.Equal(t, 1, v.mounts)
}

func TestAHandlerPatchesTheAddress(t *testing.T) {
	v := newFinder()
	p := livetest.Mount(t, func() live.View { return v }, "/users?page=1")
	p.Click(".flip")
	require.Equal(t, "/users?page=11", p.URL())
	require.Equal(t, "11/", p.Text("output"))
	p.Click(".tip")
	require.Equal(t, "/users?q=replaced", p.URL())
	require.Equal(t, "0/replaced", p.Text("output"))
	require.Equal(t, 1, v.mounts)
}

// What a handler says goes to the browser as it is: push or replace.
func TestPatchAndReplaceAsEffects(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := serve(t, &live.Server{Handler: pages(one(newFinder()))}, nil).browser().open("/")
		p.do("live_test.flip")
		p.do("live_test.tip")
		require.Equal(t, []string{`["patch","/?page=10",false]`, `["patch","/?q=replaced",true]`}, p.effects())
	})
}

// A value that does not decode is the field's zero value, and said in the log.
func TestABadParameterIsZero(t *testing.T) {
	var log logbook
	v := newFinder()
	srv := &live.Server{Handler: live.Page(one(v)), Log: slog.New(slog.NewTextHandler(&log, nil))}
	p := livetest.Open(t, srv, "/users?page=many&q=ann")
	require.Equal(t, "0/ann", p.Text("output"))
	require.Contains(t, log.String(), "invalid query string")
	require.Contains(t, log.String(), "whole number")
}

func TestParamsThatTheViewRefuses(t *testing.T) {
	v := newFinder()
	require.Contains(t, failureAt(t, v, "/?page=404"), "no such page")

	v = newFinder()
	p := livetest.Mount(t, func() live.View { return v }, "/?page=403")
	p.Click("#next")
	require.Contains(t, p.Flash(live.FlashError), "no such page")
}

// Another path is another page, whatever the browser says.
func TestParamsOfAnotherPathAreRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newFinder()
		p := serve(t, &live.Server{Handler: pages(one(v))}, nil).browser().open("/?page=1")
		for _, url := range []string{"/other?page=2", "//evil.example/?page=2", "https://evil.example/", "page=2", "", "/\t/evil.example"} {
			ref, err := p.Send(wire.Event{Params: true, URL: url})
			require.NoError(t, err)
			p.until(func() bool { return p.Acknowledged() >= ref })
			require.Equal(t, wire.Refused, p.outcome(ref), url)
		}
		require.Equal(t, search{Page: 1}, v.query)
	})
}
