package session

import (
	"time"

	"github.com/lively-go/lively/internal/wire"
)

// A task is one thing for the runner to do: an event, or a function.
type task struct {
	ref   int                // of the event; 0: do holds
	event wire.ClientMessage // a wire.Event, as it was read
	fn    func()
}

// Deliver queues a message of a subscription. It never blocks. False: the message is lost, because nobody has joined yet or
// the inbox is full. Whoever delivers notes what to reload, then calls Lost.
func (s *Session) Deliver(fn func()) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.state == ended:
		return true
	case s.state == unadopted || s.messages >= s.opt.MaxInbox:
		return false
	}
	s.messages++
	s.enqueue(task{fn: fn})
	return true
}

// Lost says that messages were lost: Reload will run once, not before so long, after what waits; or after Joined.
func (s *Session) ReportLoss(delay time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if delay > 0 && s.state != unadopted {
		time.AfterFunc(delay, func() { s.ReportLoss(0) })
		return
	}
	s.needReload = true
	if s.state != unadopted {
		s.startRunner()
	}
}

// Post queues the result of something of which there is one at a time. It never blocks.
func (s *Session) Post(fn func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != ended {
		s.enqueue(task{fn: fn})
	}
}

// put needs mu.
func (s *Session) enqueue(t task) {
	s.inbox = append(s.inbox, t)
	s.startRunner()
}

// wake starts the runner if none runs. It needs mu.
func (s *Session) startRunner() {
	if s.running {
		return
	}
	s.running = true
	if !s.callerRuns {
		go s.Run()
	}
}
