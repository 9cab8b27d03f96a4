package live_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// postOnce serves h at /x and a page at /, opens the page, and returns the browser and the response
// to a POST. outer is middleware around the server.
func postOnce(t *testing.T, h http.HandlerFunc, outer func(http.Handler) http.Handler) (b *browser, old string, resp *http.Response) {
	mux := http.NewServeMux()
	mux.Handle("/x", h)
	mux.Handle("/", (&viewFactory{}).handler())
	srv := &live.Server{Handler: mux}
	b = serve(t, srv, outer(srv)).browser()
	b.get("/")
	old = b.cookie("live")
	require.NotEmpty(t, old)
	resp, _ = b.request(http.MethodPost, "/x")
	return b, old, resp
}

func noMiddleware(h http.Handler) http.Handler { return h }

// Middleware outside of the server hides all optional interfaces of the writer but Unwrap. A flush
// does not write the header without the renewed cookie.
func TestResponse_FlushBehindWrapper(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, old, _ := postOnce(t, setSession("second", func(w http.ResponseWriter, _ *http.Request) {
			require.NoError(t, http.NewResponseController(w).Flush())
			_, _ = io.WriteString(w, "streamed")
		}), func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(wrapper{wrapper{w}}, r) })
		})
		require.NotEqual(t, old, b.cookie("live"))
	})
}

// A writer that cannot be flushed is still none that can.
func TestResponse_WriterWithoutFlush(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, old, _ := postOnce(t, setSession("second", func(w http.ResponseWriter, _ *http.Request) {
			require.ErrorIs(t, http.NewResponseController(w).Flush(), http.ErrNotSupported)
			_, isReader := w.(io.ReaderFrom)
			require.False(t, isReader)
		}), func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				next.ServeHTTP(struct{ http.ResponseWriter }{w}, r)
			})
		})
		require.NotEqual(t, old, b.cookie("live"))
	})
}

// The router's writer has the optional interfaces of the original one, and a hijacked connection is
// left alone.
func TestResponse_Hijack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, old, resp := postOnce(t, setSession("second", func(w http.ResponseWriter, _ *http.Request) {
			_, isReader := w.(io.ReaderFrom)
			_, isFlusher := w.(http.Flusher)
			require.True(t, isReader && isFlusher)
			conn, buf, err := w.(http.Hijacker).Hijack()
			require.NoError(t, err)
			defer conn.Close()
			_, _ = buf.WriteString("HTTP/1.1 299 Mine\r\nContent-Length: 0\r\n\r\n")
			require.NoError(t, buf.Flush())
		}), noMiddleware)
		require.Equal(t, 299, resp.StatusCode)
		require.Equal(t, old, b.cookie("live"))
	})
}

// Middleware outside of the server responds for a handler that panics before it has written anything,
// with the cookies that it has set. A response that has been written is complete.
func TestResponse_Panic(t *testing.T) {
	recoverAll := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer func() {
				if recover() != nil {
					w.WriteHeader(http.StatusTeapot) // superfluous if the header was written
				}
			}()
			next.ServeHTTP(w, r)
		})
	}
	fail := func(http.ResponseWriter, *http.Request) { panic("test") }
	synctest.Test(t, func(t *testing.T) {
		b, old, resp := postOnce(t, setSession("second", fail), recoverAll)
		require.Equal(t, http.StatusTeapot, resp.StatusCode)
		require.Equal(t, "second", b.cookie("session"))
		require.NotEqual(t, old, b.cookie("live"))
	})
	synctest.Test(t, func(t *testing.T) {
		b, old, resp := postOnce(t, setSession("second", func(w http.ResponseWriter, r *http.Request) {
			redirect(w, r)
			fail(w, r)
		}), recoverAll)
		require.Equal(t, http.StatusSeeOther, resp.StatusCode)
		require.NotEqual(t, old, b.cookie("live"))
	})
}

// Each status and body passes unchanged, and so does an informational status.
func TestResponse_PassesUnchanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, _, resp := postOnce(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Link", "</a.css>")
			w.WriteHeader(http.StatusEarlyHints)
			w.Header().Set("Content-Length", "4")
			w.WriteHeader(http.StatusConflict)
			_, _ = io.Copy(w, strings.NewReader("body"))
		}, noMiddleware)
		require.Equal(t, http.StatusConflict, resp.StatusCode)
		require.EqualValues(t, 4, resp.ContentLength)
		require.Empty(t, resp.Header.Get("Live-Status"))
	})
}
