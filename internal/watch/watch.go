// Package watch lets a test see what a server does, from outside of it: who puts a Watcher into the context of a page's request is told.
// The server knows no test, and pays one comparison with nil.
package watch

import "context"

// A Watcher is told what happens to the pages of requests that carry it. Its functions are called by the goroutine that does what they
// tell: that of the request, or of the session. Nil ones are not called.
type Watcher struct {
	Mounted  func() // a page's view was mounted
	Rendered func() // a page was rendered
}

type key struct{}

// With is ctx with w in it.
func With(ctx context.Context, w *Watcher) context.Context { return context.WithValue(ctx, key{}, w) }

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

// Render tells that a page was rendered.
func (w *Watcher) Render() {
	if w != nil && w.Rendered != nil {
		w.Rendered()
	}
}
