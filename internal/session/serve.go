package session

import (
	"golang.org/x/time/rate"

	"github.com/lively-go/lively/internal/socket"
)

// Limits are the limits on what one connection may send.
type Limits struct {
	EventRate int // events per second; the rest is delayed, not dropped
	Burst     int // events that may exceed the rate
}

// resumeBurst is how many events a client queues while it is offline. They are not delayed after a
// resume.
const resumeBurst = 200

// Serve reads messages from c until the connection is lost. It must run in its own goroutine, the
// only one of an idle session; it may return earlier, when the watchdog has started another
// goroutine that reads. resumed allows the burst of events that follows a resume. onFirstMessage is
// called once, on the first message, which proves that the browser received the previous reply.
func (s *Session) Serve(c *socket.Conn, limits Limits, resumed bool, onFirstMessage func()) {
	burst := limits.Burst
	if resumed {
		burst += resumeBurst
	}
	r := &reader{s: s, c: c, events: rate.NewLimiter(rate.Limit(limits.EventRate), burst), onFirstMessage: onFirstMessage}
	r.read()
}
