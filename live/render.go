package live

import (
	"bytes"
	"context"
	"fmt"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/internal/testhook"
	"github.com/lively-go/lively/internal/wire"
)

// Render implements session.Program.
func (p *program) Render(html *bytes.Buffer) error {
	p.passes++
	ps := &pass{Context: p.ctx, prog: p, n: p.passes}
	ps.root = renderPos{ps, p.root, nil}
	completed := false
	defer func() {
		if !completed {
			ps.rollback()
		}
	}()
	p.root.lastPass = ps.n
	if err := p.root.view.Render().Render(ps, html); err != nil {
		return err
	}
	completed = true
	ps.commit()
	p.hooks.Rendered(func() testhook.Handlers { return p.handlerTable() })
	if v, ok := p.root.view.(titler); ok {
		if title := v.Title(); title != p.title {
			if p.title = title; p.joined {
				p.ses.Effect(wire.Title(title))
			}
		}
	}
	return nil
}

// A pass is one render of a page. What it finds becomes the page's tree of scopes when it completes; a pass that fails
// changes nothing.
type pass struct {
	context.Context // the page's
	prog            *program
	n               uint64
	mounted         []*instance // mounted in this pass
	moves           *moves      // nil: there is nothing new
	root            renderPos
}

// Value knows where the page's view is rendered, and that templ starts anew. What the request's context holds comes last: the
// way to it is long.
func (ps *pass) Value(key any) any {
	switch key {
	case renderPosKey{}:
		return &ps.root
	case templKey:
		return nil
	}
	return ps.Context.Value(key)
}

// templKey is that of templ's own values in a context. A pass starts without: else the second render of a page leaves out what templ
// writes once.
var templKey = func() any {
	var p keyProbe
	templ.InitializeContext(&p)
	return p.key
}()

// A probe is a context that keeps the key it was asked for.
type keyProbe struct {
	context.Context
	key any
}

func (p *keyProbe) Value(key any) any {
	p.key = key
	return nil
}

// A place is where in a pass a component is rendered. It travels in the context.
type renderPos struct {
	pass *pass
	inst *instance
	memo *memo // the innermost around
}

type renderPosKey struct{}

// placeOf returns the place of what is being rendered; it says what to do if there is none.
func renderPosOf(ctx context.Context, what string) (*renderPos, error) {
	if pos, ok := ctx.Value(renderPosKey{}).(*renderPos); ok {
		return pos, nil
	}
	return nil, fmt.Errorf("live: %s is rendered outside of a page: hand its templ context on", what)
}
