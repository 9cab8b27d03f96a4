package session

import (
	"errors"
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

// Serve reads what the browser sends until the connection is lost. It has a goroutine of its own, the only one of an idle
// session. heard runs once, when the first message has come: the browser has got what it was told.
func (s *Session) Serve(c *socket.Conn, limits Limits, resumed bool, heard func()) {
	defer s.Detach(c)
	defer c.Drop()
	events := rate.NewLimiter(rate.Limit(limits.Events), limits.Burst)
	if resumed {
		events = rate.NewLimiter(rate.Limit(limits.Events), limits.Burst+resumeQueue)
	}
	for {
		up, err := c.Read()
		switch {
		case errors.Is(err, socket.ErrBad):
			s.Receive(c, nil)
			continue
		case err != nil:
			return
		}
		if heard != nil {
			heard()
			heard = nil
		}
		if _, ok := up.(wire.Ack); !ok {
			if wait := events.Reserve().Delay(); wait > 0 {
				time.Sleep(wait)
			}
		}
		s.Receive(c, up)
	}
}
