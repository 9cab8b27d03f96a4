package session

import (
	"time"

	"github.com/lively-go/lively/internal/wire"
)

// A task is one thing for the runner to do: an event, or a function.
type task struct {
	ref   int     // of the event; 0: do holds
	event wire.Up // a wire.Event, as it was read
	do    func()
}

// Deliver queues a message of a subscription. It never blocks. False: the message is lost, because nobody has joined yet or
// the inbox is full. Whoever delivers notes what to reload, then calls Lost.
func (s *Session) Deliver(do func()) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.state == ended:
		return true
	case s.state == parked || s.messages >= s.opt.MaxInbox:
		return false
	}
	s.messages++
	s.put(task{do: do})
	return true
}

// Lost says that messages were lost: Reload will run once, not before so long, after what waits; or after Joined.
func (s *Session) ReportLoss(after time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if after > 0 && s.state != parked {
		time.AfterFunc(after, func() { s.ReportLoss(0) })
		return
	}
	s.lost = true
	if s.state != parked {
		s.wake()
	}
}

// Post queues the result of something of which there is one at a time. It never blocks.
func (s *Session) Post(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != ended {
		s.put(task{do: do})
	}
}

// put needs mu.
func (s *Session) put(t task) {
	s.inbox = append(s.inbox, t)
	s.wake()
}

// wake starts the runner if none runs. It needs mu.
func (s *Session) wake() {
	if s.running {
		return
	}
	s.running = true
	if !s.here {
		go s.Run()
	}
}
