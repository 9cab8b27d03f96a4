package live

import (
	"context"
	"time"

	"github.com/lively-go/lively/internal/session"
	"github.com/lively-go/lively/internal/wire"
)

// spread is the time over which Shutdown sends the browsers away, so that another server does not get them all at once.
const drainSpread = 3 * time.Second

// Shutdown ends all sessions gracefully: it refuses joins, tells each browser when to come back, spread over 3 s or half of the time that ctx
// leaves, closes the connections of those that stay 2 s longer, and waits until every view is unmounted. When ctx ends before, the rest is
// closed, and the error is ctx's. Call it before http.Server.Shutdown, which does not know websockets.
func (srv *Server) Shutdown(ctx context.Context) error {
	srv.init()
	srv.mu.Lock()
	srv.inShutdown = true
	var drained chan struct{}
	if srv.active > 0 {
		if srv.drained == nil {
			srv.drained = make(chan struct{})
		}
		drained = srv.drained
	}
	srv.mu.Unlock()

	srv.unadopted.Close()
	spread := drainSpread
	if until, ok := ctx.Deadline(); ok {
		spread = max(0, min(spread, time.Until(until)/2))
	}
	all := srv.sessions.All()
	for i, s := range all {
		s.Drain(spread * time.Duration(i+1) / time.Duration(len(all)))
	}
	if drained == nil {
		return nil
	}
	select {
	case <-drained:
		return nil
	case <-ctx.Done():
		for _, s := range srv.sessions.All() {
			s.End(wire.Reconnect, wire.Drain)
		}
		return ctx.Err()
	}
}

// begin counts a program and gives it its session.
func (srv *Server) startSession(p *program) *session.Session {
	srv.mu.Lock()
	defer srv.mu.Unlock()
	srv.active++
	return session.New(p, &srv.options)
}

// done says that a program has been unmounted.
func (srv *Server) sessionEnded() {
	srv.mu.Lock()
	defer srv.mu.Unlock()
	if srv.active--; srv.active == 0 && srv.drained != nil {
		close(srv.drained)
		srv.drained = nil
	}
}

func (srv *Server) shuttingDown() bool {
	srv.mu.Lock()
	defer srv.mu.Unlock()
	return srv.inShutdown
}
