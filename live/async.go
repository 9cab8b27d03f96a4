package live

import (
	"context"
	"errors"
	"fmt"
)

// An Async holds a value that is loaded in the background. Store it in a field of a view. The zero
// Async is idle; Load starts loading.
type Async[T any] struct {
	value   T
	err     error
	loading bool
	current *int // identifies the current load
	cancel  context.CancelFunc
}

// Load calls fetch in a new goroutine and renders the view again when fetch returns. A Load in
// Mount starts when the browser has joined.
//
// A new Load cancels the context of the previous one, whose result is discarded. The context is
// also canceled when the view is unmounted. The previous value is kept until a new one is loaded.
// If fetch panics or calls [runtime.Goexit], Err returns an error that says so.
func (a *Async[T]) Load(s *Socket, fetch func(context.Context) (T, error)) {
	if s.misused("Async.Load") != nil {
		return
	}
	if a.cancel != nil {
		a.cancel()
	}
	ctx, cancel := context.WithCancel(s.Context())
	id := new(int)
	a.loading, a.err, a.current, a.cancel = true, nil, id, cancel
	inst := s.inst
	start := func() {
		if ctx.Err() == nil {
			go a.run(ctx, cancel, inst, id, fetch)
		}
	}
	if inst.joined {
		start()
	} else {
		inst.deferredLoads = append(inst.deferredLoads, start)
	}
}

// run calls fetch and stores its result, unless another load has been started since.
func (a *Async[T]) run(
	ctx context.Context, cancel context.CancelFunc, inst *instance, id *int, fetch func(context.Context) (T, error),
) {
	defer cancel()
	var value T
	err := errGoexit
	defer func() { // deferred because fetch may call runtime.Goexit, as FailNow of a test does
		inst.prog.ses.Page.Post(inst.ifMounted(func() {
			if a.current != id {
				return
			}
			inst.invalidateMemos()
			a.loading, a.err, a.cancel = false, err, nil
			if err == nil {
				a.value = value
			}
		}))
	}()
	value, err = callFetch(ctx, inst, fetch)
}

var errGoexit = errors.New("live: Async.Load: fetch called runtime.Goexit")

// callFetch calls fetch and returns a panic as an error.
func callFetch[T any](ctx context.Context, inst *instance, fetch func(context.Context) (T, error)) (value T, err error) {
	defer func() {
		if v := recover(); v != nil {
			inst.prog.log.Panic("live: Async.Load: fetch panicked", v, inst.logAttrs()...)
			err = fmt.Errorf("live: Async.Load: fetch panicked: %v", v)
		}
	}()
	return fetch(ctx)
}

// Value returns the result of the last successful load.
func (a *Async[T]) Value() T { return a.value }

// Err returns the error of the last load, or nil while a load is running.
func (a *Async[T]) Err() error { return a.err }

// Loading reports whether a load is running or waits for the browser to join.
func (a *Async[T]) Loading() bool { return a.loading }
