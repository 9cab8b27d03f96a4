package synthetic

import (
	"context"
	"crypto/tls"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// upgrade returns the request that a browser sends to open a WebSocket.
func upgrade() *http.Request {
	r := &http.Request{
		Method: http.MethodGet, RequestURI: "/app/users?page=2", Host: "example.com:8443", RemoteAddr: "192.0.2.1:5000",
		TLS: &tls.ConnectionState{ServerName: "example.com"},
		Header: http.Header{
			"Accept-Encoding": {"gzip, br"}, "Accept-Language": {"de"}, "Authorization": {"Basic YTpi"}, "Cache-Control": {"no-cache"},
			"Connection": {"Upgrade"}, "Content-Length": {"0"}, "Content-Type": {"text/plain"}, "Cookie": {"a=1; b=2"},
			"If-Modified-Since": {"x"}, "If-None-Match": {"x"}, "If-Range": {"x"}, "Origin": {"https://example.com:8443"},
			"Pragma": {"no-cache"}, "Range": {"bytes=0-1"}, "Sec-Ch-Ua": {"x"}, "Sec-Fetch-Dest": {"websocket"}, "Sec-Fetch-Mode": {"websocket"},
			"Sec-Fetch-Site": {"same-origin"}, "Sec-Fetch-User": {"?1"}, "Sec-Websocket-Extensions": {"permessage-deflate"},
			"Sec-Websocket-Key": {"x"}, "Sec-Websocket-Protocol": {"lively.2"}, "Sec-Websocket-Version": {"13"}, "Te": {"trailers"},
			"Transfer-Encoding": {"identity"}, "Upgrade": {"websocket"}, "User-Agent": {"Firefox"}, "X-Forwarded-For": {"203.0.113.7", "10.0.0.1"},
			"X-Forwarded-Proto": {"https"},
		},
	}
	return r
}

func TestRequest_IsPageLoad(t *testing.T) {
	type key struct{}
	up := upgrade()
	r := Request(context.WithValue(context.Background(), key{}, "value"), up)
	require.Equal(t, http.Header{
		"Accept": {"text/html"}, "Accept-Language": {"de"}, "Authorization": {"Basic YTpi"}, "Cookie": {"a=1; b=2"}, "Sec-Ch-Ua": {"x"},
		"Sec-Fetch-Dest": {"document"}, "Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Site": {"same-origin"}, "User-Agent": {"Firefox"},
		"X-Forwarded-For": {"203.0.113.7", "10.0.0.1"}, "X-Forwarded-Proto": {"https"},
	}, r.Header)
	require.Equal(t, http.MethodGet, r.Method)
	require.Equal(t, "/app/users?page=2", r.RequestURI)
	require.Equal(t, "/app/users", r.URL.Path)
	require.Equal(t, "2", r.FormValue("page"))
	require.Equal(t, up.Host, r.Host)
	require.Equal(t, up.RemoteAddr, r.RemoteAddr)
	require.Same(t, up.TLS, r.TLS)
	require.Equal(t, http.NoBody, r.Body)
	require.Equal(t, "value", r.Context().Value(key{}))

	r.Header.Set("Cookie", "c=3")
	r.Header["X-Forwarded-For"][0] = "changed"
	require.Equal(t, upgrade().Header, up.Header, "middleware changes only the copy")
}

// The request line of an upgrade may contain a scheme and a host, which the GET must not have.
func TestRequest_HasNoHostInURL(t *testing.T) {
	for line, want := range map[string]struct{ uri, path string }{
		"http://evil.test/users?page=2": {"/users?page=2", "/users"},
		"http://evil.test":              {"/", "/"},
		"//evil.test/users":             {"//evil.test/users", "//evil.test/users"}, // as in a page load
		`/a"b?c=\d`:                     {`/a"b?c=\d`, `/a"b`},
		"*":                             {"*", "*"},
	} {
		up := upgrade()
		up.RequestURI = line
		r := Request(context.Background(), up)
		require.Equal(t, want.uri, r.RequestURI)
		require.Equal(t, want.path, r.URL.Path)
		require.Empty(t, r.URL.Scheme+r.URL.Host+r.URL.Opaque)
	}
}

// Middleware adds its values again. A pooled value of the upgrade must not be used for this request.
func TestContext_HasOnlyGivenValues(t *testing.T) {
	type key struct{}
	type connKey struct{}
	ctx, cancel := context.WithCancelCause(context.Background())
	ctx = context.WithValue(ctx, key{}, "middleware")
	ctx = context.WithValue(ctx, connKey{}, "replaced by middleware")
	values, ended := context.WithCancel(context.WithValue(context.Background(), connKey{}, "connection"))
	ended()
	bare := Context(ctx, values)
	require.Nil(t, bare.Value(key{}))
	require.Equal(t, "connection", bare.Value(connKey{}))
	require.NoError(t, bare.Err(), "only the values are used")
	child, stop := context.WithCancel(bare)
	defer stop()
	cancel(nil)
	require.ErrorIs(t, bare.Err(), context.Canceled)
	require.ErrorIs(t, context.Cause(bare), context.Canceled)
	<-child.Done()
}

func TestServe_DiscardedResponse(t *testing.T) {
	past, future := time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	cookie := func(c http.Cookie) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { http.SetCookie(w, &c) }
	}
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		err     string
	}{
		"empty":        {func(http.ResponseWriter, *http.Request) {}, ""},
		"page":         {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<p>")) }, ""},
		"flushed page": {func(w http.ResponseWriter, _ *http.Request) { w.(http.Flusher).Flush(); _, _ = w.Write([]byte("<p>")) }, ""},
		"early hints":  {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusEarlyHints); w.WriteHeader(200) }, ""},
		"not found":    {http.NotFound, "status 404"},
		"204":          {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }, "status 204"},
		"redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/login?next=hunter2", http.StatusSeeOther)
		}, `status 303, header Location "/login"`},
		"status after body":                 {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200); w.WriteHeader(500) }, ""},
		"panic":                             {func(http.ResponseWriter, *http.Request) { panic("bang") }, "handler panicked: bang"},
		"new cookie":                        {cookie(http.Cookie{Name: "c", Value: "3"}), `header Set-Cookie changes "c"`},
		"changed cookie":                    {cookie(http.Cookie{Name: "a", Value: "9"}), `header Set-Cookie changes "a"`},
		"extended cookie":                   {cookie(http.Cookie{Name: "a", Value: "1", MaxAge: 60, Expires: future}), ""},
		"deleted cookie":                    {cookie(http.Cookie{Name: "a", MaxAge: -1}), `changes "a"`},
		"deleted by MaxAge":                 {cookie(http.Cookie{Name: "a", Value: "1", MaxAge: -1}), `changes "a"`},
		"deleted by Expires":                {cookie(http.Cookie{Name: "a", Value: "1", Expires: past}), `changes "a"`},
		"unknown cookie deleted by MaxAge":  {cookie(http.Cookie{Name: "c", MaxAge: -1}), ""},
		"unknown cookie deleted by Expires": {cookie(http.Cookie{Name: "c", Expires: past}), ""},
		"MaxAge overrides Expires":          {cookie(http.Cookie{Name: "a", Value: "1", MaxAge: 60, Expires: past}), ""},
		"cookie after the header": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(200)
			cookie(http.Cookie{Name: "c", Value: "3"})(w, nil)
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := Serve(c.handler, Request(context.Background(), upgrade()))
			if c.err == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.err)
			require.NotContains(t, err.Error(), "hunter2", "a URL may contain secrets")
			if strings.Contains(c.err, "panicked") {
				require.ErrorContains(t, err, "synthetic_test.go", "the stack")
			}
		})
	}
}

// A handler that has not reached a page may write 64 KB, and is then stopped. After the page was
// reached, or if the handler only asks for the page later, it may write any number of bytes.
func TestServe_LimitsBytes(t *testing.T) {
	write := func(w http.ResponseWriter, n int) error { _, err := w.Write(make([]byte, n)); return err }
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		err     error
	}{
		"64 KB": {func(w http.ResponseWriter, r *http.Request) { require.NoError(t, write(w, 64<<10)) }, nil},
		"after a page": {func(w http.ResponseWriter, r *http.Request) {
			PageReached(r.Context())
			require.NoError(t, write(w, 1<<20))
		}, nil},
		"before a page": {func(w http.ResponseWriter, r *http.Request) {
			require.NoError(t, write(w, 60<<10))
			PageReached(r.Context())
		}, nil},
		"too long": {func(w http.ResponseWriter, r *http.Request) {
			require.NoError(t, write(w, 64<<10))
			require.ErrorIs(t, write(w, 1), ErrTooLong)
			require.ErrorIs(t, context.Cause(r.Context()), ErrTooLong)
			PageReached(r.Context())
			require.Error(t, write(w, 1), "it is too late")
		}, ErrTooLong},
		"panic of a proxy": {func(w http.ResponseWriter, r *http.Request) {
			if write(w, 1<<20) != nil {
				panic(http.ErrAbortHandler)
			}
		}, ErrTooLong},
		"abort": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, http.ErrAbortHandler},
	} {
		t.Run(name, func(t *testing.T) {
			require.ErrorIs(t, Serve(c.handler, Request(context.Background(), upgrade())), c.err)
		})
	}
}

// A handler that has written something must reach a page within 5 s.
func TestServe_LimitsTime(t *testing.T) {
	sleep := func(ctx context.Context, d time.Duration) {
		select {
		case <-time.After(d):
		case <-ctx.Done():
		}
	}
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		err     error
		took    time.Duration
	}{
		"nothing written": {func(w http.ResponseWriter, r *http.Request) { sleep(r.Context(), time.Minute) }, nil, time.Minute},
		"stream": {func(w http.ResponseWriter, r *http.Request) {
			w.(http.Flusher).Flush()
			sleep(r.Context(), time.Minute)
		}, ErrTooSlow, 5 * time.Second},
		"slow page": {func(w http.ResponseWriter, r *http.Request) {
			w.(http.Flusher).Flush()
			sleep(r.Context(), 4*time.Second)
			PageReached(r.Context())
			sleep(r.Context(), time.Minute)
		}, nil, 64 * time.Second},
		"page before the header": {func(w http.ResponseWriter, r *http.Request) {
			PageReached(r.Context())
			w.WriteHeader(200)
			sleep(r.Context(), time.Minute)
		}, nil, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := Request(context.Background(), upgrade())
				start := time.Now()
				require.ErrorIs(t, Serve(c.handler, r), c.err)
				require.Equal(t, c.took, time.Since(start))
			})
		})
	}
}

// After the context has ended, a handler cannot write.
func TestServe_ContextEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	r := Request(ctx, upgrade())
	require.NoError(t, Serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := w.Write([]byte("x"))
		require.NoError(t, err)
		PageReached(r.Context())
		cancel()
		_, err = w.Write([]byte("x"))
		require.ErrorIs(t, err, context.Canceled)
	}), r))
}

func TestResponse_OptionalInterfaces(t *testing.T) {
	w := &Response{}
	rc := http.NewResponseController(w)
	require.NoError(t, rc.Flush())
	require.ErrorIs(t, rc.SetWriteDeadline(time.Now()), http.ErrNotSupported)
	_, _, err := rc.Hijack()
	require.ErrorIs(t, err, http.ErrNotSupported)
	n, err := w.WriteString("text")
	require.NoError(t, err)
	require.Equal(t, 4, n)
}
