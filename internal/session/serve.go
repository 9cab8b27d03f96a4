package session

import (
	"errors"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// Limits are what one connection may send.
type Limits struct {
	Events int // per second; more are delayed, not dropped
	Burst  int
}

// resumeQueue is how many events a browser keeps while it is offline; they are not delayed.
const resumeQueue = 200

// patience is how long the goroutine that reads a connection runs the session itself. Most events take less: they cost no
// other goroutine, and no other stack that must grow. What takes longer finds that somebody else reads on, so a slow handler
// stops no ack, no heartbeat and no resume.
const patience = 2 * time.Millisecond

// Serve reads what the browser sends until the connection is lost. It wants a goroutine of its own, the only one of an idle
// session. heard runs once, when the first message has come: the browser has got what it was told.
func (s *Session) Serve(c *socket.Conn, limits Limits, resumed bool, heard func()) {
	burst := limits.Burst
	if resumed {
		burst += resumeQueue
	}
	r := &reader{s: s, c: c, events: rate.NewLimiter(rate.Limit(limits.Events), burst), heard: heard}
	r.read()
}

// A reader is a connection's reading side. One goroutine has it at a time.
type reader struct {
	s      *Session
	c      *socket.Conn
	events *rate.Limiter
	heard  func()

	turn  atomic.Uint64 // even: its owner reads; odd: it runs the session, and may be relieved
	timer *time.Timer
}

func (r *reader) read() {
	for {
		up, err := r.c.Read()
		if err != nil && !errors.Is(err, socket.ErrBad) {
			r.c.Drop()
			r.s.Detach(r.c)
			return
		}
		if r.heard != nil && err == nil {
			r.heard()
			r.heard = nil
		}
		if _, ack := up.(wire.Ack); !ack && !r.events.Allow() {
			time.Sleep(r.events.Reserve().Delay())
		}
		if r.s.Receive(r.c, up) && !r.lead() {
			return
		}
	}
}

// lead runs the session. False: that took longer than patience, and another goroutine reads.
func (r *reader) lead() bool {
	mine := r.turn.Load()
	r.turn.Store(mine + 1)
	if r.timer == nil {
		r.timer = time.AfterFunc(patience, r.relieve)
	} else {
		r.timer.Reset(patience)
	}
	r.s.Run()
	if !r.turn.CompareAndSwap(mine+1, mine) {
		return false
	}
	r.timer.Stop()
	return true
}

// relieve reads on, if the goroutine that should is still running the session.
func (r *reader) relieve() {
	if turn := r.turn.Load(); turn%2 == 1 && r.turn.CompareAndSwap(turn, turn+1) {
		r.read()
	}
}
