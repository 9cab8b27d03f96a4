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

// A visit is a synthetic GET: a join, a resume or a remount goes through the application's own handlers, as a page load would.
type visit struct {
	checkOnly bool // only whether the page is reached; otherwise a view is mounted

	mu   sync.Mutex
	done bool  // the handlers have returned: what comes later is nobody's
	page *page // reached
	prog *program
	err  error
}

type visitKey struct{}

func visitOf(ctx context.Context) *visit {
	v, _ := ctx.Value(visitKey{}).(*visit)
	return v
}

// arrive is Page's part.
func (v *visit) reachPage(p *page, srv *Server, r *http.Request) {
	var prog *program
	var err error
	if !v.checkOnly {
		if prog, _, err = p.mount(srv, r); err == nil && prog.redirect != "" {
			to, _, _ := strings.Cut(prog.redirect, "?") // a query may be a secret
			err = fmt.Errorf("redirect to %q", to)
		}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	again := v.page != nil
	if again {
		err = errors.Join(err, errors.New("a live.Page was reached twice"))
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

// visit sends the synthetic GET that up stands for. The error says why the page is not live: it must be loaded as a page.
func (srv *Server) visit(up *http.Request, checkOnly bool) (*visit, error) {
	v := &visit{checkOnly: checkOnly}
	outer := srv.outermost(up)
	ctx := up.Context()
	if outer != http.Handler(srv) {
		ctx = testhook.With(synthetic.Context(ctx), testhook.From(ctx))
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
		err = errors.New("no live.Page was reached")
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

// outermost is the handler to which the server hands requests first.
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
