package live

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"

	"github.com/lively-go/lively/internal/synthetic"
	"github.com/lively-go/lively/internal/testhook"
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
		prog.ses.End(0, "")
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
	outer, ctx, err := srv.outermost(upgrade)
	if err != nil {
		return nil, err
	}
	err = synthetic.Serve(outer, synthetic.Request(context.WithValue(ctx, syntheticGetKey{}, g), upgrade))

	g.mu.Lock()
	defer g.mu.Unlock()
	g.done = true
	if err == nil && g.page == nil {
		err = errors.New("the request did not reach a live.Page")
	}
	if err = errors.Join(g.err, err); err != nil {
		if g.prog != nil {
			g.prog.ses.End(0, "")
			g.prog = nil
		}
		return nil, err
	}
	return g, nil
}

// outermost returns the handler of the http.Server that received r, and the context with which that
// handler was called. The context is canceled together with that of r.
func (srv *Server) outermost(r *http.Request) (http.Handler, context.Context, error) {
	ctx := r.Context()
	hs, ok := ctx.Value(http.ServerContextKey).(*http.Server)
	if !ok || hs.Handler == http.Handler(srv) {
		return srv, ctx, nil
	}
	values, err := newConnContext(hs, ctx.Value(netConnKey{}).(net.Conn)) // connect has stored it
	if err != nil {
		return nil, nil, err
	}
	outer := hs.Handler
	if outer == nil {
		outer = http.DefaultServeMux
	}
	return outer, testhook.NewContext(synthetic.Context(ctx, values), testhook.FromContext(ctx)), nil
}
