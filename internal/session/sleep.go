package session

import (
	"cmp"
	"time"

	"github.com/lively-go/lively/internal/wire"
)

// Asleep reports whether the page is not shown.
func (s *Session) Asleep() bool {
	s.mu.Lock()
	defer s.unlock()
	return s.asleep
}

// sleep records that the page is not shown. Until it is shown again, events are acknowledged, but nothing is
// rendered, effects wait, and ticks are combined. mu must be held.
func (s *Session) sleep() {
	if s.asleep {
		return
	}
	s.setAsleep(true)
	if s.draining {
		return
	}
	timeout := cmp.Or(s.opt.SleepTimeout, s.opt.ResumeTimeout)
	if s.EndsAsleep {
		timeout = 0
	}
	var timer *time.Timer
	timer = time.AfterFunc(timeout, func() {
		s.mu.Lock()
		var conn Conn
		if s.endTimer == timer {
			conn = s.end(wire.Gone)
		}
		s.unlock()
		closeConn(conn, wire.Gone)
	})
	s.endTimer = timer
	s.setIdle(true)
}

// wake records that the page is shown again, or still, because the client has not left it. mu must be held.
func (s *Session) wake() {
	s.requests.back = true
	if !s.asleep {
		return
	}
	if s.endTimer != nil && !s.draining {
		s.endTimer.Stop()
		s.endTimer = nil
	}
	s.setIdle(false)
	s.setAsleep(false)
}

// setAsleep sets asleep of the session and, after mu was released, of its nested sessions. mu must be held.
func (s *Session) setAsleep(asleep bool) {
	s.asleep = asleep
	s.Page.attached.Store(!asleep && s.state == attached)
	if !asleep {
		s.requests.resume, s.requests.output = true, true
	}
	for _, c := range s.children {
		s.later(func() {
			c.mu.Lock()
			defer c.unlock()
			if c.state == attached || c.state == detached {
				c.setAsleep(asleep)
			}
		})
	}
}
