package session

import (
	crand "crypto/rand"
	"math/rand/v2"
	"time"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// recheckTimeout is how long a client may take to reply to a recheck. It sends a GET for it.
const recheckTimeout = 30 * time.Second

// A recheck is the periodic check of an attached session. A session starts another one for each
// connection.
type recheck struct {
	timer *time.Timer
	nonce string // of the request that the client has not answered; "" if there is none
}

// startRecheck starts the periodic check. mu must be held, as for the functions below. The first
// check is up to half an interval earlier, so that sessions that joined at the same time, after a
// restart, are not checked at the same time.
func (s *Session) startRecheck() {
	s.stopRecheck()
	if s.opt.RecheckInterval <= 0 {
		return
	}
	c := &recheck{}
	s.recheck = c
	c.timer = time.AfterFunc(s.opt.RecheckInterval-rand.N(s.opt.RecheckInterval/2+1), func() { s.runRecheck(c) })
}

func (s *Session) stopRecheck() {
	if s.recheck != nil {
		s.recheck.timer.Stop()
		s.recheck = nil
	}
}

// runRecheck asks the client for a seal. If it has not answered the last request, runRecheck detaches
// the session, so that the client must resume through the middleware. It is called by the timer.
func (s *Session) runRecheck(c *recheck) {
	s.mu.Lock()
	defer s.unlock()
	switch {
	case s.recheck != c || s.draining: // a draining session ends soon
	case s.RecheckedByPage && s.conn.HasPageFor(s):
		c.timer.Reset(s.opt.RecheckInterval)
	case c.nonce == "":
		c.nonce = crand.Text()
		s.conn.Send(socket.Message{Data: wire.RecheckRequest{Nonce: c.nonce}.Append(nil)})
		c.timer.Reset(recheckTimeout)
	default:
		conn := s.conn
		s.detach()
		conn.Close(wire.Unchecked)
	}
}

// handleRecheckReply returns a reason other than Lost if the reply ends the session.
func (s *Session) handleRecheckReply(seal string) wire.Reason {
	c := s.recheck
	switch {
	case c == nil || c.nonce == "": // there was no request
		return wire.Malformed
	case seal == "":
		return wire.NotLive
	case !s.opt.CheckSeal(s, c.nonce, seal):
		return wire.Identity
	}
	c.nonce = ""
	c.timer.Reset(s.opt.RecheckInterval)
	return wire.Lost
}
