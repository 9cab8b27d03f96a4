package live_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// After a cancel, onDone receives an error that is context.Canceled, and what work has returned.
func TestTask_Cancel(t *testing.T) {
	driverError := errors.New("canceling statement due to user request")
	for name, test := range map[string]struct {
		work taskWork
		want error // besides context.Canceled; nil for none
		text string
	}{
		"context error": {work: untilCanceled, text: "context canceled"},
		"wrapped": {text: "row 7: context canceled", work: func(ctx context.Context, _ func(int)) (string, error) {
			<-ctx.Done()
			return "some", fmt.Errorf("row 7: %w", ctx.Err())
		}},
		"error of a driver": {want: driverError, text: "context canceled: " + driverError.Error(), work: func(ctx context.Context, _ func(int)) (string, error) {
			<-ctx.Done()
			return "some", driverError
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				v := newWorker(test.work)
				_, p := v.open(t)
				p.sendAndWait("live_test.click")
				synctest.Wait()
				require.Empty(t, v.errs)
				v.cancel() // by any goroutine, more than once
				v.cancel()
				synctest.Wait()
				v.cancel()
				require.Len(t, v.errs, 1)
				require.ErrorIs(t, v.errs[0], context.Canceled)
				if test.want != nil {
					require.ErrorIs(t, v.errs[0], test.want)
				}
				require.EqualError(t, v.errs[0], test.text)
				require.Equal(t, "done some", v.get()[len(v.get())-1])
			})
		})
	}
}

// Work that does not look at its context goes on after a cancel, and its result is not hidden.
func TestTask_CancelTooLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newWorker(func(_ context.Context, report func(int)) (string, error) {
			return reports(3, time.Second)(context.Background(), report)
		})
		_, p := v.open(t)
		p.sendAndWait("live_test.click")
		v.cancel()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		require.Equal(t, []string{"1", "2", "3"}, v.get(), "progress is shown for as long as there is some")
		time.Sleep(time.Second)
		synctest.Wait()
		require.Equal(t, []string{"1", "2", "3", "done all"}, v.get())
		require.Equal(t, []error{nil}, v.errs)
	})
}

// A failure that is not caused by a cancel, or by a limit on the time, is not a cancel.
func TestTask_OtherErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		full := errors.New("disk full")
		v := newWorker(func(context.Context, func(int)) (string, error) { return "some", full })
		_, p := v.open(t)
		p.sendAndWait("live_test.click")
		synctest.Wait()
		require.Equal(t, []error{full}, v.errs)
		v.cancel()
		v.work = func(ctx context.Context, _ func(int)) (string, error) {
			ctx, cancel := context.WithTimeout(ctx, time.Minute)
			defer cancel()
			<-ctx.Done()
			return "", ctx.Err()
		}
		p.sendAndWait("live_test.click")
		time.Sleep(time.Minute)
		synctest.Wait()
		require.Equal(t, []error{full, context.DeadlineExceeded}, v.errs)
	})
}

// Work that panics or calls runtime.Goexit ends with an error. The page goes on.
func TestTask_WorkPanics(t *testing.T) {
	for want, work := range map[string]taskWork{
		"live: Task: work panicked: test error":      func(context.Context, func(int)) (string, error) { panic("test error") },
		"live: Task: work called runtime.Goexit":     func(context.Context, func(int)) (string, error) { runtime.Goexit(); return "", nil },
		"live: Task: work panicked: net/http: abort": func(context.Context, func(int)) (string, error) { panic(http.ErrAbortHandler) },
		"live: Task: work panicked: after a cancel": func(ctx context.Context, _ func(int)) (string, error) {
			<-ctx.Done()
			panic("after a cancel")
		},
	} {
		t.Run(want, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				v := newWorker(work)
				a, p := v.open(t)
				p.sendAndWait("live_test.click")
				synctest.Wait()
				v.cancel()
				synctest.Wait()
				require.Len(t, v.errs, 1)
				require.ErrorContains(t, v.errs[0], want)
				require.NotErrorIs(t, v.errs[0], context.Canceled, "it is a mistake of the application")
				if strings.Contains(want, "panicked") {
					require.Contains(t, a.log.String(), "msg=\"live: Task: work panicked\"")
					require.Contains(t, a.log.String(), "task_test.go", "the stack")
					require.Contains(t, a.log.String(), "view=*live_test.worker")
				}
				v.work = reports(1, 0)
				p.sendAndWait("live_test.click")
				synctest.Wait()
				require.NoError(t, v.errs[1])
				require.Zero(t, v.unmounts)
			})
		})
	}
}

// onProgress and onDone are handlers: the user sees an error, and a panic remounts the view.
func TestTask_HandlersFail(t *testing.T) {
	none := func(context.Context, func(int)) (string, error) { return "", nil }
	for _, in := range []string{"onProgress", "onDone"} {
		start := func(s *live.Socket, fail func() error) {
			work, onProgress := taskWork(none), func(*live.Socket, int) error { return nil }
			onDone := func(*live.Socket, string, error) error { return nil }
			if in == "onProgress" {
				work, onProgress = untilCanceled, func(*live.Socket, int) error { return fail() }
			} else {
				onDone = func(*live.Socket, string, error) error { return fail() }
			}
			live.Task(s, work, onProgress, onDone)
		}
		synctest.Test(t, func(t *testing.T) {
			v := newWorker(none)
			p := livetest.Mount(t, func() live.View { return v })
			v.socket.Do(func(s *live.Socket) error { start(s, func() error { return errors.New("disk full") }); return nil })
			require.Equal(t, in+": disk full", p.Settle().Flash(live.FlashError))
		})
		for name, fail := range map[string]func() error{"panic": func() error { panic("test") }, "Goexit": func() error { runtime.Goexit(); return nil }} {
			t.Run(in+" "+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					v := newWorker(none)
					_, p := v.open(t)
					v.socket.Do(func(s *live.Socket) error { start(s, fail); return nil })
					p.requireClose(wire.Remount, wire.Crashed)
					synctest.Wait()
					require.Equal(t, 1, v.unmounts)
					require.Zero(t, live.OpenCount(p.b.app.live))
				})
			})
		}
	}
}

// Values that nothing shows are ignored.
func TestTask_NilFunctions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newWorker(nil)
		_, p := v.open(t)
		renders := 0
		v.socket.Do(func(s *live.Socket) error {
			renders = v.renders
			live.Task(s, reports(3, time.Second), nil, v.done)
			require.PanicsWithValue(t, "live: Task: work or onDone is nil", func() { live.Task(s, taskWork(nil), v.progress, v.done) })
			require.PanicsWithValue(t, "live: Task: work or onDone is nil", func() { live.Task[int, string](s, reports(1, 0), v.progress, nil) })
			require.PanicsWithValue(t, "live: Async.Load: fetch is nil", func() { new(live.Async[int]).Load(s, nil) })
			require.PanicsWithValue(t, "live: Async.LoadProgress: fetch is nil", func() { new(live.Async[int]).LoadProgress(s, nil) })
			return nil
		})
		time.Sleep(5 * time.Second)
		synctest.Wait()
		require.Equal(t, []string{"done all"}, v.get())
		require.LessOrEqual(t, v.renders, renders+2, "for the call of Do, and for the result")
		require.NoError(t, p.Write(wire.Bye))
	})
}
