package live

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
)

// Async is a value that takes a while to get. The zero Async is idle; Load starts. It belongs in a field of a view.
type Async[T any] struct {
	value   T
	err     error
	loading bool
	current *int // identifies the load that counts
	cancel  context.CancelFunc
}

// Load calls fetch on a goroutine of its own and renders the view when it returns. It supersedes a Load before it, whose
// context ends; the context also ends with the view. In Mount it starts when the browser has joined. The last value stays until the
// new one is there. A panic in fetch is an error, and so is runtime.Goexit.
func (a *Async[T]) Load(s *Socket, fetch func(context.Context) (T, error)) {
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

func (a *Async[T]) run(ctx context.Context, cancel context.CancelFunc, inst *instance, id *int, fetch func(context.Context) (T, error)) {
	defer cancel()
	var value T
	err := errGoexit
	defer func() { // also when fetch called runtime.Goexit, as a test's FailNow does
		inst.prog.ses.Post(inst.ifMounted(func() {
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

var errGoexit = errors.New("live: load ended its goroutine")

func callFetch[T any](ctx context.Context, inst *instance, fetch func(context.Context) (T, error)) (value T, err error) {
	defer func() {
		if v := recover(); v != nil {
			inst.socket.log().Error("live: Async.Load panicked", "view", fmt.Sprintf("%T", inst.view), "panic", v, "stack", string(debug.Stack()))
			err = fmt.Errorf("live: load panicked: %v", v)
		}
	}()
	return fetch(ctx)
}

// Value is what the last load that ended well returned.
func (a *Async[T]) Value() T { return a.value }

// Err is why the last load failed, nil while one runs.
func (a *Async[T]) Err() error { return a.err }

// Loading says whether a load runs, or waits for the join.
func (a *Async[T]) Loading() bool { return a.loading }
