package live

import "context"

// Task calls work in a new goroutine, and shows its progress and its result. A Task in Mount starts when
// the browser has joined. While it runs, the page handles events; a button may call cancel.
//
// work calls report with values of its progress: with any type, as often as it likes, and from any
// goroutine. report does not block. The page gets the newest value only: onProgress is called as a
// handler of the view at most 20 times a second, and not while the connection is lost or the page is
// not shown. The last value is passed to onProgress before onDone is called. work must not change a value
// that it has passed to report. If onProgress is nil, values are ignored.
//
// onDone is called once, as a handler of the view, when work has returned, with its result and error; while
// the connection is lost, too. If work panics or calls [runtime.Goexit], that is logged, and the error
// says so. An error returned by onProgress or onDone is logged, and the user sees that something went
// wrong. If one of them panics, that is logged and the view is remounted.
//
// The context of work has the values of [Socket.Context]. It is canceled by cancel, and when the view is
// unmounted: then neither onProgress nor onDone is called. For a limit on its time, work calls
// [context.WithTimeout]. work should return soon after its context has ended, because
// [Server.Shutdown] waits for it. If it returns an error after cancel was called, errors.Is(err,
// [context.Canceled]) is true for the error that onDone receives; if it returns nil, cancel was too
// late. If cancel is called before the browser has joined, work is not called, and onDone is. cancel may be
// called by any goroutine, and more than once.
//
// Task does not limit the number of goroutines. A handler that starts one for an event should do nothing
// while the last one runs. For a value that is only loaded, see [Async]. Task panics if work or onDone is nil.
func Task[P, R any](
	s *Socket,
	work func(ctx context.Context, report func(P)) (R, error),
	onProgress func(*Socket, P) error,
	onDone func(*Socket, R, error) error,
) (cancel func()) {
	if s.misused("Task") != nil || s.inst.ctx.Err() != nil {
		return func() {}
	}
	if work == nil || onDone == nil {
		panic("live: Task: work or onDone is nil")
	}
	b := &background[P, R]{inst: s.inst, what: "Task: work", work: work}
	if onProgress != nil {
		b.show = func(v P) { s.run("onProgress", func() error { return onProgress(s, v) }) }
	}
	b.done = func(result R, err error) { s.run("onDone", func() error { return onDone(s, result, err) }) }
	b.start()
	return b.cancel
}
