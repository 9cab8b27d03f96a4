package synthetic

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

// Limits on a handler that has written something before a page is reached.
const (
	maxBytes = 64 << 10        // that it may write
	maxTime  = 5 * time.Second // until the page is reached
)

// Errors of Write and Serve if a handler was stopped.
var (
	ErrTooLong = errors.New("the handler wrote more than 64 KB and did not reach a live.Page")
	ErrTooSlow = errors.New("the handler wrote a response and did not reach a live.Page within 5 seconds")
)

// A Response is an http.ResponseWriter that discards the body. The zero Response has no limit.
type Response struct {
	ctx    context.Context // of the request; nil if there is none
	cancel context.CancelCauseFunc

	header     http.Header
	sentHeader http.Header // copy of header when the status was written
	status     int

	mu      sync.Mutex // a handler may write in a goroutine
	written int
	reached bool        // a page was reached
	stopped error       // ErrTooLong or ErrTooSlow; nil if the handler was not stopped
	timer   *time.Timer // stops the handler after maxTime; nil if it has written nothing
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
		w.startTimer()
	}
}

// startTimer starts the timer that stops the handler, unless a page was reached.
func (w *Response) startTimer() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ctx != nil && !w.reached {
		w.timer = time.AfterFunc(maxTime, func() {
			w.mu.Lock()
			defer w.mu.Unlock()
			if !w.reached {
				w.stop(ErrTooSlow)
			}
		})
	}
}

// stop stops the handler. mu must be held.
func (w *Response) stop(err error) {
	if w.stopped == nil {
		w.stopped = err
		w.cancel(err)
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
	if w.written += n; w.written > maxBytes && !w.reached {
		w.stop(ErrTooLong)
		return 0, w.stopped
	}
	return n, nil
}

// finish returns the error with which the handler was stopped, if any.
func (w *Response) finish() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.timer != nil {
		w.timer.Stop()
	}
	w.reached = true
	return w.stopped
}

// release releases the headers: the context of a page keeps a reference to w.
func (w *Response) release() { w.header, w.sentHeader = nil, nil }
