package socket

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

func TestIsUpgrade(t *testing.T) {
	for name, c := range map[string]struct {
		connection, upgrade, protocol string
		want                          bool
	}{
		"lively.1":         {"Upgrade", "websocket", "lively.1", true},
		"one of several":   {"keep-alive, Upgrade", "WebSocket", "chat, lively.1", true},
		"another protocol": {"Upgrade", "websocket", "chat", false},
		"no protocol":      {"Upgrade", "websocket", "", false},
		"later version":    {"Upgrade", "websocket", "lively.10", false},
		"page request":     {"keep-alive", "", "lively.1", false},
		"another upgrade":  {"Upgrade", "h2c", "lively.1", false},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Connection", c.connection)
		r.Header.Set("Upgrade", c.upgrade)
		r.Header.Set("Sec-WebSocket-Protocol", c.protocol)
		require.Equal(t, c.want, IsUpgrade(r), name)
	}
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

func TestUpgrade_ForeignOrigin(t *testing.T) {
	w := httptest.NewRecorder()
	r := httptest.NewRequest("GET", "/", nil)
	for name, value := range map[string]string{
		"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==",
	} {
		r.Header.Set(name, value)
	}
	_, err := Upgrade(hijacker{ResponseWriter: w}, r, Options{AllowOrigin: func(*http.Request) bool { return false }})
	require.Error(t, err)
	require.Equal(t, http.StatusForbidden, w.Code)
}

func TestSeq_Increases(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, _, _ := openPair(t, Options{})
		b, _, _ := openPair(t, Options{})
		require.Less(t, a.Seq(), b.Seq())
	})
}
