package live

import (
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/lively-go/lively/pubsub"
)

// Subscribe calls fn for each message on topic until the view is unmounted or cancel is called. Call
// it in Mount, before reading the data that the messages change. A view that changes its subject
// subscribes to the new topic and cancels the old subscription: fn is not called after cancel, even
// for messages that were waiting. cancel may be called more than once. The view also receives the
// messages that it publishes itself. A value is shared with other sessions and must not be changed.
//
// A publisher never waits for a view: if the session's inbox is full (see [Server.MaxInbox]),
// messages are lost and Reload is called once. Messages between the GET and the join are lost in
// the same way. If the bus itself has lost messages, Reload is called for all subscribed views; if
// there are more than 100 sessions, these calls are spread over 1 ms per session.
//
// An error returned by fn is logged, and the user sees that something went wrong. If fn panics or
// calls [runtime.Goexit], that is logged and the view is remounted, as after a panic of an event
// handler. Subscribe returns an error if the bus cannot subscribe.
func Subscribe[T any](s *Socket, topic pubsub.Topic[T], fn func(*Socket, T) error) (cancel func(), err error) {
	if err := s.misused("Subscribe"); err != nil {
		return nil, err
	}
	inst := s.inst
	if inst.ctx.Err() != nil {
		return nil, errUnmounted
	}
	what := "message on " + topic.Name()
	var cancelled atomic.Bool
	leave, err := topic.Subscribe(inst.ctx, func(d pubsub.Delivery[T]) {
		handle := func() {
			if !cancelled.Load() {
				s.run(what, func() error { return fn(s, *d.Value) })
			}
		}
		switch {
		case d.Lost:
			inst.reportLoss(inst.prog.srv.reloadDelay())
		case d.Value != nil && !inst.prog.ses.Page.Deliver(inst.ifMounted(handle)):
			inst.reportLoss(0)
		}
	})
	if err != nil {
		return nil, fmt.Errorf("live: %w", err)
	}
	return inst.addCleanup(func() { cancelled.Store(true); leave() }).run, nil
}

// reportLoss records that messages were lost, so that Reload is called after delay.
func (inst *instance) reportLoss(delay time.Duration) {
	inst.messagesLost.Store(true) // before ReportLoss, which may start the runner
	inst.prog.ses.Page.ReportLoss(delay)
}

// jitterThreshold is the number of sessions above which their reloads are spread.
const jitterThreshold = 100

// reloadDelay returns a random delay for the reload of one session, so that the sessions do not all
// read from a database at once.
func (srv *Server) reloadDelay() time.Duration {
	n := srv.sessions.Len()
	if n <= jitterThreshold {
		return 0
	}
	return rand.N(time.Duration(n) * time.Millisecond)
}

// ifMounted returns a function that calls fn unless inst has been unmounted.
func (inst *instance) ifMounted(fn func()) func() {
	return func() {
		if inst.mounted {
			fn()
		}
	}
}
