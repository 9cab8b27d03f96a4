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
	"github.com/lively-go/lively/internal/wire"
)

// A syntheticGet is the request that sends a join, a resume or a remount through the application's
// own handlers, like a page load.
type syntheticGet struct {
	checkOnly bool     // do not mount a view
	sticky    string   // key of the sticky view to mount in place of the page's; "" means the page's
	adopt     *program // to be adopted, if it is of the same page and user, instead of mounting a view; nil if there is none
	since     uint64   // number of the last Disconnect before the connection was opened

	mu   sync.Mutex
	done bool  // the handlers have returned; later calls of reachPage are ignored
	page *page // the page that was reached; nil if there was none
	prog *program
	err  error

	identity string // that the page was reached with
}

type syntheticGetKey struct{}

// syntheticGetFrom returns the synthetic GET in a request's context, or nil if the request is not
// synthetic.
func syntheticGetFrom(ctx context.Context) *syntheticGet {
	g, _ := ctx.Value(syntheticGetKey{}).(*syntheticGet)
	return g
}

// reachPage is called by the handler of p when the synthetic GET reaches it. A page that may not be stored ends when it
// is not shown.
func (g *syntheticGet) reachPage(p *page, srv *Server, r *http.Request, forbidsStoring bool) {
	synthetic.PageReached(r.Context())
	identity, err := srv.tryIdentity(r)
	if err == nil && (g.checkOnly || g.adopt != nil) {
		err = p.check(r)
	}
	srv.reportMount(r, err)
	var prog *program
	if err == nil {
		prog, err = g.mount(p, srv, r, identity)
	}
	if prog != nil && prog != g.adopt {
		prog.ses.EndsAsleep = forbidsStoring
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	again := g.page != nil
	if again {
		err = errors.Join(err, errors.New("the request reached a live.Page twice"))
	}
	if prog != nil && prog != g.adopt && (err != nil || g.done) {
		prog.ses.End(wire.Lost)
		prog = nil
	}
	if g.done {
		return
	}
	if g.page, g.err = p, errors.Join(g.err, err); !again {
		g.prog, g.identity = prog, identity
	}
}

// mount returns the program to adopt, or a new one. It returns nil if the page is only checked.
func (g *syntheticGet) mount(p *page, srv *Server, r *http.Request, identity string) (*program, error) {
	switch {
	case g.checkOnly:
		return nil, nil
	case g.adopt != nil && g.adopt.page != p:
		return nil, errWrongPage
	case g.adopt != nil && g.adopt.identity == identity:
		return g.adopt, nil
	}
	req := mountRequest{identity, g.since}
	if g.sticky != "" {
		return p.mountSticky(srv, r, req, g.sticky)
	}
	prog, _, err := p.mount(srv, r, req)
	srv.reportMount(r, err)
	if err == nil && prog.redirect() != "" {
		err = errRedirect(prog.redirect())
	}
	return prog, err
}

// reportMount reports an error of a page that could not be mounted for a join. The log names it as the reason why the
// join was refused.
func (srv *Server) reportMount(r *http.Request, err error) {
	if _, ok := errors.AsType[*RedirectError](err); !ok && err != nil && statusOf(err) >= http.StatusInternalServerError {
		srv.logs.Report(r, err)
	}
}

// errRedirect returns the error for a page that navigates to another one.
func errRedirect(to string) error {
	to, _, _ = strings.Cut(to, "?") // the query may contain secrets
	return fmt.Errorf("redirect to %q", to)
}

// sendSyntheticGet sends g for a WebSocket's upgrade request. The error states why the page cannot be
// live and must be loaded again.
func (srv *Server) sendSyntheticGet(upgrade *http.Request, g *syntheticGet) error {
	outer, ctx, err := srv.outermost(upgrade)
	if err != nil {
		return err
	}
	err = synthetic.Serve(outer, synthetic.Request(context.WithValue(ctx, syntheticGetKey{}, g), upgrade))

	g.mu.Lock()
	defer g.mu.Unlock()
	g.done = true
	if err == nil && g.page == nil {
		err = errors.New("the request did not reach a live.Page")
	}
	if err = errors.Join(g.err, err); err != nil {
		if g.prog != nil && g.prog != g.adopt {
			g.prog.ses.End(wire.Lost)
		}
		g.prog = nil
		return err
	}
	return nil
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
