package session

import (
	"errors"
	"time"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
	"golang.org/x/time/rate"
)

// share is how many events a reader takes from its allowance at once: asking for each would ask the clock for each.
const share = 8

// A reader is a connection's reading side. One goroutine has it at a time.
type reader struct {
	s      *Session
	c      *socket.Conn
	events *rate.Limiter
	heard  func()

	left int // of the share of events

	// The watch's.
	turn  uint64 // 0: not running the session
	since uint64 // tick
	seat  int
}

func (r *reader) read() {
	for {
		up, err := r.c.Read()
		if err != nil && !errors.Is(err, socket.ErrMalformed) {
			r.c.Abort()
			r.s.Detach(r.c)
			return
		}
		if r.heard != nil && err == nil {
			r.heard()
			r.heard = nil
		}
		if _, ack := up.(wire.Ack); !ack {
			r.delay()
		}
		if r.s.Receive(r.c, up) && !r.lead() {
			return
		}
	}
}

// delay waits if the browser sends too much.
func (r *reader) delay() {
	switch {
	case r.left > 0:
		r.left--
	case r.events.AllowN(time.Now(), share):
		r.left = share - 1
	case !r.events.Allow():
		time.Sleep(r.events.Reserve().Delay())
	}
}

// lead runs the session. False: that took longer than patience, and another goroutine reads.
func (r *reader) lead() bool {
	turn := r.s.opt.watch.enter(r)
	r.s.Run()
	return r.s.opt.watch.leave(r, turn)
}
