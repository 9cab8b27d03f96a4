package synthetic

import (
	"context"
	"errors"
	"net/http"
	"sync"
)

// maxBytes is the number of bytes that may be written before the page is reached.
const maxBytes = 64 << 10

// ErrTooLong is returned by Write and Serve if a handler has written more than 64 KB without reaching
// a page.
var ErrTooLong = errors.New("the handler wrote more than 64 KB and did not reach a live.Page")

// A Response is an http.ResponseWriter that discards the body. The zero Response has no limit.
type Response struct {
	ctx    context.Context // of the request; nil if there is none
	cancel context.CancelCauseFunc

	header     http.Header
	sentHeader http.Header // copy of header when the status was written
	status     int

	mu      sync.Mutex // a handler may write in a goroutine
	written int
	reached bool // a page was reached
	tooLong bool // ErrTooLong was returned
}

type responseKey struct{}

// PageReached records that the request with this context has reached a page: from now on, its handlers
// may write any number of bytes.
func PageReached(ctx context.Context) {
	if w, ok := ctx.Value(responseKey{}).(*Response); ok {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.reached = true
	}
}

// Header implements http.ResponseWriter.
func (w *Response) Header() http.Header {
	if w.header == nil {
		w.header = http.Header{}
	}
	return w.header
}

// WriteHeader implements http.ResponseWriter. Informational statuses are ignored.
func (w *Response) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status, w.sentHeader = status, w.Header().Clone()
	}
}

// Write implements http.ResponseWriter.
func (w *Response) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.count(len(b))
}

// WriteString implements io.StringWriter.
func (w *Response) WriteString(s string) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.count(len(s))
}

// Flush implements http.Flusher.
func (w *Response) Flush() { w.WriteHeader(http.StatusOK) }

// count counts n bytes that are written. It returns an error if the handler must stop.
func (w *Response) count(n int) (int, error) {
	if w.ctx == nil {
		return n, nil
	}
	if w.ctx.Err() != nil {
		return 0, context.Cause(w.ctx)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.written += n
	if w.tooLong = w.tooLong || w.written > maxBytes && !w.reached; w.tooLong {
		w.cancel(ErrTooLong)
		return 0, ErrTooLong
	}
	return n, nil
}

// isTooLong reports whether the handler was stopped because it wrote too much.
func (w *Response) isTooLong() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.tooLong
}

// release releases the headers: the context of a page keeps a reference to w.
func (w *Response) release() { w.header, w.sentHeader = nil, nil }
