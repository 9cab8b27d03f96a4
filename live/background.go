package live

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/lively-go/lively/internal/pagelog"
	"github.com/lively-go/lively/internal/session"
)

// progressInterval is the least time between two values that are passed to show: more would not be seen.
const progressInterval = 50 * time.Millisecond

// A background is a call of a function in a goroutine of its own, for Task and Async. Its context ends
// with the view.
type background[P, R any] struct {
	inst *instance
	what string // what work is, for errors
	work func(ctx context.Context, report func(P)) (R, error)
	show func(P)        // called by the runner with the newest value of report; nil if values are ignored
	done func(R, error) // called by the runner when work has returned, unless the view is unmounted

	ctx    context.Context
	cancel context.CancelFunc

	mu       sync.Mutex // guards the fields below; may be held when the page's is locked
	newest   P          // the last value of report
	unshown  bool       // newest was not passed to show
	next     time.Time  // when show may be called again
	pending  *session.Ticker
	returned bool
}

// start calls work, or lets the join do so.
func (b *background[P, R]) start() {
	b.ctx, b.cancel = context.WithCancel(b.inst.ctx)
	if b.inst.joined {
		b.launch()
	} else {
		b.inst.deferredLoads = append(b.inst.deferredLoads, b.launch)
	}
}

// launch starts the goroutine. If b was canceled before the join, it only ends b.
func (b *background[P, R]) launch() {
	if b.ctx.Err() != nil {
		var zero R
		b.finish(zero, context.Canceled)
		return
	}
	b.inst.prog.srv.workStarted()
	go b.run()
}

func (b *background[P, R]) run() {
	defer b.inst.prog.srv.workEnded()
	var result R
	var err error
	returned := false
	defer func() { // work may call runtime.Goexit, as FailNow of a test does
		if !returned {
			b.inst.prog.log.Panic("live: "+b.what+" called runtime.Goexit", nil, b.inst.logAttrs("in", b.what)...)
			err = pagelog.Reported(fmt.Errorf("live: %s called runtime.Goexit", b.what))
		}
		b.finish(result, err)
	}()
	result, err = b.call()
	returned = true
}

// call calls work and returns a panic as an error.
func (b *background[P, R]) call() (result R, err error) {
	defer func() {
		if v := recover(); v != nil {
			b.inst.prog.log.Panic("live: "+b.what+" panicked", v, b.inst.logAttrs("in", b.what)...)
			err = pagelog.Reported(fmt.Errorf("live: %s panicked: %v", b.what, v))
		}
	}()
	result, err = b.work(b.ctx, b.report)
	if err != nil && b.ctx.Err() != nil && !errors.Is(err, context.Canceled) {
		err = fmt.Errorf("%w: %w", context.Canceled, err) // drivers of databases have errors of their own
	}
	return result, err
}

// finish queues the call of done.
func (b *background[P, R]) finish(result R, err error) {
	b.mu.Lock()
	b.returned = true
	if b.pending != nil {
		b.pending.Stop()
	}
	b.mu.Unlock()
	b.cancel()
	b.inst.prog.ses.Page.Post(b.inst.ifMounted(func() {
		b.showNewest()
		b.done(result, err)
	}))
}

// report is passed to work. It never blocks for long, and may be called by any goroutine.
func (b *background[P, R]) report(v P) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.returned || b.show == nil || b.inst.ctx.Err() != nil {
		return
	}
	b.newest, b.unshown = v, true
	if b.pending == nil {
		show := b.inst.ifMounted(b.showNewest)
		// A ticker, because it waits while the page is not shown.
		b.pending = b.inst.prog.ses.Page.After(time.Until(b.next), func(time.Time) { show() })
	}
}

// showNewest passes the newest value to show, unless that was done.
func (b *background[P, R]) showNewest() {
	b.mu.Lock()
	v, unshown := b.newest, b.unshown
	var zero P
	b.newest, b.unshown, b.pending, b.next = zero, false, nil, time.Now().Add(progressInterval)
	b.mu.Unlock()
	if unshown {
		b.show(v)
	}
}
