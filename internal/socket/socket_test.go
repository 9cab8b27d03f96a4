package socket

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/memnet"
	"github.com/lively-go/lively/internal/wire"
)

// A recordingConn records what is read.
type recordingConn struct {
	net.Conn
	mu   sync.Mutex
	read bytes.Buffer
}

func (c *recordingConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read.Write(p[:n])
	return n, err
}

// openPair connects a client with a Conn, in memory.
func openPair(t *testing.T, opt Options) (*Conn, *websocket.Conn, *recordingConn) {
	listener, recorder, done := memnet.Listen(), &recordingConn{}, make(chan *Conn, 1)
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := Upgrade(w, r, opt)
		if requested, problem := CheckHandshake(r); err != nil || !requested || problem != nil {
			t.Error("not an upgrade:", err, problem)
		}
		done <- c
	})}
	go func() { _ = srv.Serve(listener) }()
	t.Cleanup(func() { _ = srv.Close() })
	browser := client.NewBrowser(func(ctx context.Context, network, addr string) (_ net.Conn, err error) {
		recorder.Conn, err = listener.From("192.0.2.1:1234")(ctx, network, addr)
		return recorder, err
	})
	ws, resp, err := client.Dial(t.Context(), browser, "http://lively.test", "/", nil)
	require.NoError(t, err)
	require.Equal(t, opt.Compress, resp.Header.Get("Sec-WebSocket-Extensions") != "")
	require.Equal(t, wire.Protocol, resp.Header.Get("Sec-WebSocket-Protocol"))
	c := <-done
	t.Cleanup(func() { _ = ws.Close(); c.Abort() })
	return c, ws, recorder
}

// runConn runs a test in a synctest bubble on an open connection.
func runConn(t *testing.T, test func(t *testing.T, c *Conn, ws *websocket.Conn)) {
	synctest.Test(t, func(t *testing.T) {
		c, ws, _ := openPair(t, Options{})
		test(t, c, ws)
	})
}

func textMessage(s string) Message { return Message{Data: []byte(s)} }

// readMessages reads n messages. If there are fewer, it returns them and the error that ended the
// connection.
func readMessages(ws *websocket.Conn, n int) (got []string, err error) {
	for range n {
		_, data, err := ws.ReadMessage()
		if err != nil {
			return got, err
		}
		got = append(got, string(data))
	}
	return got, nil
}
