package live_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A taskWork is the work of the Task of a worker.
type taskWork func(ctx context.Context, report func(int)) (string, error)

// A worker is a view that starts a Task for each click. It records the calls of onProgress and onDone.
type worker struct {
	doer
	work   taskWork
	cancel func()
	errs   []error       // that onDone has received
	inWork chan struct{} // receives a value when work begins; has a buffer
}

func newWorker(work taskWork) *worker {
	v := &worker{doer: *newDoer(), work: work, inWork: make(chan struct{}, 100)}
	v.mount = func(s *live.Socket) error { v.socket = s; return nil }
	v.joined = nil
	v.events = func() live.Events {
		return live.Events{live.On(func(s *live.Socket, _ click) error { v.start(s); return nil })}
	}
	v.render = func() templ.Component {
		return markup(`<div>`, button("click", click{}), `<p>`, fmt.Sprint(v.get()), `</p></div>`)
	}
	return v
}

func (v *worker) start(s *live.Socket) {
	v.cancel = live.Task(s, func(ctx context.Context, report func(int)) (string, error) {
		v.inWork <- struct{}{}
		return v.work(ctx, report)
	}, v.progress, v.done)
}

func (v *worker) progress(_ *live.Socket, n int) error { v.recorder.add(fmt.Sprint(n)); return nil }

func (v *worker) done(_ *live.Socket, result string, err error) error {
	v.errs = append(v.errs, err)
	v.recorder.add("done " + result)
	return nil
}

// open opens the page of a worker.
func (v *worker) open(t *testing.T) (*app, *page) {
	a := serve(t, &live.Server{Handler: pageMux(factoryOf(v)), ResumeTimeout: time.Hour}, nil)
	return a, a.browser().open("/")
}

// reports returns work that reports numbers at an interval.
func reports(n int, d time.Duration) taskWork {
	return func(ctx context.Context, report func(int)) (string, error) {
		for i := range n {
			report(i + 1)
			select {
			case <-ctx.Done():
				return "", ctx.Err()
			case <-time.After(d):
			}
		}
		return "all", nil
	}
}

// untilCanceled runs until its context ends.
func untilCanceled(ctx context.Context, report func(int)) (string, error) {
	report(1)
	<-ctx.Done()
	return "some", ctx.Err()
}

// The page shows slow progress as it is, and goes on handling events.
func TestTask_ShowsProgressAndResult(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newWorker(reports(3, time.Second))
		p := livetest.Mount(t, func() live.View { return v })
		p.Click(".click")
		require.Equal(t, "[1]", p.Settle().Text("p"), "the first value is shown at once")
		time.Sleep(time.Second)
		require.Equal(t, "[1 2]", p.Settle().Text("p"))
		time.Sleep(2 * time.Second)
		require.Equal(t, "[1 2 3 done all]", p.Settle().Text("p"))
		require.Equal(t, []error{nil}, v.errs)
	})
}

// Of many values, the newest is shown 20 times a second, and the last one before the result.
func TestTask_CoalescesProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newWorker(reports(1000, 999*time.Microsecond)) // for a second
		a, p := v.open(t)
		synctest.Wait()
		before := v.renders
		p.sendAndWait("live_test.click")
		p.readUntil(func() bool { return strings.Contains(p.html(), "done") })
		synctest.Wait()
		got := v.get()
		require.Equal(t, []string{"1", "51", "101", "151"}, got[:4])
		require.Equal(t, []string{"1000", "done all"}, got[len(got)-2:])
		require.Len(t, got, 22, "20 values in a second, and the last one with the result")
		require.LessOrEqual(t, v.renders-before, 23)
		require.Empty(t, a.log.lines("level=ERROR"))
	})
}

// Goroutines that report without a pause neither fill the inbox nor delay events.
func TestTask_FastReports(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newWorker(func(ctx context.Context, report func(int)) (string, error) {
			var group sync.WaitGroup
			for range 4 {
				group.Go(func() {
					for i := range 20_000 {
						report(i)
					}
				})
			}
			group.Wait()
			return "all", nil
		})
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(v)), MaxInbox: 1}, nil)
		p := a.browser().open("/")
		for range 3 {
			p.sendAndWait("live_test.click")
			synctest.Wait()
			require.True(t, v.socket.Do(func(*live.Socket) error { return nil }))
		}
		require.LessOrEqual(t, len(v.get()), 3*3, "the clock of the bubble stands still: for each, the first value, the last and the result")
		require.Equal(t, []error{nil, nil, nil}, v.errs)
		require.Empty(t, a.log.lines("level=WARN"))
	})
}

// While the connection is lost or the page is not shown, work goes on and only the newest value waits. So

// When the view is unmounted, in whatever way, the context ends and nothing is called any more, not even

// onProgress and onDone may use the Socket, start the next Task, and cancel.
func TestTask_HandlersUseSocket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newWorker(reports(3, time.Second))
		runs := 0
		var start func(s *live.Socket) error
		start = func(s *live.Socket) error {
			var cancel func()
			cancel = live.Task(s, untilCanceled,
				func(s *live.Socket, n int) error { cancel(); return s.Push("progress", n) },
				func(s *live.Socket, _ string, err error) error {
					s.Flash(live.FlashInfo, err.Error())
					if runs++; runs < 3 {
						return start(s)
					}
					return nil
				})
			return nil
		}
		v.joined = start
		p := livetest.Mount(t, func() live.View { return v })
		require.Equal(t, 3, runs)
		require.Len(t, p.Settle().Pushed("progress"), 3)
		require.Equal(t, "context canceled", p.Flash(live.FlashInfo))
	})
}
