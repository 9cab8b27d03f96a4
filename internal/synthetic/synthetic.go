// Package synthetic builds the GET that represents a join, a resume or a remount, and serves it with
// the application's handlers, so that the same middleware authorizes WebSockets and pages. It also
// checks that the response can be discarded without an effect on the browser.
//
// The URL of the GET is chosen by the client, and may be that of a download or of a stream of events.
// A handler that has written something must therefore reach a page within 5 seconds, and before it has
// written 64 KB. Otherwise it is stopped: Write returns an error, and the context of the request is
// canceled. This lets middleware write the beginning of a document before it calls the handler of the
// page. Writes after the page was reached are not limited. When the context ends, for example because the browser has disconnected,
// Write returns an error as well.
package synthetic

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"
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
func Request(ctx context.Context, upgrade *http.Request) (*http.Request, error) {
	u, err := url.ParseRequestURI(upgrade.RequestURI)
	if err != nil {
		return nil, fmt.Errorf("parse request URI: %w", err)
	}
	r := (&http.Request{
		Method: http.MethodGet, URL: u, RequestURI: upgrade.RequestURI,
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
	return r, nil
}

// Context returns ctx without the values that middleware added. Middleware adds them again: some of
// the old ones (a router's pooled context, a loaded session) would make it treat the GET as part of
// the upgrade request. The cancellation and the deadline are those of ctx.
func Context(ctx context.Context) context.Context { return serverContext{ctx} }

// A serverContext has only the values that net/http adds.
type serverContext struct{ context.Context }

func (c serverContext) Value(key any) any {
	if key == http.ServerContextKey || key == http.LocalAddrContextKey {
		return c.Context.Value(key)
	}
	return nil
}

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
// one that names the cookie that the response changes, ErrTooLong or ErrTooSlow. A panic of h is returned as an
// error.
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

// callHandler calls h and returns a panic as an error with its stack.
func (w *Response) callHandler(h http.Handler, r *http.Request) (err error) {
	defer func() {
		switch v := recover(); v {
		case nil:
		case http.ErrAbortHandler: // a proxy could not write the rest of its response
			err = http.ErrAbortHandler
		default:
			err = fmt.Errorf("handler panicked: %v\n%s", v, bytes.TrimSpace(debug.Stack()))
		}
	}()
	h.ServeHTTP(w, r)
	return nil
}

// describeLocation returns the Location header as a suffix of an error text.
func describeLocation(h http.Header) string {
	if target, _, _ := strings.Cut(h.Get("Location"), "?"); target != "" { // the query may contain secrets
		return fmt.Sprintf(", header Location %q", target)
	}
	return ""
}
