// Package synthetic builds the GET that represents a join, a resume or a remount, and serves it with
// the application's handlers, so that the same middleware authorizes WebSockets and pages. It also
// checks that the response can be discarded without an effect on the browser.
//
// The URL of the GET is chosen by the client, and may be that of a download or of a stream of events.
// A handler that has written something must therefore reach a page within 5 seconds, and before it has
// written 64 KB. Otherwise it is stopped: Write returns an error, and the context of the request is
// canceled. This lets middleware write the beginning of a document before it calls the handler of the
// page. Writes after the page was reached are not limited. When the context ends, for example because
// the browser has disconnected, Write returns an error as well.
package synthetic

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/lively-go/lively/internal/pagelog"
	"github.com/lively-go/lively/internal/target"
)

// droppedHeaders lists the headers that belong to the upgrade, to caching or to a body. A name that
// ends in * is a prefix.
var droppedHeaders = []string{
	"Upgrade", "Connection", "Sec-Websocket-*", "Accept-Encoding", "If-*", "Range", "Cache-Control", "Pragma", "Origin",
	"Sec-Fetch-*", "Live-Recheck", "Content-*", "Transfer-Encoding", "Te", "Trailer",
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
// one that names the cookie that the response changes, ErrTooLong or ErrTooSlow. A panic of h is
// returned as an error.
func Serve(h http.Handler, r *http.Request) (err error) {
	ctx, cancel := context.WithCancelCause(r.Context())
	defer cancel(nil)
	w := &Response{ctx: ctx, cancel: cancel}
	err = w.callHandler(h, r.WithContext(context.WithValue(ctx, responseKey{}, w)))
	defer w.release()
	if stopped := w.finish(); stopped != nil {
		return stopped
	}
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusOK)
	if w.status != http.StatusOK {
		return &StatusError{w.status, describeLocation(w.sentHeader)}
	}
	for _, c := range ChangedCookies(r, w.sentHeader) {
		return fmt.Errorf("header Set-Cookie changes %q", c.Name)
	}
	return nil
}

// callHandler calls h and returns a panic, or a call of runtime.Goexit, as an error with its stack.
func (w *Response) callHandler(h http.Handler, r *http.Request) (err error) {
	done := make(chan error, 1)
	go func() { // runtime.Goexit must not end the caller's goroutine
		completed := false
		defer func() {
			switch v := recover(); {
			case completed:
				done <- nil
			case v == http.ErrAbortHandler: // a proxy could not write the rest of its response
				done <- http.ErrAbortHandler
			case v == nil:
				done <- pagelog.NewPanicError("handler", v)
			default:
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
