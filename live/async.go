package live

import (
	"context"
	"errors"
)

// An Async holds a value that is loaded in the background. Store it in a field of a view. The zero
// Async is idle; Load starts loading. Its methods must be called only within the methods and handlers of
// the view.
type Async[T any] struct {
	value   T
	err     error
	loading bool
	current *background[T, T] // the load that is running or waits for the browser to join
	cleanup *cleanup          // of current
	again   func(*Socket)     // repeats the last load; nil before the first
}

// Load calls fetch in a new goroutine and renders the view again when fetch returns. A Load in
// Mount starts when the browser has joined.
//
// A new Load cancels the context of the previous one, whose result is discarded. The context is
// also canceled when the view is unmounted. The previous value is kept until a new one is loaded.
// If fetch panics or calls [runtime.Goexit], that is logged and Err returns an error that says so. For a
// limit on its time, fetch calls [context.WithTimeout]. It should return soon after its context has ended,
// because [Server.Shutdown] waits for it. Load panics if fetch is nil.
func (a *Async[T]) Load(s *Socket, fetch func(context.Context) (T, error)) {
	if s.misused("Async.Load") != nil {
		return
	}
	if fetch == nil {
		panic("live: Async.Load: fetch is nil")
	}
	a.load(s, "Async.Load: fetch", func(ctx context.Context, _ func(T)) (T, error) { return fetch(ctx) })
}

// LoadProgress is like Load, but while fetch runs, Value returns the values that it has passed to report,
// for example the part that is loaded already. The view is rendered for the newest of them at most 20
// times a second, and not while the connection is lost or the page is not shown. If fetch returns an error,
// the last of them is kept. report does not block, and may be called by any goroutine. fetch must not
// change a value that it has passed to report.
func (a *Async[T]) LoadProgress(s *Socket, fetch func(ctx context.Context, report func(T)) (T, error)) {
	if s.misused("Async.LoadProgress") != nil {
		return
	}
	if fetch == nil {
		panic("live: Async.LoadProgress: fetch is nil")
	}
	a.load(s, "Async.LoadProgress: fetch", fetch)
}

// Retry repeats the last load, unless it is still running: a button for the case that Err returns an error
// calls it. It does nothing if nothing was loaded.
func (a *Async[T]) Retry(s *Socket) {
	if s.misused("Async.Retry") == nil && a.again != nil && !a.loading {
		a.again(s)
	}
}

// Cancel cancels the context of the load that is running, and discards its result. Err returns
// [context.Canceled] then, and Value the previous value. Cancel does nothing if no load is running.
func (a *Async[T]) Cancel() {
	if a.current != nil && a.current.inst.socket.misused("Async.Cancel") == nil {
		a.end(context.Canceled)
	}
}

// load starts a load. what is what fetch is, for errors.
func (a *Async[T]) load(s *Socket, what string, fetch func(context.Context, func(T)) (T, error)) {
	a.again = func(s *Socket) { a.load(s, what, fetch) }
	inst := s.inst
	if inst.ctx.Err() != nil {
		return
	}
	if a.current != nil {
		a.end(nil)
	}
	b := &background[T, T]{inst: inst, what: what, work: fetch}
	b.show = func(v T) {
		if a.current == b {
			inst.invalidateMemos()
			a.value = v
		}
	}
	b.done = func(v T, err error) {
		if a.current != b {
			return
		}
		inst.invalidateMemos()
		if a.end(err); err == nil {
			a.value = v
		} else if !errors.Is(err, context.Canceled) {
			inst.prog.log.Report(err, inst.logAttrs("in", what)...)
		}
	}
	a.loading, a.err, a.current = true, nil, b
	a.cleanup = inst.addCleanup(func() { a.end(context.Canceled) }) // the view may be mounted again
	b.start()
}

// end ends the current load with an error or nil.
func (a *Async[T]) end(err error) {
	a.cleanup.remove()
	a.current.cancel()
	a.loading, a.err, a.current, a.cleanup = false, err, nil, nil
}

// Value returns the result of the last successful load or, if LoadProgress was called since, the last value
// that its function has reported.
func (a *Async[T]) Value() T { return a.value }

// Err returns the error of the last load, or nil while a load is running.
func (a *Async[T]) Err() error { return a.err }

// Loading reports whether a load is running or waits for the browser to join.
func (a *Async[T]) Loading() bool { return a.loading }
