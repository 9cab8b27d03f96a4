// Package testhook notifies a test of mounts, renders and markup errors in a server, through Hooks
// in the context of a page's request. Without Hooks the cost is a comparison with nil.
package testhook

import (
	"context"
	"net/http"
)

// Hooks are notified of what happens to the pages of requests whose context holds them. The
// functions are called by the goroutine of the request or of the session. Nil functions are
// skipped.
type Hooks struct {
	OnMount       func()      // a page's view was mounted
	OnMisuse      func(error) // a mistake of the application was found; called by any goroutine
	OnPending     func(int)   // called with 1 when another goroutine begins to mount a nested view, with -1 when the parent is about to receive it
	OnMessage     func()      // a nested view or its parent is about to handle a message or props of the other
	OnMarkupError func(error) // the markup of a page was invalid and had to be normalized

	// OnRender is called after a page or nested view was rendered, and OnHandlers after it, with the
	// event handlers. view is "" for the page. For a nested view it is the numbers of the elements that
	// lead to it, such as "3/7".
	OnRender   func(view string)
	OnHandlers func(view string, h Handlers)

	// WrapRequest returns the request to pass to a page's factory instead of received. done is
	// called when the factory has returned.
	WrapRequest func(received *http.Request) (wrapped *http.Request, done func())
}

// Handlers are the event handlers of a page, as of one render. The methods may be called by any
// goroutine.
type Handlers interface {
	// Check returns the reason why an event that an element of the component binds would be
	// refused, or nil.
	Check(component uint64, url string) error

	// Names returns the events that the component and its ancestors handle.
	Names(component uint64) []string

	// Crash makes the view panic, as if one of its handlers did.
	Crash()

	// Kill ends the session of the view, as if the server had discarded it to save memory.
	Kill()

	// ID identifies the view in its server, and Ended reports whether its session has ended.
	ID() uint64
	Ended() bool
}

type key struct{}

// NewContext returns ctx with h, or ctx itself if h is nil.
func NewContext(ctx context.Context, h *Hooks) context.Context {
	if h == nil {
		return ctx
	}
	return context.WithValue(ctx, key{}, h)
}

// FromContext returns the Hooks in ctx, or nil. The methods of nil Hooks do nothing, except that
// CallFactory calls the factory.
func FromContext(ctx context.Context) *Hooks {
	h, _ := ctx.Value(key{}).(*Hooks)
	return h
}

// Mounted calls OnMount.
func (h *Hooks) Mounted() {
	if h != nil && h.OnMount != nil {
		h.OnMount()
	}
}

// MarkupError calls OnMarkupError.
func (h *Hooks) MarkupError(err error) {
	if h != nil && h.OnMarkupError != nil {
		h.OnMarkupError(err)
	}
}

// Pending calls OnPending.
func (h *Hooks) Pending(change int) {
	if h != nil && h.OnPending != nil {
		h.OnPending(change)
	}
}

// Message calls OnMessage.
func (h *Hooks) Message() {
	if h != nil && h.OnMessage != nil {
		h.OnMessage()
	}
}

// Misused calls OnMisuse.
func (h *Hooks) Misused(err error) {
	if h != nil && h.OnMisuse != nil {
		h.OnMisuse(err)
	}
}

// CallFactory calls factory with r, or with what WrapRequest returns for r.
func (h *Hooks) CallFactory(factory func(*http.Request), r *http.Request) {
	if h == nil || h.WrapRequest == nil {
		factory(r)
		return
	}
	wrapped, done := h.WrapRequest(r)
	defer done()
	factory(wrapped)
}

// Rendered calls OnRender and OnHandlers. It calls view only if one of them is set, and handlers only if
// OnHandlers is set.
func (h *Hooks) Rendered(view func() string, handlers func() Handlers) {
	if h == nil {
		return
	}
	if h.OnRender != nil {
		h.OnRender(view())
	}
	if h.OnHandlers != nil {
		h.OnHandlers(view(), handlers())
	}
}
