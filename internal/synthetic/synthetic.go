// Package synthetic makes the GET that stands for a join, a resume or a remount, so that the same middleware decides over a
// websocket as over a page; and it says whether the answer may be used without anybody receiving it.
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

// dropped headers belong to the upgrade, to a cache or to a body. A name that ends in * is a prefix.
var droppedHeaders = []string{
	"Upgrade", "Connection", "Sec-Websocket-*", "Accept-Encoding", "If-*", "Range", "Cache-Control", "Pragma", "Origin",
	"Sec-Fetch-*", "Content-*", "Transfer-Encoding", "Te", "Trailer",
}

func isDropped(name string) bool {
	for _, d := range droppedHeaders {
		if prefix, ok := strings.CutSuffix(d, "*"); ok && strings.HasPrefix(name, prefix) || name == d {
			return true
		}
	}
	return false
}

// Request returns the GET that the browser's page load would have been, with what the upgrade carried. ctx holds values for
// the handlers; see Context.
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

// Context is ctx without the values that middlewares put there: they will put them there again, and some (a router's pooled
// context, a session already loaded) would take the request for a part of the old one. It ends when ctx does.
func Context(ctx context.Context) context.Context { return serverContext{ctx} }

type serverContext struct{ context.Context }

func (c serverContext) Value(key any) any {
	if key == http.ServerContextKey || key == http.LocalAddrContextKey {
		return c.Context.Value(key)
	}
	return nil
}

// A Response takes what handlers answer, and forgets the body.
type Response struct {
	header     http.Header
	sentHeader http.Header // as it was when the status was written
	status     int
}

func (w *Response) Header() http.Header {
	if w.header == nil {
		w.header = http.Header{}
	}
	return w.header
}

func (w *Response) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status, w.sentHeader = status, w.Header().Clone()
	}
}

func (w *Response) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return len(b), nil
}

func (w *Response) WriteString(s string) (int, error) {
	w.WriteHeader(http.StatusOK)
	return len(s), nil
}

// Flush makes the response an http.Flusher.
func (w *Response) Flush() { w.WriteHeader(http.StatusOK) }

// A Status is the error when the answer is another than 200.
type StatusError struct {
	Code     int
	location string
}

func (e *StatusError) Error() string { return fmt.Sprintf("status %d%s", e.Code, e.location) }

// Passes says whether the answer may be another in a moment: something between the browser and the page was busy.
func (e *StatusError) Temporary() bool {
	switch e.Code {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// Serve lets h answer r. The error says why the answer cannot be used: nobody will receive it.
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

// changes says whether a browser that sent r would send something else after it had received c. A session that is only kept
// alive changes nothing.
func changesCookie(r *http.Request, c *http.Cookie) bool {
	old, err := r.Cookie(c.Name)
	if c.MaxAge < 0 || c.MaxAge == 0 && !c.Expires.IsZero() && c.Expires.Before(time.Now()) {
		return err == nil
	}
	return err != nil || old.Value != c.Value
}

func (w *Response) callHandler(h http.Handler, r *http.Request) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("handler panicked: %v\n%s", v, bytes.TrimSpace(debug.Stack()))
		}
	}()
	h.ServeHTTP(w, r)
	return nil
}

func describeLocation(h http.Header) string {
	if to, _, _ := strings.Cut(h.Get("Location"), "?"); to != "" { // a query may be a secret
		return fmt.Sprintf(", header Location %q", to)
	}
	return ""
}
