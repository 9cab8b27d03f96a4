package session

import (
	"errors"
	"time"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
	"golang.org/x/time/rate"
)

// share is how many events a reader takes from its allowance at once: asking for each would ask the clock for each.
const tokenBatch = 8

// A reader is a connection's reading side. One goroutine has it at a time.
type reader struct {
	s              *Session
	c              *socket.Conn
	events         *rate.Limiter
	onFirstMessage func()

	tokens int // of the share of events

	// The watch's.
	generation uint64 // 0: not running the session
	startTick  uint64 // tick
	index      int
}

func (r *reader) read() {
	for {
		msg, err := r.c.Read()
		if err != nil && !errors.Is(err, socket.ErrMalformed) {
			r.c.Abort()
			r.s.Detach(r.c)
			return
		}
		if r.onFirstMessage != nil && err == nil {
			r.onFirstMessage()
			r.onFirstMessage = nil
		}
		if _, ack := msg.(wire.Ack); !ack {
			r.delay()
		}
		if r.s.Receive(r.c, msg) && !r.runInline() {
			return
		}
	}
}

// delay waits if the browser sends too much.
func (r *reader) delay() {
	switch {
	case r.tokens > 0:
		r.tokens--
	case r.events.AllowN(time.Now(), tokenBatch):
		r.tokens = tokenBatch - 1
	case !r.events.Allow():
		time.Sleep(r.events.Reserve().Delay())
	}
}

// lead runs the session. False: that took longer than patience, and another goroutine reads.
func (r *reader) runInline() bool {
	generation := r.s.opt.watchdog.start(r)
	r.s.Run()
	return r.s.opt.watchdog.stop(r, generation)
}
