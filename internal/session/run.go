package session

import (
	"strings"

	"github.com/lively-go/lively/internal/wire"
)

// Run is the runner. It runs the queued tasks, renders once, queues one frame, and repeats until
// there is nothing left. It then writes the queued frames; a slow browser does not block the next
// runner. Run must be called once for each call of Receive that returned true.
func (s *Session) Run() {
	completed, isRunner := false, true
	defer func() {
		if completed {
			return
		}
		if v := recover(); v != nil { // not of a handler: callProgram has recovered that
			s.prog.Log().Panic("live: session failed; remounting the view", v)
		}
		if !isRunner {
			s.End(wire.Crashed)
		} else if !s.unmounted { // a handler called runtime.Goexit, e.g. via testing.T.FailNow
			s.crash()
			go s.runAlone()
		}
	}()
	s.runLoop(&isRunner)
	completed = true
}

// runAlone is Run on a goroutine of its own, which nothing waits for.
func (s *Session) runAlone() {
	s.opt.slow.add(s)
	defer s.opt.slow.remove(s)
	s.Run()
}

// runLoop runs until there is nothing left to do or the session has ended. It sets isRunner to false
// when another goroutine may become the runner.
func (s *Session) runLoop(isRunner *bool) {
	var flushConn Conn
	for {
		s.mu.Lock()
		if s.state == ended {
			s.mu.Unlock()
			s.unmount()
			return
		}
		tasks, callJoined, callReload := s.inbox, s.joinPending, s.needReload
		s.inbox, s.messages, s.joinPending, s.needReload = nil, 0, false, false
		haveWork := len(tasks) > 0 || callJoined || callReload
		if !haveWork && !s.hasOutput() {
			s.running, *isRunner = false, false
			s.inboxBuf[0] = task{} // release what the last task refers to
			s.inbox = s.inboxBuf[:0]
			s.mu.Unlock()
			if flushConn != nil {
				flushConn.Flush()
			}
			return
		}
		s.dirty = s.dirty || len(tasks) > 0 || callReload
		s.mu.Unlock()
		if flushConn != nil {
			flushConn.StartWrite() // the tasks may take long
		}

		if !s.runTasks(tasks, callJoined, callReload) {
			s.crash()
			continue
		}
		flushConn = s.flush()
	}
}

// runTasks calls Joined, runs the tasks and calls Reload. It reports false if one of them panicked.
func (s *Session) runTasks(tasks []task, callJoined, callReload bool) bool {
	if callJoined && !s.runJoined() {
		return false
	}
	for _, t := range tasks {
		if s.hasEnded() {
			return true
		}
		if t.fn != nil {
			if !s.callProgram("message", t.fn) {
				return false
			}
		} else if !s.handleEvent(t) {
			return false
		}
	}
	if callReload {
		reloaded := true
		if !s.callProgram("Reload", func() { reloaded = s.prog.Reload() }) {
			return false
		}
		if !reloaded {
			s.End(wire.Overflow)
		}
	}
	return true
}

// runJoined calls the program's Joined. It reports false if that panicked.
func (s *Session) runJoined() bool {
	changed := false
	ok := s.callProgram("Joined", func() { changed = s.prog.Joined() })
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dirty = s.dirty || changed
	return ok
}

// handleEvent runs the handler of an event and records its outcome. It reports false if the handler
// panicked.
func (s *Session) handleEvent(t task) bool {
	outcome, reason := wire.Panicked, ""
	event := t.event.(wire.Event)
	name, _, _ := strings.Cut(event.URL, "?") // the arguments may contain secrets
	ok := s.callProgram(name, func() { outcome, reason = s.prog.Event(t.ref, event) })
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refs.handled = t.ref
	s.eventBytes -= event.Size()
	if outcome != Applied {
		s.addEffect(wire.Outcome(t.ref, outcome, reason))
	}
	return ok
}

// callProgram calls f, which runs user code. It logs a panic with its stack, and reports false. It
// also logs a call of runtime.Goexit, which then ends the goroutine.
func (s *Session) callProgram(name string, f func()) (ok bool) {
	s.activity.begin(name)
	defer func() {
		s.activity.end()
		if ok {
			return
		}
		if v := recover(); v != nil {
			s.prog.Log().Panic("live: handler panicked; remounting the view", v, "in", name)
		} else {
			s.prog.Log().Panic("live: handler called runtime.Goexit; remounting the view", nil, "in", name)
		}
	}()
	f()
	return true
}

func (s *Session) hasEnded() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state == ended
}

// crash acknowledges the handled events with their outcomes, and ends the session so that the
// client remounts the page.
func (s *Session) crash() {
	s.mu.Lock()
	if s.state == attached {
		s.sendFrame(wire.Frame{Acks: s.refs.handled - s.refs.acked, Effects: s.effects})
	}
	conn := s.end()
	s.mu.Unlock()
	closeConn(conn, wire.Crashed)
}

// unmount releases an ended session. It runs once.
func (s *Session) unmount() {
	s.unmounted = true
	s.opt.OnEnd(s)
	s.callProgram("Unmount", s.prog.Unmount)
	if s.page.snapshot != nil {
		s.page.snapshot.Release()
	}
}
