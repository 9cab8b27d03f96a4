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
)

// A visit is a synthetic GET. A join, a resume or a remount is sent through the application's own
// handlers, like a page load.
type visit struct {
	checkOnly bool // do not mount a view

	mu   sync.Mutex
	done bool  // the handlers have returned; later calls of reachPage are ignored
	page *page // the one that was reached
	prog *program
	err  error
}

type visitKey struct{}

// visitOf returns the visit of a request's context, or nil if the request is not synthetic.
func visitOf(ctx context.Context) *visit {
	v, _ := ctx.Value(visitKey{}).(*visit)
	return v
}

// reachPage is called by the handler of p when the synthetic GET reaches it.
func (v *visit) reachPage(p *page, srv *Server, r *http.Request) {
	var prog *program
	var err error
	if !v.checkOnly {
		if prog, _, err = p.mount(srv, r); err == nil && prog.redirect != "" {
			to, _, _ := strings.Cut(prog.redirect, "?") // the query may contain secrets
			err = fmt.Errorf("redirect to %q", to)
		}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	again := v.page != nil
	if again {
		err = errors.Join(err, errors.New("the request reached a live.Page twice"))
	}
	if prog != nil && (err != nil || v.done) {
		prog.ses.End(0, "")
		prog = nil
	}
	if v.done {
		return
	}
	if v.page, v.err = p, errors.Join(v.err, err); !again {
		v.prog = prog
	}
}

// visit sends the synthetic GET for a WebSocket's upgrade request. If checkOnly is set, no view is
// mounted. The error states why the page cannot be live and must be loaded again.
func (srv *Server) visit(up *http.Request, checkOnly bool) (*visit, error) {
	v := &visit{checkOnly: checkOnly}
	outer := srv.outermost(up)
	ctx := up.Context()
	if outer != http.Handler(srv) {
		ctx = testhook.NewContext(synthetic.Context(ctx), testhook.FromContext(ctx))
	}
	r, err := synthetic.Request(context.WithValue(ctx, visitKey{}, v), up)
	if err != nil {
		return nil, err
	}
	err = synthetic.Serve(outer, r)

	v.mu.Lock()
	defer v.mu.Unlock()
	v.done = true
	if err == nil && v.page == nil {
		err = errors.New("the request did not reach a live.Page")
	}
	if err = errors.Join(v.err, err); err != nil {
		if v.prog != nil {
			v.prog.ses.End(0, "")
			v.prog = nil
		}
		return nil, err
	}
	return v, nil
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
