package live

import (
	"bytes"
	"context"
	"fmt"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/internal/htmlscan"
)

// Render implements session.Program.
func (p *program) Render(html *bytes.Buffer) error {
	p.passes, p.flashes.recent = p.passes+1, 0
	ps := &pass{Context: p.ctx, prog: p, n: p.passes, again: p.again}
	p.again = 0
	ps.root = renderPos{ps, p.root, nil}
	completed := false
	defer func() {
		if !completed {
			ps.rollback()
		}
	}()
	p.root.lastPass = ps.n
	if err := renderView(ps, p.root.view, html); err != nil {
		return err
	}
	keepLineBreaks(html)
	completed = true
	ps.commit()
	p.rendered()
	p.updateTitle()
	p.checkRender(html.Bytes())
	return nil
}

// renderView appends the HTML of view.
func renderView(ctx context.Context, view View, html *bytes.Buffer) error {
	c := view.Render()
	if c == nil {
		return fmt.Errorf("live: Render of %T returned nil; return a component, which may be empty: templ.NopComponent", view)
	}
	return c.Render(ctx, html)
}

// keepLineBreaks makes browsers keep the line break at the start of a value in a pre or textarea element.
// templ itself removes line breaks of the template there.
func keepLineBreaks(html *bytes.Buffer) {
	rendered := html.Bytes()
	if kept := htmlscan.AddLineFeeds(rendered); len(kept) > len(rendered) {
		html.Reset()
		html.Write(kept)
	}
}

// A pass is one render of a page. If it completes, the components that it has reached become the
// components of the page. If it fails, the previous components are kept.
type pass struct {
	context.Context // of the page
	prog            *program
	n               uint64      // number of the pass
	again           uint8       // how many passes in a row showed what Joined of a component had changed, until this one
	mounted         []*instance // components mounted in this pass
	moves           *moves      // nil until a component is not at its previous position
	nested          *nestedPass // nil until something about nested views has changed
	root            renderPos
}

// Value returns the root position and hides the values of templ. It consults the request's context
// last, because a lookup in its long chain is slow.
func (ps *pass) Value(key any) any {
	switch key {
	case renderPosKey{}:
		return &ps.root
	case templKey:
		return nil
	}
	return ps.Context.Value(key)
}

// templKey is the key of templ's values in a context. A pass hides them: otherwise templ would omit,
// from the second render of a page, the styles and scripts that it writes once per context.
var templKey = func() any {
	var p keyProbe
	templ.InitializeContext(&p)
	return p.key
}()

// A keyProbe is a context that records the key of the last lookup.
type keyProbe struct {
	context.Context
	key any
}

func (p *keyProbe) Value(key any) any {
	p.key = key
	return nil
}

// A renderPos is the current position in a pass. It is passed to components in the context.
type renderPos struct {
	pass *pass
	inst *instance
	memo *memo // the innermost enclosing Memo
}

type renderPosKey struct{}

// renderPosOf returns the position of the component that is being rendered. what names the caller
// in the error.
func renderPosOf(ctx context.Context, what string) (*renderPos, error) {
	switch pos := ctx.Value(renderPosKey{}).(type) {
	case *renderPos:
		return pos, nil
	case streamRow:
		return nil, errInRow(what)
	}
	return nil, fmt.Errorf("live: %s is rendered outside of a page; pass on the context given to the template", what)
}
