package session

import (
	"bytes"
	"strings"

	"github.com/lively-go/lively/internal/wire"
)

// Run is the runner. It runs the queued tasks, renders once, queues one frame, and repeats until
// there is nothing left. It then writes the queued frames; a slow browser does not block the next
// runner. Run must be called once for each call of Receive that returned true.
func (p *Page) Run() {
	completed, isRunner := false, true
	defer func() {
		if completed {
			return
		}
		if v := recover(); v != nil { // not of a handler: callProgram has recovered that
			p.prog.Log().Panic("live: session failed; remounting the view", v)
		}
		if !isRunner {
			p.ses.End(wire.Crashed)
		} else if !p.unmounted { // a handler called runtime.Goexit, e.g. via testing.T.FailNow
			p.ses.crash()
			go p.runAlone()
		}
	}()
	p.runLoop(&isRunner)
	completed = true
}

// runAlone is Run on a goroutine of its own, which nothing waits for.
func (p *Page) runAlone() {
	p.opt.slow.add(p)
	defer p.opt.slow.remove(p)
	p.Run()
}

// runLoop runs until there is nothing left to do or the page has ended. It sets isRunner to false
// when another goroutine may become the runner.
func (p *Page) runLoop(isRunner *bool) {
	var flushConn Conn
	for {
		p.mu.Lock()
		if p.ended {
			p.mu.Unlock()
			p.unmount()
			return
		}
		tasks, callJoined, callReload, output := p.inbox, p.joinPending, p.needReload, p.output
		p.inbox, p.messages, p.joinPending, p.needReload, p.output = nil, 0, false, false, false
		if len(tasks) == 0 && !callJoined && !callReload && !output {
			p.running, *isRunner = false, false
			p.inboxBuf[0] = task{} // release what the last task refers to
			p.inbox = p.inboxBuf[:0]
			p.mu.Unlock()
			if flushConn != nil {
				flushConn.Flush()
			}
			return
		}
		p.mu.Unlock()
		if flushConn != nil {
			flushConn.StartWrite() // the tasks may take long
		}

		changed := len(tasks) > 0 || callReload
		if !p.runTasks(tasks, callJoined, callReload, &changed) {
			p.ses.crash()
			continue
		}
		flushConn = p.ses.flush(changed)
	}
}

// runTasks calls Joined, runs the tasks and calls Reload. It sets changed if the page may have changed. It
// reports false if one of them panicked.
func (p *Page) runTasks(tasks []task, callJoined, callReload bool, changed *bool) bool {
	if callJoined && !p.callProgram("Joined", func() { *changed = p.prog.Joined() || *changed }) {
		return false
	}
	for _, t := range tasks {
		switch {
		case t.fn == nil: // there is no event once the session has ended
			if !p.handleEvent(t.from) {
				return false
			}
		case p.Ended():
			return true
		case !p.callProgram("message", t.fn):
			return false
		}
	}
	if callReload {
		reloaded := true
		if !p.callProgram("Reload", func() { reloaded = p.prog.Reload() }) {
			return false
		}
		if !reloaded {
			p.ses.End(wire.Overflow)
		}
	}
	return true
}

// handleEvent runs the handler of the next event of a session and records its outcome. It reports false if
// the handler panicked.
func (p *Page) handleEvent(s *Session) bool {
	ref, event, ok := s.nextEvent()
	if !ok {
		return true
	}
	outcome, reason := wire.Panicked, ""
	name, _, _ := strings.Cut(event.URL, "?") // the arguments may contain secrets
	ok = p.callProgram(name, func() { outcome, reason = p.prog.Event(ref, event) })
	s.setOutcome(ref, event.Size(), outcome, reason)
	return ok
}

// callProgram calls f, which runs user code. It logs a panic with its stack, and reports false. It
// also logs a call of runtime.Goexit, which then ends the goroutine.
func (p *Page) callProgram(name string, f func()) (ok bool) {
	p.activity.begin(name)
	defer func() {
		p.activity.end()
		if ok {
			return
		}
		if v := recover(); v != nil {
			p.prog.Log().Panic("live: handler panicked; remounting the view", v, "in", name)
		} else {
			p.prog.Log().Panic("live: handler called runtime.Goexit; remounting the view", nil, "in", name)
		}
	}()
	f()
	return true
}

// render renders the page and compares it with its previous version. It reports false if that panicked.
func (p *Page) render() bool {
	return p.callProgram("Render", func() {
		html := buffers.Get().(*bytes.Buffer)
		defer buffers.Put(html)
		html.Reset()
		err := p.prog.Render(html)
		if err == nil {
			err = p.rendering.update(html.Bytes())
		}
		if err != nil {
			p.prog.RenderFailed(err)
		}
	})
}

// unmount releases an ended page. It runs once.
func (p *Page) unmount() {
	p.unmounted = true
	p.opt.OnEnd(p.ses)
	p.callProgram("Unmount", p.prog.Unmount)
	if p.rendering.snapshot != nil {
		p.rendering.snapshot.Release()
	}
}
