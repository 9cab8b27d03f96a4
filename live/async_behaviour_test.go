package live_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A loader is a view with one slow value; each load takes a second and gives what the test has put into next.
type loader struct {
	stub
	text   live.Async[string]
	next   string
	err    error
	starts int
	ended  []error // contexts' errors of loads that were given up
}

func newLoader() *loader {
	v := &loader{next: "one"}
	v.mount = func(s *live.Socket) error { v.text.Load(s, v.fetch); return nil }
	v.events = func() live.Events {
		return live.Events{live.On(func(s *live.Socket, _ tip) error { v.text.Load(s, v.fetch); return nil })}
	}
	v.render = func() templ.Component {
		state := "idle"
		switch {
		case v.text.Loading():
			state = "loading"
		case v.text.Err() != nil:
			state = v.text.Err().Error()
		}
		return markup(button("tip", tip{}), `<i>`, state, `</i><b>`, v.text.Value(), `</b>`)
	}
	return v
}

func (v *loader) fetch(ctx context.Context) (string, error) {
	v.starts++
	next, err := v.next, v.err
	select {
	case <-time.After(time.Second):
		return next, err
	case <-ctx.Done():
		v.ended = append(v.ended, ctx.Err())
		return "too late", nil
	}
}

func bubble(t *testing.T, test func(*testing.T)) {
	t.Helper()
	synctest.Test(t, test)
}

// Load in Mount is noted, and starts when the browser is there.
func TestLoadStartsAtTheJoin(t *testing.T) {
	bubble(t, func(t *testing.T) {
		v := newLoader()
		a := serve(t, &live.Server{Handler: pages(one(v))}, nil)
		p := a.browser().load("/")
		require.Contains(t, p.html(), "<i>loading</i>")
		time.Sleep(5 * time.Second)
		synctest.Wait()
		require.Zero(t, v.starts, "a parked page does nothing")
		require.NoError(t, p.join())
		synctest.Wait()
		require.Equal(t, 1, v.starts)
		time.Sleep(time.Second)
		p.until(func() bool { return p.Version() > 1 })
		require.Contains(t, p.html(), "<b>one</b>")
	})
}

func TestLoadEndsWellOrNot(t *testing.T) {
	bubble(t, func(t *testing.T) {
		v := newLoader()
		p := livetest.Mount(t, func() live.View { return v })
		require.Equal(t, []string{"loading", ""}, p.Texts("i, b"))
		time.Sleep(time.Second)
		require.Equal(t, []string{"idle", "one"}, p.Settle().Texts("i, b"))

		v.err = errors.New("no connection")
		p.Click(".tip")
		require.Equal(t, []string{"loading", "one"}, p.Texts("i, b"), "the last value stays")
		time.Sleep(time.Second)
		require.Equal(t, []string{"no connection", "one"}, p.Settle().Texts("i, b"))
	})
}

// Only the newest load counts; the context of the one before ends.
func TestALoadIsSuperseded(t *testing.T) {
	bubble(t, func(t *testing.T) {
		v := newLoader()
		p := livetest.Mount(t, func() live.View { return v })
		time.Sleep(time.Second / 2)
		v.next = "two"
		p.Click(".tip")
		time.Sleep(3 * time.Second / 4)
		require.Equal(t, []string{"loading", ""}, p.Settle().Texts("i, b"))
		time.Sleep(time.Second / 4)
		require.Equal(t, []string{"idle", "two"}, p.Settle().Texts("i, b"))
		require.Equal(t, []error{context.Canceled}, v.ended)
	})
}

// Two loads in one pass before the join: the first never starts.
func TestALoadIsSupersededBeforeTheJoin(t *testing.T) {
	bubble(t, func(t *testing.T) {
		v := newLoader()
		v.mount = func(s *live.Socket) error {
			v.text.Load(s, func(context.Context) (string, error) { panic("started") })
			v.text.Load(s, v.fetch)
			return nil
		}
		p := livetest.Mount(t, func() live.View { return v })
		time.Sleep(time.Second)
		require.Equal(t, []string{"idle", "one"}, p.Settle().Texts("i, b"))
	})
}

func TestALoadEndsWithItsView(t *testing.T) {
	bubble(t, func(t *testing.T) {
		v := newLoader()
		shown := true
		parent := &stub{events: on(func(flip) { shown = false })}
		w := &wrapped{v}
		parent.render = func() templ.Component {
			if shown {
				return markup(button("flip", flip{}), live.Component("loader", w))
			}
			return markup(`<p>gone</p>`)
		}
		p := livetest.Mount(t, func() live.View { return parent })
		require.Equal(t, "loading", p.Text("i"))
		p.Click(".flip")
		require.Equal(t, []error{context.Canceled}, v.ended)
		require.Equal(t, "gone", p.Text("p"))
		require.Equal(t, "", v.text.Value())
	})
}

// wrapped gives a view one root.
type wrapped struct{ *loader }

func (w *wrapped) Render() templ.Component { return markup(`<div>`, w.loader.Render(), `</div>`) }

// A page that nobody joins starts no load.
func TestALoadOfAPageThatNobodyJoins(t *testing.T) {
	bubble(t, func(t *testing.T) {
		v := newLoader()
		serve(t, &live.Server{Handler: pages(one(v))}, nil).browser().load("/")
		time.Sleep(time.Minute)
		synctest.Wait()
		require.Zero(t, v.starts)
		require.Equal(t, 1, v.unmounts)
	})
}

func TestAPanicOfALoadIsItsError(t *testing.T) {
	bubble(t, func(t *testing.T) {
		v := newLoader()
		v.mount = func(s *live.Socket) error {
			v.text.Load(s, func(context.Context) (string, error) { panic("out of paper") })
			return nil
		}
		p := livetest.Mount(t, func() live.View { return v })
		require.Equal(t, "live: Async.Load: fetch panicked: out of paper", p.Text("i"))
		p.Click(".tip")
		time.Sleep(time.Second)
		require.Equal(t, []string{"idle", "one"}, p.Settle().Texts("i, b"))
	})
}

// A load that ends while the connection is lost is there after the resume.
func TestALoadEndsWhileDisconnected(t *testing.T) {
	bubble(t, func(t *testing.T) {
		v := newLoader()
		p := livetest.Mount(t, func() live.View { return v })
		p.Disconnect()
		time.Sleep(2 * time.Second)
		require.Equal(t, "loading", p.Text("i"))
		p.Resume()
		require.Equal(t, []string{"idle", "one"}, p.Texts("i, b"))
		require.Equal(t, 1, v.starts)
	})
}

// A require that fails in a fetch ends the goroutine: the value was loading for ever.
func TestAFetchThatEndsItsGoroutineIsAnError(t *testing.T) {
	bubble(t, func(t *testing.T) {
		v := newLoader()
		v.mount = func(s *live.Socket) error {
			v.text.Load(s, func(context.Context) (string, error) { runtime.Goexit(); return "", nil })
			return nil
		}
		p := livetest.Mount(t, func() live.View { return v })
		synctest.Wait()
		require.Equal(t, []string{"live: Async.Load: fetch called runtime.Goexit", ""}, p.Settle().Texts("i, b"))
	})
}
