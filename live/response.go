package live

import (
	"bufio"
	"io"
	"net"
	"net/http"

	"github.com/felixge/httpsnoop"
)

// A responseObserver sees the header of the router's response to one request just before it is
// written. It is used by one goroutine at a time, as a http.ResponseWriter is.
type responseObserver struct {
	w        http.ResponseWriter
	onHeader func(status int) int
	done     bool // onHeader was called, or the connection was hijacked
	discards bool // the body is discarded
}

// observe returns a writer for the router, with the same optional interfaces as w, and a function that
// must be called when the router has returned. onHeader is called once, with the final status, while
// w.Header() can still be changed. It returns the status to write instead: the same, or 204, with which
// the body is discarded. onHeader is not called if the router hijacks the connection or
// panics before it has written anything.
func observe(w http.ResponseWriter, onHeader func(status int) int) (wrapped http.ResponseWriter, finish func()) {
	o := &responseObserver{w: w, onHeader: onHeader}
	return httpsnoop.Wrap(exposeFlush(w), httpsnoop.Hooks{
		WriteHeader: func(next httpsnoop.WriteHeaderFunc) httpsnoop.WriteHeaderFunc {
			return func(status int) { o.writeHeader(status, next) }
		},
		Write: func(next httpsnoop.WriteFunc) httpsnoop.WriteFunc {
			return func(b []byte) (int, error) {
				if o.beginBody(); o.discards {
					return len(b), nil
				}
				return next(b)
			}
		},
		WriteString: func(next httpsnoop.WriteStringFunc) httpsnoop.WriteStringFunc {
			return func(s string) (int, error) {
				if o.beginBody(); o.discards {
					return len(s), nil
				}
				return next(s)
			}
		},
		ReadFrom: func(next httpsnoop.ReadFromFunc) httpsnoop.ReadFromFunc {
			return func(r io.Reader) (int64, error) {
				if o.beginBody(); o.discards {
					return io.Copy(io.Discard, r)
				}
				return next(r)
			}
		},
		Flush: func(next httpsnoop.FlushFunc) httpsnoop.FlushFunc {
			return func() { o.beginBody(); next() }
		},
		FlushError: func(next httpsnoop.FlushErrorFunc) httpsnoop.FlushErrorFunc {
			return func() error { o.beginBody(); return next() }
		},
		Hijack: func(next httpsnoop.HijackFunc) httpsnoop.HijackFunc {
			return func() (net.Conn, *bufio.ReadWriter, error) {
				conn, buf, err := next()
				o.done = o.done || err == nil
				return conn, buf, err
			}
		},
	}), o.beginBody
}

// writeHeader writes the header by calling next, after it has called onHeader with a final status.
func (o *responseObserver) writeHeader(status int, next func(int)) {
	isInformational := 100 <= status && status < 200 && status != http.StatusSwitchingProtocols
	if !o.done && !isInformational {
		o.done = true
		status = o.onHeader(status)
		o.discards = status == http.StatusNoContent
	}
	next(status)
}

// beginBody is called before the writer writes the header with status 200 by itself, because the
// router has not.
func (o *responseObserver) beginBody() {
	if o.done {
		return
	}
	if o.writeHeader(http.StatusOK, func(int) {}); o.discards {
		o.w.WriteHeader(http.StatusNoContent)
	}
}

// exposeFlush returns w or, if middleware has wrapped it in a type that has no method to flush but an
// Unwrap method, a writer with such a method. http.ResponseController would otherwise flush the
// innermost writer, and its header with it, without the responseObserver.
func exposeFlush(w http.ResponseWriter) http.ResponseWriter {
	if _, ok := w.(http.Hijacker); ok || canFlush(w) {
		return w
	}
	for inner := w; ; {
		u, ok := inner.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return w
		}
		if inner = u.Unwrap(); canFlush(inner) {
			return flushWriter{w}
		}
	}
}

func canFlush(w http.ResponseWriter) bool {
	if _, ok := w.(http.Flusher); ok {
		return true
	}
	_, ok := w.(interface{ FlushError() error })
	return ok
}

// A flushWriter is a writer with the method to flush of the writer that it wraps.
type flushWriter struct{ http.ResponseWriter }

func (w flushWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w flushWriter) FlushError() error { return http.NewResponseController(w.ResponseWriter).Flush() }
