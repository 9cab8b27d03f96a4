package main

import (
	"bufio"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/memnet"
)

// A slowUpgrade is a response whose handler continues a second after the client has received it.
type slowUpgrade struct{ http.ResponseWriter }

type slowConn struct{ net.Conn }

func (w slowUpgrade) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(w.ResponseWriter).Hijack()
	return slowConn{conn}, rw, err
}

func (c slowConn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	time.Sleep(time.Second)
	synctest.Wait()
	return n, err
}

// A client whose WebSocket is open receives what is published from then on.
func TestBaseline_PublishAfterUpgrade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		baseline, l := baselineServer(), memnet.Listen()
		srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if websocket.IsWebSocketUpgrade(r) {
				w = slowUpgrade{w}
			}
			baseline.ServeHTTP(w, r)
		})}
		go srv.Serve(l)
		defer srv.Close()

		dial := l.From("192.0.2.1:1")
		conn, res, err := (&websocket.Dialer{NetDialContext: dial}).DialContext(t.Context(), "ws://bench.test/", nil)
		require.NoError(t, err)
		require.Equal(t, http.StatusSwitchingProtocols, res.StatusCode)
		defer conn.Close()

		published := make(chan error, 1)
		go func() {
			transport := &http.Transport{DialContext: dial, DisableKeepAlives: true}
			res, err := (&http.Client{Transport: transport}).Post("http://bench.test/publish?bytes=3", "", nil)
			if err == nil {
				err = res.Body.Close()
			}
			published <- err
		}()
		require.NoError(t, conn.SetReadDeadline(time.Now().Add(time.Minute)))
		_, message, err := conn.ReadMessage()
		require.NoError(t, err)
		require.Equal(t, "xxx", string(message))
		require.NoError(t, <-published)
	})
}
