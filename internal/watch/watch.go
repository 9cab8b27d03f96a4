// Package watch lets a test see what a server does, from outside of it: who puts a Watcher into the context of a page's request is told.
// The server knows no test, and pays one comparison with nil.
package watch

import (
	"context"
	"net/http"
)

// A Watcher is told what happens to the pages of requests that carry it. Its functions are called by the goroutine that does what they
// tell: that of the request, or of the session. Nil ones are not called.
type Watcher struct {
	Mounted  func() // a page's view was mounted
	Rendered func() // a page was rendered
	Listens  func(Listening)
	Flawed   func(error) // its markup was not as a browser reads it

	// Lend makes the request that a factory gets out of the one that was received. taken is called when the factory has returned.
	Lend func(received *http.Request) (lent *http.Request, taken func())
}

// Listening is what a page listened to when it was rendered, for any goroutine.
type Listening interface {
	// Check says why an event that an element of a component binds would be refused.
	Check(component uint64, url string) error

	// Names are the events that a component and those around it listen to.
	Names(component uint64) []string
}

type key struct{}

// With is ctx with w in it, ctx itself if w is nil.
func With(ctx context.Context, w *Watcher) context.Context {
	if w == nil {
		return ctx
	}
	return context.WithValue(ctx, key{}, w)
}

// From is the Watcher in ctx, nil if there is none. A nil Watcher may be told.
func From(ctx context.Context) *Watcher {
	w, _ := ctx.Value(key{}).(*Watcher)
	return w
}

// Mount tells that a page's view was mounted.
func (w *Watcher) Mount() {
	if w != nil && w.Mounted != nil {
		w.Mounted()
	}
}

// Flaw tells of markup that a browser would read otherwise.
func (w *Watcher) Flaw(err error) {
	if w != nil && w.Flawed != nil {
		w.Flawed(err)
	}
}

// LendTo calls use with r, or with what Lend makes of it.
func (w *Watcher) LendTo(use func(*http.Request), r *http.Request) {
	if w == nil || w.Lend == nil {
		use(r)
		return
	}
	lent, taken := w.Lend(r)
	defer taken()
	use(lent)
}

// Render tells that a page was rendered. listening is asked for what it listens to, if anybody wants to know.
func (w *Watcher) Render(listening func() Listening) {
	if w == nil {
		return
	}
	if w.Rendered != nil {
		w.Rendered()
	}
	if w.Listens != nil {
		w.Listens(listening())
	}
}
