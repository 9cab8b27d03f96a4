package socket

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

func TestCheckHandshake(t *testing.T) {
	for name, c := range map[string]struct {
		requested bool
		status    int    // 0: r can be upgraded
		change    string // of the header, as name=value separated by &
		proto     string
	}{
		"lively.2":                   {requested: true},
		"one of several":             {requested: true, change: "Connection=keep-alive, Upgrade&Upgrade=WebSocket&Sec-WebSocket-Protocol=chat, lively.2"},
		"another protocol":           {change: "Sec-WebSocket-Protocol=chat"},
		"similar protocol":           {change: "Sec-WebSocket-Protocol=livelychat.1"},
		"no protocol":                {change: "Sec-WebSocket-Protocol="},
		"later version":              {requested: true, change: "Sec-WebSocket-Protocol=lively.10"},
		"later version with another": {requested: true, change: "Sec-WebSocket-Protocol=chat, lively.3"},
		"both versions":              {requested: true, change: "Sec-WebSocket-Protocol=lively.1, lively.2"},
		"without Upgrade":            {requested: true, status: 426, change: "Upgrade="},
		"without Connection":         {requested: true, status: 426, change: "Connection="},
		"Connection: close":          {requested: true, status: 426, change: "Connection=close&Upgrade="},
		"another upgrade":            {requested: true, status: 426, change: "Upgrade=h2c"},
		"HTTP/1.0":                   {requested: true, status: 426, proto: "HTTP/1.0"},
		"HTTP/2":                     {requested: true, status: 426, proto: "HTTP/2.0", change: "Connection=&Upgrade=&:protocol=websocket"},
		"WebSocket version 8":        {requested: true, status: 426, change: "Sec-WebSocket-Version=8"},
		"no WebSocket version":       {requested: true, status: 426, change: "Sec-WebSocket-Version="},
		"several WebSocket versions": {requested: true, change: "Sec-WebSocket-Version=8, 13"},
	} {
		r := handshakeRequest()
		for pair := range strings.SplitSeq(c.change, "&") {
			name, value, _ := strings.Cut(pair, "=")
			if r.Header.Del(name); value != "" {
				r.Header.Set(name, value)
			}
		}
		if c.proto != "" {
			r.Proto = c.proto
			r.ProtoMajor, r.ProtoMinor, _ = http.ParseHTTPVersion(c.proto)
		}
		requested, err := CheckHandshake(r)
		require.Equal(t, c.requested, requested, name)
		if c.status == 0 {
			require.Nil(t, err, name)
			continue
		}
		require.NotNil(t, err, name)
		require.Equal(t, c.status, err.Status, name)
		require.Equal(t, c.status == http.StatusUpgradeRequired, err.Header.Get("Upgrade") == "websocket", name)
	}
}

func TestCheckPageLoad(t *testing.T) {
	require.Nil(t, CheckPageLoad(httptest.NewRequest("GET", "/", nil)))
	r := handshakeRequest()
	require.Equal(t, errNoProtocol, CheckPageLoad(r))
	r.Header.Del("Upgrade")
	require.Equal(t, errNotUpgrade, CheckPageLoad(r))
	r.Header = http.Header{"Sec-Fetch-Mode": {"websocket"}}
	require.Equal(t, errNotUpgrade, CheckPageLoad(r))
}

// handshakeRequest returns the request with which a browser opens a WebSocket.
func handshakeRequest() *http.Request {
	r := httptest.NewRequest("GET", "/", nil)
	for name, value := range map[string]string{
		"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
		"Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==", "Sec-WebSocket-Protocol": wire.Protocol,
	} {
		r.Header.Set(name, value)
	}
	return r
}

// A hijacker is a response that may be hijacked.
type hijacker struct {
	http.ResponseWriter
	http.Hijacker
}

func TestFindHijacker_UnwrapsMiddleware(t *testing.T) {
	type wrapper struct{ wrappedWriter }
	w := hijacker{}
	got, err := findHijacker(wrapper{wrappedWriter{wrapper{wrappedWriter{w}}}})
	require.NoError(t, err)
	require.Equal(t, w, got)
}

type wrappedWriter struct{ http.ResponseWriter }

func (u wrappedWriter) Unwrap() http.ResponseWriter { return u.ResponseWriter }

func TestUpgrade_NoHijacker(t *testing.T) {
	w := httptest.NewRecorder()
	_, err := Upgrade(wrappedWriter{w}, httptest.NewRequest("GET", "/", nil), Options{})
	require.ErrorIs(t, err, ErrNoHijack)
	require.ErrorContains(t, err, "apply it to the router")
	require.Equal(t, http.StatusInternalServerError, w.Code)
}

func TestSeq_Increases(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, _, _ := openPair(t, Options{})
		b, _, _ := openPair(t, Options{})
		require.Less(t, a.Seq(), b.Seq())
	})
}
