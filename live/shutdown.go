package live

import (
	"context"
	"fmt"
	"time"

	"github.com/lively-go/lively/internal/session"
	"github.com/lively-go/lively/internal/wire"
)

// drainSpread is the time over which Shutdown spreads reconnects, so that they do not all reach
// another server at once.
const drainSpread = 3 * time.Second

// Shutdown ends all sessions gracefully. It rejects new WebSockets, and asks each browser to reconnect
// after a delay, which another server then accepts. The delays are spread over 3 seconds, or over half
// of the time until ctx's deadline if that is shorter. Meanwhile a browser sends no further events: it
// waits for the outcomes of those that it has sent, and keeps the others for the next server. Shutdown
// closes a connection that is still open 2 seconds after its delay, once its events are acknowledged,
// and waits until every view is unmounted and the functions of [Task] and [Async] have returned, whose
// contexts end then. If ctx is done first, it closes the remaining connections and returns an error that
// wraps ctx.Err().
//
// [Serve] calls Shutdown. A program that does not use Serve must close its listeners first; otherwise
// browsers reconnect to this server and are rejected. To do that, start [http.Server.Shutdown] in a
// goroutine, and then call Shutdown. http.Server.Shutdown neither closes WebSockets nor waits for them.
func (srv *Server) Shutdown(ctx context.Context) error {
	srv.init()
	defer srv.stop() // joins that are under way
	srv.mu.Lock()
	srv.draining, srv.inShutdown = true, true
	var drained chan struct{}
	if srv.active > 0 {
		if srv.drained == nil {
			srv.drained = make(chan struct{})
		}
		drained = srv.drained
	}
	srv.mu.Unlock()

	defer srv.disconnects.close()
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
			s.End(wire.Drain)
		}
		srv.mu.Lock()
		defer srv.mu.Unlock()
		if srv.working > 0 {
			return fmt.Errorf("live: Shutdown: functions of Task or Async are still running (%d); they must return when their context ends: %w", srv.working, ctx.Err())
		}
		return ctx.Err()
	}
}

// startSession returns a new session of p and counts it as active until sessionEnded is called.
func (srv *Server) startSession(p *program) *session.Session {
	srv.mu.Lock()
	defer srv.mu.Unlock()
	srv.active++
	if p.isChecked() {
		p.checks = &checks{}
	}
	return session.New(p, &srv.options)
}

// sessionEnded records that a program was unmounted.
func (srv *Server) sessionEnded() {
	srv.mu.Lock()
	defer srv.mu.Unlock()
	srv.deactivate()
}

// workStarted counts a function of Task or Async as active until workEnded is called. It must be called
// before the program is unmounted.
func (srv *Server) workStarted() {
	srv.mu.Lock()
	defer srv.mu.Unlock()
	srv.active++
	srv.working++
}

// workEnded records that a function of Task or Async has returned.
func (srv *Server) workEnded() {
	srv.mu.Lock()
	defer srv.mu.Unlock()
	srv.working--
	srv.deactivate()
}

// deactivate ends Shutdown if it waited for the caller only. mu must be held.
func (srv *Server) deactivate() {
	if srv.active--; srv.active == 0 && srv.drained != nil {
		close(srv.drained)
		srv.drained = nil
	}
}

// Draining reports whether the server is about to shut down, for an endpoint by which a load balancer
// learns that it should send no more requests: whether Shutdown was called or, in [Serve], the
// context has ended or the process has received a signal.
func (srv *Server) Draining() bool {
	srv.mu.Lock()
	defer srv.mu.Unlock()
	return srv.draining
}

func (srv *Server) startDraining() {
	srv.mu.Lock()
	defer srv.mu.Unlock()
	srv.draining = true
}

// shuttingDown reports whether Shutdown was called.
func (srv *Server) shuttingDown() bool {
	srv.mu.Lock()
	defer srv.mu.Unlock()
	return srv.inShutdown
}
