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
	whole := false
	defer func() {
		if !whole && !s.finished { // a handler called runtime.Goexit, as a test's FailNow does
			s.crash()
			go s.Run()
		}
	}()
	s.loop()
	whole = true
}

func (s *Session) loop() {
	var queued Conn
	for {
		s.mu.Lock()
		if s.state == ended {
			s.mu.Unlock()
			s.finish()
			return
		}
		tasks, joined, lost := s.inbox, s.joining, s.lost
		s.inbox, s.messages, s.joining, s.lost = nil, 0, false, false
		work := len(tasks) > 0 || joined || lost
		if !work && !s.due() {
			s.running = false
			s.one[0] = task{} // it is done
			s.inbox = s.one[:0]
			s.mu.Unlock()
			if queued != nil {
				queued.Flush()
			}
			return
		}
		s.dirty = s.dirty || len(tasks) > 0 || lost
		s.mu.Unlock()
		if queued != nil {
			queued.StartWrite() // work may take long
		}

		if !s.work(tasks, joined, lost) {
			s.crash()
			continue
		}
		queued = s.flush()
	}
}

// work runs handlers. False: one panicked.
func (s *Session) work(tasks []task, joined, lost bool) bool {
	if joined && !s.join() {
		return false
	}
	for _, t := range tasks {
		if s.over() {
			return true
		}
		if t.do != nil {
			if !s.safely("message", t.do) {
				return false
			}
		} else if !s.handle(t) {
			return false
		}
	}
	if lost {
		whole := true
		if !s.safely("Reload", func() { whole = s.prog.Reload() }) {
			return false
		}
		if !whole {
			s.End(wire.Remount, wire.Overflow)
		}
	}
	return true
}

// join tells the program that a browser is there.
func (s *Session) join() bool {
	changed := false
	ok := s.safely("Joined", func() { changed = s.prog.Joined() })
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dirty = s.dirty || changed
	return ok
}

// handle runs the handler of one event and notes how it ended.
func (s *Session) handle(t task) bool {
	outcome, why := wire.Panicked, ""
	event := t.event.(wire.Event)
	name, _, _ := strings.Cut(event.URL, "?") // arguments may be secrets
	ok := s.safely(name, func() { outcome, why = s.prog.Event(t.ref, event) })
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refs.done = t.ref
	if outcome != Applied {
		s.effect(wire.Outcome(t.ref, outcome, why))
	}
	return ok
}

// safely calls user code. A panic is logged with its stack.
func (s *Session) safely(what string, do func()) (ok bool) {
	defer func() {
		if v := recover(); v != nil {
			s.opt.Log.Error("live: handler panicked; the view is mounted anew", "in", what, "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
		}
	}()
	do()
	return true
}

func (s *Session) over() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state == ended
}

// crash tells the browser how its events ended and to mount anew.
func (s *Session) crash() {
	s.mu.Lock()
	if s.state == attached {
		s.send(wire.Frame{Refs: s.refs.done - s.refs.told, Effects: s.effects})
	}
	link := s.end()
	s.mu.Unlock()
	hangUp(link, wire.Remount, wire.Crashed)
}

// finish is the runner's last act.
func (s *Session) finish() {
	s.finished = true
	s.opt.OnEnd(s)
	s.safely("Unmount", s.prog.Unmount)
	if s.pic.snap != nil {
		s.pic.snap.Release()
	}
}
