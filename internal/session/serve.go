package session

import (
	"golang.org/x/time/rate"

	"github.com/lively-go/lively/internal/socket"
)

// Limits are what one connection may send.
type Limits struct {
	EventRate int // per second; more are delayed, not dropped
	Burst     int
}

// resumeQueue is how many events a browser keeps while it is offline; they are not delayed.
const resumeBurst = 200

// Serve reads what the browser sends until the connection is lost. It wants a goroutine of its own, the only one of an idle
// session. heard runs once, when the first message has come: the browser has got what it was told.
func (s *Session) Serve(c *socket.Conn, limits Limits, resumed bool, onFirstMessage func()) {
	burst := limits.Burst
	if resumed {
		burst += resumeBurst
	}
	r := &reader{s: s, c: c, events: rate.NewLimiter(rate.Limit(limits.EventRate), burst), onFirstMessage: onFirstMessage}
	r.read()
}
