package live

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/lively-go/lively/internal/synthetic"
	"github.com/lively-go/lively/internal/testhook"
	"github.com/lively-go/lively/internal/wire"
)

// A syntheticGet is the request that sends a join, a resume or a remount through the application's
// own handlers, like a page load.
type syntheticGet struct {
	checkOnly bool // do not mount a view

	mu   sync.Mutex
	done bool  // the handlers have returned; later calls of reachPage are ignored
	page *page // the page that was reached; nil if there was none
	prog *program
	err  error
}

type syntheticGetKey struct{}

// syntheticGetFrom returns the synthetic GET in a request's context, or nil if the request is not
// synthetic.
func syntheticGetFrom(ctx context.Context) *syntheticGet {
	g, _ := ctx.Value(syntheticGetKey{}).(*syntheticGet)
	return g
}

// reachPage is called by the handler of p when the synthetic GET reaches it.
func (g *syntheticGet) reachPage(p *page, srv *Server, r *http.Request) {
	synthetic.PageReached(r.Context())
	var prog *program
	var err error
	if !g.checkOnly {
		if prog, _, err = p.mount(srv, r); err == nil && prog.redirect != "" {
			to, _, _ := strings.Cut(prog.redirect, "?") // the query may contain secrets
			err = fmt.Errorf("redirect to %q", to)
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	again := g.page != nil
	if again {
		err = errors.Join(err, errors.New("the request reached a live.Page twice"))
	}
	if prog != nil && (err != nil || g.done) {
		prog.ses.End(wire.Lost)
		prog = nil
	}
	if g.done {
		return
	}
	if g.page, g.err = p, errors.Join(g.err, err); !again {
		g.prog = prog
	}
}

// sendSyntheticGet sends the synthetic GET for a WebSocket's upgrade request. If checkOnly is set,
// no view is mounted. The error states why the page cannot be live and must be loaded again.
func (srv *Server) sendSyntheticGet(upgrade *http.Request, checkOnly bool) (*syntheticGet, error) {
	g := &syntheticGet{checkOnly: checkOnly}
	outer := srv.outermost(upgrade)
	ctx := upgrade.Context()
	if outer != http.Handler(srv) {
		ctx = testhook.NewContext(synthetic.Context(ctx), testhook.FromContext(ctx))
	}
	r, err := synthetic.Request(context.WithValue(ctx, syntheticGetKey{}, g), upgrade)
	if err != nil {
		return nil, err
	}
	returned := false
	defer func() {
		if !returned { // a handler has called runtime.Goexit
			g.end()
		}
	}()
	err = synthetic.Serve(outer, r)
	returned = true

	g.mu.Lock()
	defer g.mu.Unlock()
	g.done = true
	if err == nil && g.page == nil {
		err = errors.New("the request did not reach a live.Page")
	}
	if err = errors.Join(g.err, err); err != nil {
		if g.prog != nil {
			g.prog.ses.End(wire.Lost)
			g.prog = nil
		}
		return nil, err
	}
	return g, nil
}

// end ends the view that was mounted, if any.
func (g *syntheticGet) end() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.done = true
	if g.prog != nil {
		g.prog.ses.End(wire.Lost)
		g.prog = nil
	}
}

// outermost returns the handler of the http.Server that received r.
func (srv *Server) outermost(r *http.Request) http.Handler {
	hs, ok := r.Context().Value(http.ServerContextKey).(*http.Server)
	switch {
	case !ok:
		return srv
	case hs.Handler == nil:
		return http.DefaultServeMux
	default:
		return hs.Handler
	}
}
