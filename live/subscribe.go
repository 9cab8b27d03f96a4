package live

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/lively-go/lively/pubsub"
)

// Subscribe calls fn in the session for each message on topic, until the view is unmounted. It never slows a publisher: when
// the view's inbox is full (Server.MaxInbox), messages are lost and Reload runs once. A message that comes between the GET and the join is
// lost in the same way, so read the data after subscribing. When the bus itself has lost something, more than 100 pages reload one after the
// other, within a millisecond each. A view hears its own messages. Values are shared with other
// sessions: read them only.
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

// lose says that messages were lost; Reload runs not before so long.
func (inst *instance) reportLoss(after time.Duration) {
	inst.messagesLost.Store(true) // first: Lost may start the runner
	inst.prog.ses.ReportLoss(after)
}

// fewPages is how many pages may reload at once when the bus has lost messages, which all pages hear in one moment.
const jitterThreshold = 100

// spread is when one of many pages reloads: a millisecond each, on average half of that, so that the store is not asked for all at once.
func (srv *Server) reloadDelay() time.Duration {
	n := srv.sessions.Len()
	if n <= jitterThreshold {
		return 0
	}
	return rand.N(time.Duration(n) * time.Millisecond)
}

// alive is fn unless the scope has been unmounted by the time it runs.
func (inst *instance) ifMounted(fn func()) func() {
	return func() {
		if inst.mounted {
			fn()
		}
	}
}
