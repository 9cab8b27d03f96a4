package session

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/lively-go/lively/internal/wire"
)

// Run is the runner: it does what waits, renders once, queues one frame, and ends when there is nothing left. Then it writes
// what it has queued: a browser that is slow to take it does not hold the next runner.
func (s *Session) Run() {
	completed := false
	defer func() {
		if !completed && !s.unmounted { // a handler called runtime.Goexit, as a test's FailNow does
			s.crash()
			go s.Run()
		}
	}()
	s.runLoop()
	completed = true
}

func (s *Session) runLoop() {
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
			s.running = false
			s.inboxBuf[0] = task{} // it is done
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
			flushConn.StartWrite() // work may take long
		}

		if !s.runTasks(tasks, callJoined, callReload) {
			s.crash()
			continue
		}
		flushConn = s.flush()
	}
}

// work runs handlers. False: one panicked.
func (s *Session) runTasks(tasks []task, callJoined, callReload bool) bool {
	if callJoined && !s.joined() {
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
			s.End(wire.Remount, wire.Overflow)
		}
	}
	return true
}

// join tells the program that a browser is there.
func (s *Session) joined() bool {
	changed := false
	ok := s.callProgram("Joined", func() { changed = s.prog.Joined() })
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dirty = s.dirty || changed
	return ok
}

// handle runs the handler of one event and notes how it ended.
func (s *Session) handleEvent(t task) bool {
	outcome, reason := wire.Panicked, ""
	event := t.event.(wire.Event)
	name, _, _ := strings.Cut(event.URL, "?") // arguments may be secrets
	ok := s.callProgram(name, func() { outcome, reason = s.prog.Event(t.ref, event) })
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refs.handled = t.ref
	if outcome != Applied {
		s.addEffect(wire.Outcome(t.ref, outcome, reason))
	}
	return ok
}

// safely calls user code. A panic is logged with its stack.
func (s *Session) callProgram(name string, f func()) (ok bool) {
	defer func() {
		if v := recover(); v != nil {
			s.opt.Log.Error("live: handler panicked; the view is mounted anew", "in", name, "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
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

// crash tells the browser how its events ended and to mount anew.
func (s *Session) crash() {
	s.mu.Lock()
	if s.state == attached {
		s.sendFrame(wire.Frame{Acks: s.refs.handled - s.refs.acked, Effects: s.effects})
	}
	conn := s.end()
	s.mu.Unlock()
	closeConn(conn, wire.Remount, wire.Crashed)
}

// finish is the runner's last act.
func (s *Session) unmount() {
	s.unmounted = true
	s.opt.OnEnd(s)
	s.callProgram("Unmount", s.prog.Unmount)
	if s.page.snapshot != nil {
		s.page.snapshot.Release()
	}
}
