// Package synthetic builds the GET that represents a join, a resume or a remount, and serves it with
// the application's handlers, so that the same middleware authorizes WebSockets and pages. It also
// checks that the response can be discarded without an effect on the browser.
package synthetic

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/lively-go/lively/internal/pagelog"
	"github.com/lively-go/lively/internal/target"
)

// droppedHeaders lists the headers that belong to the upgrade, to caching or to a body. A name that
// ends in * is a prefix.
var droppedHeaders = []string{
	"Upgrade", "Connection", "Sec-Websocket-*", "Accept-Encoding", "If-*", "Range", "Cache-Control", "Pragma", "Origin",
	"Sec-Fetch-*", "Content-*", "Transfer-Encoding", "Te", "Trailer",
}

// isDropped reports whether the header is dropped. name must be canonical.
func isDropped(name string) bool {
	for _, d := range droppedHeaders {
		if prefix, ok := strings.CutSuffix(d, "*"); ok && strings.HasPrefix(name, prefix) || name == d {
			return true
		}
	}
	return false
}

// Request returns the GET that the browser would send to load the page, based on the request that
// upgrades to the WebSocket. ctx holds values for the handlers; see Context.
func Request(ctx context.Context, upgrade *http.Request) *http.Request {
	u, uri := target.Verbatim(upgrade), upgrade.RequestURI
	if !strings.HasPrefix(uri, "/") { // with a scheme and a host, for a proxy
		uri = u.RequestURI()
	}
	r := (&http.Request{
		Method: http.MethodGet, URL: u, RequestURI: uri,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{}, Body: http.NoBody,
		Host: upgrade.Host, RemoteAddr: upgrade.RemoteAddr, TLS: upgrade.TLS,
	}).WithContext(ctx)
	for name, values := range upgrade.Header {
		if !isDropped(http.CanonicalHeaderKey(name)) {
			r.Header[name] = append([]string(nil), values...)
		}
	}
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Sec-Fetch-Dest", "document")
	r.Header.Set("Sec-Fetch-Mode", "navigate")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return r
}

// Context returns a context with the cancellation and the deadline of ctx, the context of the
// upgrade, and with values, which must not contain those that middleware added to ctx. Middleware
// adds them again: some of the old ones (a router's pooled context, a loaded session) would make it
// treat the GET as part of the upgrade request.
func Context(ctx, values context.Context) context.Context {
	return valueContext{ctx, context.WithoutCancel(values)}
}

// A valueContext is a context with the values of another one.
type valueContext struct {
	context.Context
	values context.Context
}

func (c valueContext) Value(key any) any { return c.values.Value(key) }

// A Response is an http.ResponseWriter that discards the body.
type Response struct {
	header     http.Header
	sentHeader http.Header // copy of header when the status was written
	status     int
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
	return len(b), nil
}

// WriteString implements io.StringWriter.
func (w *Response) WriteString(s string) (int, error) {
	w.WriteHeader(http.StatusOK)
	return len(s), nil
}

// Flush implements http.Flusher.
func (w *Response) Flush() { w.WriteHeader(http.StatusOK) }

// A StatusError is returned by Serve if the status is not 200.
type StatusError struct {
	Code     int
	location string // a description of the Location header, if any
}

func (e *StatusError) Error() string { return fmt.Sprintf("status %d%s", e.Code, e.location) }

// Temporary reports whether the status is likely to be temporary: the server or a proxy was busy.
func (e *StatusError) Temporary() bool {
	switch e.Code {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// Serve serves r with h. It returns an error if the response must not be discarded: a *StatusError,
// or one that names the cookie that the response changes. A panic of h is returned as an error.
func Serve(h http.Handler, r *http.Request) (err error) {
	w := &Response{}
	if err := w.callHandler(h, r); err != nil {
		return err
	}
	w.WriteHeader(http.StatusOK)
	if w.status != http.StatusOK {
		return &StatusError{w.status, describeLocation(w.sentHeader)}
	}
	for _, c := range (&http.Response{Header: w.sentHeader}).Cookies() {
		if changesCookie(r, c) {
			return fmt.Errorf("header Set-Cookie changes %q", c.Name)
		}
	}
	return nil
}

// changesCookie reports whether the browser that sent r would send other cookies after it received
// c. It would not if c only extends the lifetime of a cookie.
func changesCookie(r *http.Request, c *http.Cookie) bool {
	old, err := r.Cookie(c.Name)
	if c.MaxAge < 0 || c.MaxAge == 0 && !c.Expires.IsZero() && c.Expires.Before(time.Now()) {
		return err == nil
	}
	return err != nil || old.Value != c.Value
}

// callHandler calls h and returns a panic, or a call of runtime.Goexit, as an error with its stack.
func (w *Response) callHandler(h http.Handler, r *http.Request) (err error) {
	done := make(chan error, 1)
	go func() { // runtime.Goexit must not end the caller's goroutine
		completed := false
		defer func() {
			if completed {
				done <- nil
			} else if v := recover(); v == nil {
				done <- pagelog.NewPanicError("handler", v)
			} else {
				done <- pagelog.NewPanicError("handler panicked", v)
			}
		}()
		h.ServeHTTP(w, r)
		completed = true
	}()
	return <-done
}

// describeLocation returns the Location header as a suffix of an error text.
func describeLocation(h http.Header) string {
	if target, _, _ := strings.Cut(h.Get("Location"), "?"); target != "" { // the query may contain secrets
		return fmt.Sprintf(", header Location %q", target)
	}
	return ""
}
