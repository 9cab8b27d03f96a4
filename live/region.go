package live

import (
	"context"

	"github.com/a-h/templ"
)

// A regionContext is the context of a Memo or of the rows of an Each. It hides what templ keeps in a context
// to write styles and scripts once: the region may be shown without the one that has them.
type regionContext struct {
	context.Context
	pos   renderPos
	nonce string // of templ; "" if there is none
}

// newRegionContext returns a context for regions at pos.
func newRegionContext(ctx context.Context, pos *renderPos) *regionContext {
	return &regionContext{ctx, renderPos{pos.pass, pos.inst, pos.memo}, templ.GetNonce(ctx)}
}

// Value implements context.Context.
func (c *regionContext) Value(key any) any {
	switch key {
	case renderPosKey{}:
		return &c.pos
	case templKey, templChildrenKey:
		return nil
	}
	return c.Context.Value(key)
}

// enter returns the context for the region m.
func (c *regionContext) enter(m *memo) context.Context {
	c.pos.memo = m
	if c.nonce != "" {
		return templ.WithNonce(c, c.nonce)
	}
	return c
}

// templChildrenKey is the key of the children of a templ component in a context.
var templChildrenKey = func() any {
	var p keyProbe
	templ.GetChildren(&p)
	return p.key
}()
