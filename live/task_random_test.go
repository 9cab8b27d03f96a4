package live_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// A randomTask is one of the Tasks of a page, with what its functions have seen.
type randomTask struct {
	cancel   func()
	mu       sync.Mutex // guards the fields below
	reported []int      // values, in order
	canceled bool
	shown    []int
	times    []time.Time // of the calls of onProgress
	done     int         // calls of onDone
	returned bool
	err      error
}

// start starts a Task that reports increasing numbers at random times.
func (r *randomTask) start(s *live.Socket, seed uint64) {
	rnd := rand.New(rand.NewPCG(seed, 1))
	r.cancel = live.Task(s,
		func(ctx context.Context, report func(int)) (int, error) {
			defer r.locked(func() { r.returned = true })
			n := rnd.IntN(200)
			for i := range n {
				r.locked(func() { r.reported = append(r.reported, i) })
				report(i)
				if rnd.IntN(3) > 0 {
					continue
				}
				select {
				case <-ctx.Done():
					return n, ctx.Err()
				case <-time.After(time.Duration(rnd.Int64N(60e6))):
				}
			}
			return n, nil
		},
		func(_ *live.Socket, n int) error {
			r.locked(func() { r.shown, r.times = append(r.shown, n), append(r.times, time.Now()) })
			return nil
		},
		func(_ *live.Socket, _ int, err error) error {
			r.locked(func() { r.done++; r.err = err })
			return nil
		},
	)
}

func (r *randomTask) locked(fn func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fn()
}

// check checks the history of a Task while nothing is running. ended reports whether the view has ended.
func (r *randomTask) check(t *testing.T, ended bool) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	require.True(t, slices.IsSorted(r.shown), "newer values come later: %v", r.shown)
	require.Len(t, slices.Compact(slices.Clone(r.shown)), len(r.shown), "a value is shown once: %v", r.shown)
	for i, at := range r.times[min(1, len(r.times)):] {
		if i < len(r.times)-2 { // the last value may be shown with the result
			require.GreaterOrEqual(t, at.Sub(r.times[i]), 50*time.Millisecond)
		}
	}
	require.LessOrEqual(t, r.done, 1)
	if r.returned && !ended {
		require.Equal(t, 1, r.done)
		if len(r.reported) > 0 {
			require.Equal(t, r.reported[len(r.reported)-1], r.shown[len(r.shown)-1], "the last value comes before the result")
		}
		if r.err != nil {
			require.ErrorIs(t, r.err, context.Canceled)
			require.True(t, r.canceled)
		}
	}
}

// The user starts and cancels Tasks, leaves the page and returns, and loses the connection, in any order.
func TestTask_Random(t *testing.T) {
	for seed := range uint64(200) {
		synctest.Test(t, func(t *testing.T) { randomTasks(t, seed) })
	}
}

func randomTasks(t *testing.T, seed uint64) {
	rnd := rand.New(rand.NewPCG(seed, 0))
	var tasks []*randomTask
	v := newDoer()
	v.events = func() live.Events {
		return live.Events{live.On(func(s *live.Socket, _ click) error {
			r := &randomTask{}
			r.start(s, rnd.Uint64())
			tasks = append(tasks, r)
			return nil
		})}
	}
	a := serve(t, &live.Server{Handler: pageMux(factoryOf(v)), ResumeTimeout: time.Hour, EventRate: 1000}, nil)
	p := a.browser().open("/")
	connected, asleep := true, false
	for range 30 {
		switch op := rnd.IntN(6); {
		case op == 0 && connected && !asleep:
			p.sendAndWait("live_test.click")
		case op == 1 && len(tasks) > 0:
			r := tasks[rnd.IntN(len(tasks))]
			r.canceled = true
			r.cancel()
		case op == 2 && connected:
			require.NoError(t, p.Abort())
			connected, asleep = false, false
		case op == 2:
			require.NoError(t, p.resume())
			connected = true
		case op == 3 && connected && asleep:
			require.NoError(t, p.Write(wire.Wake))
			asleep = false
		case op == 3 && connected:
			require.NoError(t, p.Write(wire.Sleep))
			asleep = true
		default:
			time.Sleep(time.Duration(rnd.Int64N(300e6)))
		}
		synctest.Wait()
		for _, r := range tasks {
			r.check(t, false)
		}
	}
	if rnd.IntN(2) == 0 {
		time.Sleep(10 * time.Second)
		synctest.Wait()
		for _, r := range tasks {
			require.True(t, r.returned)
			r.check(t, false)
		}
	}
	if !connected {
		require.NoError(t, p.resume())
	}
	require.NoError(t, p.Write(wire.Bye))
	synctest.Wait()
	for _, r := range tasks {
		shown, done := len(r.shown), r.done
		r.cancel()
		synctest.Wait()
		require.True(t, r.returned)
		require.Equal(t, shown, len(r.shown))
		require.Equal(t, done, r.done)
		r.check(t, true)
	}
	require.Zero(t, live.OpenCount(a.live))
}
