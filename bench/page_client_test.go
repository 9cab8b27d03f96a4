package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"
)

// A page is opened again if the server has closed the connection before the join.
func TestOpenPage_ConnectionIsClosed(t *testing.T) {
	var opened atomic.Int32
	lively := livelyServer()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !websocket.IsWebSocketUpgrade(r) || opened.Add(1) > 2 {
			lively.ServeHTTP(w, r)
			return
		}
		up := websocket.Upgrader{Subprotocols: websocket.Subprotocols(r)}
		if conn, err := up.Upgrade(w, r, nil); err == nil {
			conn.Close()
		}
	}))
	defer srv.Close()
	c, err := openPage(strings.TrimPrefix(srv.URL, "http://"), "/counter")
	require.NoError(t, err)
	require.EqualValues(t, 3, opened.Load())
	require.NoError(t, c.close())

	_, err = openPage(strings.TrimPrefix(srv.URL, "http://"), "/missing")
	require.ErrorContains(t, err, "404")
}
