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

// A loader is a view with one value that loads slowly: each load takes a second and returns the
// value that next had at its start.
type loader struct {
	stub
	text     live.Async[string]
	next     string
	err      error
	starts   int
	canceled []error // context errors of canceled loads
}

func newLoader() *loader {
	v := &loader{next: "one"}
	v.mount = func(s *live.Socket) error { v.text.Load(s, v.fetch); return nil }
	v.events = func() live.Events {
		return live.Events{live.On(func(s *live.Socket, _ click) error { v.text.Load(s, v.fetch); return nil })}
	}
	v.render = func() templ.Component {
		state := "idle"
		switch {
		case v.text.Loading():
			state = "loading"
		case v.text.Err() != nil:
			state = v.text.Err().Error()
		}
		return markup(button("click", click{}), `<i>`, state, `</i><b>`, v.text.Value(), `</b>`)
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
		v.canceled = append(v.canceled, ctx.Err())
		return "too late", nil
	}
}

// A Load in Mount starts when the page joins.
func TestAsync_LoadStartsAtJoin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newLoader()
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil)
		p := a.browser().load("/")
		require.Contains(t, p.html(), "<i>loading</i>")
		time.Sleep(5 * time.Second)
		synctest.Wait()
		require.Zero(t, v.starts, "an unadopted page runs nothing")
		require.NoError(t, p.join())
		synctest.Wait()
		require.Equal(t, 1, v.starts)
		time.Sleep(time.Second)
		p.readUntil(func() bool { return p.Version() > 1 })
		require.Contains(t, p.html(), "<b>one</b>")
	})
}

func TestAsync_ValueAndError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newLoader()
		p := livetest.Mount(t, func() live.View { return v })
		require.Equal(t, []string{"loading", ""}, p.Texts("i, b"))
		time.Sleep(time.Second)
		require.Equal(t, []string{"idle", "one"}, p.Settle().Texts("i, b"))

		v.err = errors.New("no connection")
		p.Click(".click")
		require.Equal(t, []string{"loading", "one"}, p.Texts("i, b"), "the previous value is kept")
		time.Sleep(time.Second)
		require.Equal(t, []string{"no connection", "one"}, p.Settle().Texts("i, b"))
	})
}

// Only the last load counts. The context of the previous one is canceled.
func TestAsync_NewLoadCancelsPrevious(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newLoader()
		p := livetest.Mount(t, func() live.View { return v })
		time.Sleep(time.Second / 2)
		v.next = "two"
		p.Click(".click")
		time.Sleep(3 * time.Second / 4)
		require.Equal(t, []string{"loading", ""}, p.Settle().Texts("i, b"))
		time.Sleep(time.Second / 4)
		require.Equal(t, []string{"idle", "two"}, p.Settle().Texts("i, b"))
		require.Equal(t, []error{context.Canceled}, v.canceled)
	})
}

// Of two loads before the join, the first never starts.
func TestAsync_NewLoadBeforeJoin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
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

func TestAsync_UnmountCancelsLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newLoader()
		shown := true
		parent := &stub{events: on(func(toggle) { shown = false })}
		w := &wrappedLoader{v}
		parent.render = func() templ.Component {
			if shown {
				return markup(button("toggle", toggle{}), live.Component("loader", w))
			}
			return markup(`<p>gone</p>`)
		}
		p := livetest.Mount(t, func() live.View { return parent })
		require.Equal(t, "loading", p.Text("i"))
		p.Click(".toggle")
		require.Equal(t, []error{context.Canceled}, v.canceled)
		require.Equal(t, "gone", p.Text("p"))
		require.Equal(t, "", v.text.Value())
	})
}

// wrappedLoader renders a loader with one root element.
type wrappedLoader struct{ *loader }

func (w *wrappedLoader) Render() templ.Component { return markup(`<div>`, w.loader.Render(), `</div>`) }

// A page that is never joined starts no load.
func TestAsync_UnadoptedPageDoesNotLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newLoader()
		serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser().load("/")
		time.Sleep(time.Minute)
		synctest.Wait()
		require.Zero(t, v.starts)
		require.Equal(t, 1, v.unmounts)
	})
}

func TestAsync_PanicIsError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newLoader()
		v.mount = func(s *live.Socket) error {
			v.text.Load(s, func(context.Context) (string, error) { panic("test error") })
			return nil
		}
		p := livetest.Mount(t, func() live.View { return v })
		require.Equal(t, "live: Async.Load: fetch panicked: test error", p.Text("i"))
		p.Click(".click")
		time.Sleep(time.Second)
		require.Equal(t, []string{"idle", "one"}, p.Settle().Texts("i, b"))
	})
}

// The result of a load that ends while disconnected is rendered after the resume.
func TestAsync_LoadEndsWhileDisconnected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
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

// A failed require in a fetch calls runtime.Goexit. It ends the load with an error.
func TestAsync_GoexitIsError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
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
