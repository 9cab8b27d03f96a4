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
	sc := s.scope
	what := "message on " + topic.Name()
	cancel, err := topic.Subscribe(sc.ctx, func(d pubsub.Delivery[T]) {
		handle := func() { s.do(what, func() error { return fn(s, *d.Value) }) }
		switch {
		case d.Lost:
			sc.lose(sc.prog.srv.spread())
		case d.Value != nil && !sc.prog.ses.Deliver(sc.alive(handle)):
			sc.lose(0)
		}
	})
	if err != nil {
		return fmt.Errorf("live: %w", err)
	}
	sc.ends = append(sc.ends, cancel)
	return nil
}

// lose says that messages were lost; Reload runs not before so long.
func (sc *scope) lose(after time.Duration) {
	sc.lost.Store(true) // first: Lost may start the runner
	sc.prog.ses.ReportLoss(after)
}

// fewPages is how many pages may reload at once when the bus has lost messages, which all pages hear in one moment.
const fewPages = 100

// spread is when one of many pages reloads: a millisecond each, on average half of that, so that the store is not asked for all at once.
func (srv *Server) spread() time.Duration {
	n := srv.sessions.Len()
	if n <= fewPages {
		return 0
	}
	return rand.N(time.Duration(n) * time.Millisecond)
}

// alive is fn unless the scope has been unmounted by the time it runs.
func (sc *scope) alive(fn func()) func() {
	return func() {
		if sc.mounted {
			fn()
		}
	}
}
