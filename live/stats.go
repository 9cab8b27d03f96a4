package live

import (
	"sync/atomic"

	"github.com/lively-go/lively/internal/socket"
)

// Stats is a snapshot of a server's counters, for monitoring. Counters of type uint64 only increase.
type Stats struct {
	// Attached, Detached and Unadopted count pages and sticky views, each once. Nested views belong to
	// their page, with which they are joined and resumed, and are not counted. Neither are they by the
	// counters of joins and resumes.
	Attached  int // with a connection
	Detached  int // whose connection is lost, kept for a resume, or that sleep because the browser shows another page
	Unadopted int // that were rendered, and that no browser has joined yet

	// Sessions is the number of sessions that count for [Server.MaxSessions]: of pages, sticky views and
	// nested views, attached or detached, and of those that are joining, or have ended and whose handler
	// is still running.
	Sessions int

	Adopted   uint64 // joins that adopted the view that had been rendered
	Remounted uint64 // joins that mounted another view
	Resumed   uint64 // resumes

	// Elsewhere counts joins and resumes that belong to another node, or whose token was
	// signed with another Secret. Joins of this kind are also counted by Remounted, unless they were
	// refused.
	Elsewhere uint64

	// Refused counts WebSockets, joins and resumes that the server did not accept, because of a limit,
	// their origin, the application's handlers, or a shutdown. It does not include resumes that
	// Elsewhere counts.
	Refused uint64

	BytesSent     uint64 // of messages over WebSockets, of all sessions, before compression
	BytesReceived uint64 // likewise
}

// counters are the counters behind Stats.
type counters struct {
	adopted, remounted, resumed, elsewhere, refused atomic.Uint64

	traffic socket.Traffic

	// adoptable counts joins with a token that could have been adopted, were it not for the node or
	// the secret; foreign counts those that could not.
	adoptable, foreign atomic.Uint64
	warned             atomic.Bool
}

// Stats returns a snapshot of the server's counters. It may be called by any goroutine, at any time.
func (srv *Server) Stats() Stats {
	srv.init()
	c := &srv.counters
	detached := srv.detached.Len()
	return Stats{
		Attached:  max(0, srv.sessions.Len()-detached),
		Detached:  detached,
		Unadopted: srv.unadopted.Len(),
		Sessions:  srv.places.Held(),
		Adopted:   c.adopted.Load(), Remounted: c.remounted.Load(), Resumed: c.resumed.Load(),
		Elsewhere: c.elsewhere.Load(), Refused: c.refused.Load(),
		BytesSent: c.traffic.Sent.Load(), BytesReceived: c.traffic.Received.Load(),
	}
}

// The warning about foreign pages is logged once at least minAdoptable pages could have been adopted
// and more than one in maxForeign of them was rendered by another node.
const (
	minAdoptable = 100
	maxForeign   = 5
)

// countAdoptable counts a join with a current token of the browser and the path. isForeign states
// that another node has rendered the page, or that its token was signed with another secret. The
// first time that this is frequent, a warning is logged.
func (srv *Server) countAdoptable(isForeign bool) {
	c := &srv.counters
	all := c.adoptable.Add(1)
	if !isForeign {
		return
	}
	c.elsewhere.Add(1)
	foreign := c.foreign.Add(1)
	if all < minAdoptable || foreign*maxForeign <= all || c.warned.Swap(true) {
		return
	}
	srv.log().Warn("live: many pages join another node than the one that rendered them, and are mounted twice; "+
		"let the load balancer send the requests of a browser to the same node, and give all nodes the same Server.Secret",
		"joins", all, "elsewhere", foreign)
}
