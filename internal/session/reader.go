package session

import (
	"errors"
	"time"

	"golang.org/x/time/rate"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// tokenBatch is how many tokens a reader takes from its rate limiter at once, to avoid reading the
// clock for every event.
const tokenBatch = 8

// A reader reads from a connection. At most one goroutine uses it at a time.
type reader struct {
	s              *Session
	c              *socket.Conn
	events         *rate.Limiter
	onFirstMessage func()

	tokens int // taken from events and not used

	// Guarded by the watchdog's mu.
	generation uint64 // 0 if the reader is not running its session
	startTick  uint64 // the watchdog's ticks when the reader began to run its session
	index      int    // in watchdog.running
	abandoned  bool   // the goroutine that ran the session has ended
}

// read reads messages until the connection is lost, or until another goroutine has taken over
// reading.
func (r *reader) read() {
	defer r.recoverPanic()
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

// recoverPanic ends the session if reading or handling a message has panicked, so that only this page
// is lost. It must be deferred.
func (r *reader) recoverPanic() {
	v := recover()
	if v == nil {
		return
	}
	r.c.Abort()
	r.s.Page.prog.Log().Panic("live: handling a message panicked; the session ends", v)
	r.s.End(wire.Lost)
}

// delay sleeps if the client exceeds its rate limit.
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

// runInline runs the session on the reading goroutine. It reports false if that took so long that
// another goroutine has taken over reading.
func (r *reader) runInline() bool {
	completed := false
	generation := r.s.opt.watchdog.start(r)
	defer func() {
		if !completed { // a handler called runtime.Goexit: the watchdog starts another goroutine that reads
			r.s.opt.watchdog.abandon(r, generation)
		}
	}()
	r.s.Page.Run()
	completed = true
	if r.s.opt.watchdog.stop(r, generation) {
		return true
	}
	r.s.opt.slow.remove(r.s.Page)
	return false
}
