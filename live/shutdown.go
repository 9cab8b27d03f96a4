package live

import (
	"context"
	"time"

	"github.com/lively-go/lively/internal/session"
	"github.com/lively-go/lively/internal/wire"
)

// spread is the time over which Shutdown sends the browsers away, so that another server does not get them all at once.
const spread = 3 * time.Second

// Shutdown ends all sessions gracefully: it refuses joins, tells each browser when to come back, spread over 3 s or half of the time that ctx
// leaves, closes the connections of those that stay 2 s longer, and waits until every view is unmounted. When ctx ends before, the rest is
// closed, and the error is ctx's. Call it before http.Server.Shutdown, which does not know websockets.
func (srv *Server) Shutdown(ctx context.Context) error {
	srv.init()
	srv.mu.Lock()
	srv.shutdown = true
	var empty chan struct{}
	if srv.open > 0 {
		if srv.empty == nil {
			srv.empty = make(chan struct{})
		}
		empty = srv.empty
	}
	srv.mu.Unlock()

	srv.lot.Close()
	over := spread
	if until, ok := ctx.Deadline(); ok {
		over = max(0, min(over, time.Until(until)/2))
	}
	all := srv.sessions.All()
	for i, s := range all {
		s.Drain(over * time.Duration(i+1) / time.Duration(len(all)))
	}
	if empty == nil {
		return nil
	}
	select {
	case <-empty:
		return nil
	case <-ctx.Done():
		for _, s := range srv.sessions.All() {
			s.End(wire.Reconnect, wire.Drain)
		}
		return ctx.Err()
	}
}

// begin counts a program and gives it its session.
func (srv *Server) begin(p *program) *session.Session {
	srv.mu.Lock()
	defer srv.mu.Unlock()
	srv.open++
	return session.New(p, &srv.options)
}

// done says that a program has been unmounted.
func (srv *Server) done() {
	srv.mu.Lock()
	defer srv.mu.Unlock()
	if srv.open--; srv.open == 0 && srv.empty != nil {
		close(srv.empty)
		srv.empty = nil
	}
}

func (srv *Server) closing() bool {
	srv.mu.Lock()
	defer srv.mu.Unlock()
	return srv.shutdown
}
