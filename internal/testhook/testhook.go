// Package testhook lets a test see what a server does, from outside of it: who puts a Watcher into the context of a page's request is told.
// The server knows no test, and pays one comparison with nil.
package testhook

import (
	"context"
	"net/http"
)

// A Watcher is told what happens to the pages of requests that carry it. Its functions are called by the goroutine that does what they
// tell: that of the request, or of the session. Nil ones are not called.
type Hooks struct {
	OnMount       func() // a page's view was mounted
	OnRender      func() // a page was rendered
	OnHandlers    func(Handlers)
	OnMarkupError func(error) // its markup was not as a browser reads it

	// Lend makes the request that a factory gets out of the one that was received. taken is called when the factory has returned.
	WrapRequest func(received *http.Request) (wrapped *http.Request, done func())
}

// Listening is what a page listened to when it was rendered, for any goroutine.
type Handlers interface {
	// Check says why an event that an element of a component binds would be refused.
	Check(component uint64, url string) error

	// Names are the events that a component and those around it listen to.
	Names(component uint64) []string
}

type key struct{}

// With is ctx with w in it, ctx itself if w is nil.
func NewContext(ctx context.Context, h *Hooks) context.Context {
	if h == nil {
		return ctx
	}
	return context.WithValue(ctx, key{}, h)
}

// From is the Watcher in ctx, nil if there is none. A nil Watcher may be told.
func FromContext(ctx context.Context) *Hooks {
	h, _ := ctx.Value(key{}).(*Hooks)
	return h
}

// Mount tells that a page's view was mounted.
func (h *Hooks) Mounted() {
	if h != nil && h.OnMount != nil {
		h.OnMount()
	}
}

// Flaw tells of markup that a browser would read otherwise.
func (h *Hooks) MarkupError(err error) {
	if h != nil && h.OnMarkupError != nil {
		h.OnMarkupError(err)
	}
}

// LendTo calls use with r, or with what Lend makes of it.
func (h *Hooks) CallFactory(factory func(*http.Request), r *http.Request) {
	if h == nil || h.WrapRequest == nil {
		factory(r)
		return
	}
	wrapped, done := h.WrapRequest(r)
	defer done()
	factory(wrapped)
}

// Render tells that a page was rendered. listening is asked for what it listens to, if anybody wants to know.
func (h *Hooks) Rendered(handlers func() Handlers) {
	if h == nil {
		return
	}
	if h.OnRender != nil {
		h.OnRender()
	}
	if h.OnHandlers != nil {
		h.OnHandlers(handlers())
	}
}
