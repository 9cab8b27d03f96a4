package session

import (
	"time"

	"github.com/lively-go/lively/internal/wire"
)

// A task is a unit of work for the runner: an event or a function.
type task struct {
	ref   int                // of the event; 0 if fn is set
	event wire.ClientMessage // a wire.Event; an interface, because converting it would allocate
	fn    func()
}

// Deliver queues a subscription's message. It never blocks. It reports false if the message was
// dropped because no browser has joined yet or the inbox is full; the caller must then record what
// to reload and call ReportLoss.
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

// Do queues a task that no message caused. It never blocks. In an unadopted session the task runs after
// Joined. Do reports false if the session has ended or the inbox is full.
func (s *Session) Do(fn func()) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.state == ended || s.messages >= s.opt.MaxInbox:
		return false
	case s.state == unadopted: // its program may be running in the GET
		s.inbox = append(s.inbox, task{fn: fn})
	default:
		s.enqueue(task{fn: fn})
	}
	s.messages++
	return true
}

// ReportLoss records that messages were lost. After the given delay, Reload is called once, after
// the pending tasks; in an unadopted session it is called after Joined, without a delay.
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

// Post queues a task without a limit. It never blocks. The caller guarantees that at most one is
// pending.
func (s *Session) Post(fn func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != ended {
		s.enqueue(task{fn: fn})
	}
}

// enqueue adds a task to the inbox. mu must be held.
func (s *Session) enqueue(t task) {
	s.inbox = append(s.inbox, t)
	s.startRunner()
}

// startRunner starts the runner if none is running. mu must be held.
func (s *Session) startRunner() {
	if s.running {
		return
	}
	s.running = true
	if !s.callerRuns {
		go s.runAlone()
	}
}
