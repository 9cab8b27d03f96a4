package synthetic

import (
	"context"
	"crypto/tls"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// upgrade is what a browser sends to open a websocket.
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
			"Sec-Websocket-Key": {"x"}, "Sec-Websocket-Protocol": {"lively.1"}, "Sec-Websocket-Version": {"13"}, "Te": {"trailers"},
			"Transfer-Encoding": {"identity"}, "Upgrade": {"websocket"}, "User-Agent": {"Firefox"}, "X-Forwarded-For": {"203.0.113.7", "10.0.0.1"},
			"X-Forwarded-Proto": {"https"},
		},
	}
	return r
}

func TestTheRequestIsThePageLoadThatItStandsFor(t *testing.T) {
	type key struct{}
	up := upgrade()
	r, err := Request(context.WithValue(context.Background(), key{}, "value"), up)
	require.NoError(t, err)
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
	require.Equal(t, upgrade().Header, up.Header, "what middleware changes is the copy")
}

func TestARequestURIThatIsNone(t *testing.T) {
	up := upgrade()
	up.RequestURI = ":"
	_, err := Request(context.Background(), up)
	require.ErrorContains(t, err, "parse request URI")
}

// What middleware puts into the context it puts there again; a pooled value of the upgrade must not be taken for one of this request.
func TestTheContextHasTheServersValuesAlone(t *testing.T) {
	type key struct{}
	ctx, cancel := context.WithCancel(context.Background())
	ctx = context.WithValue(ctx, key{}, "middleware")
	ctx = context.WithValue(ctx, http.ServerContextKey, "server")
	ctx = context.WithValue(ctx, http.LocalAddrContextKey, "address")
	bare := Context(ctx)
	require.Nil(t, bare.Value(key{}))
	require.Equal(t, "server", bare.Value(http.ServerContextKey))
	require.Equal(t, "address", bare.Value(http.LocalAddrContextKey))
	require.NoError(t, bare.Err())
	cancel()
	require.ErrorIs(t, bare.Err(), context.Canceled)
}

func TestAnAnswerThatNobodyReceives(t *testing.T) {
	past, future := time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	cookie := func(c http.Cookie) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { http.SetCookie(w, &c) }
	}
	for what, c := range map[string]struct {
		handler http.HandlerFunc
		err     string
	}{
		"nothing":          {func(http.ResponseWriter, *http.Request) {}, ""},
		"a page":           {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<p>")) }, ""},
		"a page in pieces": {func(w http.ResponseWriter, _ *http.Request) { w.(http.Flusher).Flush(); _, _ = w.Write([]byte("<p>")) }, ""},
		"early hints":      {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusEarlyHints); w.WriteHeader(200) }, ""},
		"not found":        {http.NotFound, "status 404"},
		"204":              {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }, "status 204"},
		"a redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/login?next=hunter2", http.StatusSeeOther)
		}, `status 303, header Location "/login"`},
		"too late a status":   {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200); w.WriteHeader(500) }, ""},
		"a panic":             {func(http.ResponseWriter, *http.Request) { panic("bang") }, "handler panicked: bang"},
		"a new cookie":        {cookie(http.Cookie{Name: "c", Value: "3"}), `header Set-Cookie changes "c"`},
		"a renewed cookie":    {cookie(http.Cookie{Name: "a", Value: "9"}), `header Set-Cookie changes "a"`},
		"a cookie kept alive": {cookie(http.Cookie{Name: "a", Value: "1", MaxAge: 60, Expires: future}), ""},
		"a deleted cookie":    {cookie(http.Cookie{Name: "a", MaxAge: -1}), `changes "a"`},
		"deleted by its age":  {cookie(http.Cookie{Name: "a", Value: "1", MaxAge: -1}), `changes "a"`},
		"deleted by its date": {cookie(http.Cookie{Name: "a", Value: "1", Expires: past}), `changes "a"`},
		"what is not there":   {cookie(http.Cookie{Name: "c", MaxAge: -1}), ""},
		"nor by its date":     {cookie(http.Cookie{Name: "c", Expires: past}), ""},
		"age beats date":      {cookie(http.Cookie{Name: "a", Value: "1", MaxAge: 60, Expires: past}), ""},
		"a cookie in the body": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(200)
			cookie(http.Cookie{Name: "c", Value: "3"})(w, nil)
		}, ""},
	} {
		t.Run(what, func(t *testing.T) {
			r, err := Request(context.Background(), upgrade())
			require.NoError(t, err)
			err = Serve(c.handler, r)
			if c.err == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.err)
			require.NotContains(t, err.Error(), "hunter2", "an address may hold secrets")
			if strings.Contains(c.err, "panicked") {
				require.ErrorContains(t, err, "synthetic_test.go", "the stack")
			}
		})
	}
}

func TestAResponseHasWhatMiddlewareExpects(t *testing.T) {
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
