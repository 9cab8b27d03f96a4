package live_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A scanner is a view that loads numbers one by one, one per second.
type scanner struct {
	stub
	found  live.Async[[]int]
	fail   error // after the second number
	starts int
}

func newScanner() *scanner {
	v := &scanner{}
	v.mount = func(s *live.Socket) error { v.found.LoadProgress(s, v.scan); return nil }
	v.events = func() live.Events {
		return live.Events{
			live.On(func(s *live.Socket, _ click) error { v.found.Retry(s); return nil }),
			handle(func(toggle) { v.found.Cancel() }),
		}
	}
	v.render = func() templ.Component {
		text := fmt.Sprint(v.found.Loading(), v.found.Value())
		if err := v.found.Err(); err != nil {
			text += " " + err.Error()
		}
		return markup(button("click", click{}), button("toggle", toggle{}), `<p>`, templ.Raw(text), `</p>`)
	}
	return v
}

func (v *scanner) scan(ctx context.Context, report func([]int)) ([]int, error) {
	v.starts++
	fail := v.fail
	var found []int
	for i := range 3 {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Second):
		}
		if fail != nil && i == 2 {
			return nil, fail
		}
		found = append(found, i+1)
		report(found[:len(found):len(found)])
	}
	return append(found, 100), nil
}

func TestAsync_Progress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newScanner()
		p := livetest.Mount(t, func() live.View { return v })
		for _, want := range []string{"true []", "true [1]", "true [1 2]", "false [1 2 3 100]"} {
			require.Equal(t, want, p.Settle().Text("p"))
			time.Sleep(time.Second)
		}
	})
}

// After an error, the page shows how far it got, and Retry starts again. A double click does not.
func TestAsync_Retry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newScanner()
		v.fail = errors.New("no connection")
		p := livetest.Mount(t, func() live.View { return v })
		time.Sleep(3 * time.Second)
		require.Equal(t, "false [1 2] no connection", p.Settle().Text("p"))
		p.Click(".click").Click(".click")
		require.Equal(t, "true [1 2]", p.Text("p"))
		time.Sleep(3 * time.Second)
		require.Equal(t, "false [1 2] no connection", p.Settle().Text("p"), "again")
		v.fail = nil
		p.Click(".click")
		time.Sleep(3 * time.Second)
		require.Equal(t, "false [1 2 3 100]", p.Settle().Text("p"))
		require.Equal(t, 3, v.starts)
		p.Click(".click")
		require.Equal(t, "true [1 2 3 100]", p.Text("p"), "a value can be loaded again, too")
	})
}

// Retry repeats what was loaded last, and nothing before the first load.
func TestAsync_RetryRepeatsLastLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var text live.Async[string]
		var calls []string
		load := func(name string) func(context.Context) (string, error) {
			return func(context.Context) (string, error) { calls = append(calls, name); return name, nil }
		}
		v := newDoer()
		livetest.Mount(t, func() live.View { return v })
		for _, step := range []func(*live.Socket){
			text.Retry,
			func(s *live.Socket) { text.Load(s, load("a")) },
			func(s *live.Socket) { text.Load(s, load("b")) },
			text.Retry,
		} {
			v.socket.Do(func(s *live.Socket) error { step(s); return nil })
			synctest.Wait()
		}
		require.Equal(t, []string{"a", "b", "b"}, calls)
		require.Equal(t, "b", text.Value())
	})
}

// A canceled load ends at once, even before the browser has joined, and even if its function does not.
func TestAsync_Cancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newScanner()
		p := livetest.Mount(t, func() live.View { return v })
		time.Sleep(1500 * time.Millisecond)
		p.Click(".toggle")
		require.Equal(t, "false [1] context canceled", p.Text("p"))
		time.Sleep(time.Minute)
		require.Equal(t, "false [1] context canceled", p.Settle().Text("p"))
		p.Click(".click")
		time.Sleep(3 * time.Second)
		require.Equal(t, "false [1 2 3 100]", p.Settle().Text("p"))
		p.Click(".toggle")
		require.Equal(t, "false [1 2 3 100]", p.Text("p"), "there is nothing to cancel")
	})
	synctest.Test(t, func(t *testing.T) {
		v := newScanner()
		mount := v.mount
		v.mount = func(s *live.Socket) error { defer v.found.Cancel(); return mount(s) }
		p := livetest.Mount(t, func() live.View { return v })
		time.Sleep(time.Minute)
		require.Equal(t, "false [] context canceled", p.Settle().Text("p"))
		require.Zero(t, v.starts)
	})
	synctest.Test(t, func(t *testing.T) {
		v := newLoader()
		v.mount = nil
		v.events = func() live.Events {
			return live.Events{live.On(func(s *live.Socket, _ click) error {
				if v.text.Loading() {
					v.text.Cancel()
					return nil
				}
				v.text.LoadProgress(s, func(_ context.Context, report func(string)) (string, error) {
					time.Sleep(time.Second)
					report("late")
					time.Sleep(time.Second)
					return "too late", nil
				})
				return nil
			})}
		}
		p := livetest.Mount(t, func() live.View { return v })
		p.Click(".click").Click(".click")
		time.Sleep(time.Minute)
		require.Equal(t, []string{"context canceled", ""}, p.Settle().Texts("i, b"))
	})
}

// A view that is shown again does not wait for a load that has ended with it.
func TestAsync_ViewIsMountedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newLoader()
		v.mount = nil
		w, shown := &wrappedLoader{v}, true
		parent := &stub{events: on(func(toggle) { shown = !shown })}
		parent.render = func() templ.Component {
			if shown {
				return markup(button("toggle", toggle{}), live.Component("loader", w))
			}
			return markup(button("toggle", toggle{}))
		}
		p := livetest.Mount(t, func() live.View { return parent })
		p.Click(".click")
		require.Equal(t, "loading", p.Text("i"))
		p.Click(".toggle").Click(".toggle")
		require.Equal(t, "context canceled", p.Text("i"))
		p.Click(".click")
		time.Sleep(time.Second)
		require.Equal(t, []string{"idle", "one"}, p.Settle().Texts("i, b"))
	})
}
