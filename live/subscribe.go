package live

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/lively-go/lively/pubsub"
)

// Subscribe calls fn for each message on topic until the view is unmounted. Call it in Mount,
// before reading the data that the messages change. The view also receives the messages that it
// publishes itself. A value is shared with other sessions and must not be changed.
//
// A publisher never waits for a view: if the session's inbox is full (see [Server.MaxInbox]),
// messages are lost and Reload is called once. Messages between the GET and the join are lost in
// the same way. If the bus itself has lost messages, all subscribed pages reload; if there are more
// than 100 sessions, their reloads are spread over a millisecond per session.
//
// An error of fn is logged, and the user sees that something went wrong. If fn panics or calls
// [runtime.Goexit], that is logged and the view is remounted, as after a panic of an event handler.
// Subscribe returns an error if the bus cannot subscribe.
func Subscribe[T any](s *Socket, topic pubsub.Topic[T], fn func(*Socket, T) error) error {
	inst := s.inst
	what := "message on " + topic.Name()
	cancel, err := topic.Subscribe(inst.ctx, func(d pubsub.Delivery[T]) {
		handle := func() { s.run(what, func() error { return fn(s, *d.Value) }) }
		switch {
		case d.Lost:
			inst.reportLoss(inst.prog.srv.reloadDelay())
		case d.Value != nil && !inst.prog.ses.Deliver(inst.ifMounted(handle)):
			inst.reportLoss(0)
		}
	})
	if err != nil {
		return fmt.Errorf("live: %w", err)
	}
	inst.cleanups = append(inst.cleanups, cancel)
	return nil
}

// reportLoss records that messages were lost. Reload is called after the given delay.
func (inst *instance) reportLoss(after time.Duration) {
	inst.messagesLost.Store(true) // before ReportLoss, which may start the runner
	inst.prog.ses.ReportLoss(after)
}

// jitterThreshold is the number of sessions up to which all reload at once.
const jitterThreshold = 100

// reloadDelay returns a random delay of the reload of one session, so that not all sessions read
// from a database at once.
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
