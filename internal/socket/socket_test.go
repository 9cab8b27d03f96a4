package socket

import (
	"bufio"
	"bytes"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

// A hijacker is the http.ResponseWriter of an upgrade request.
type hijacker struct {
	http.ResponseWriter
	conn net.Conn
	buf  *bufio.Reader
}

func (h hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return h.conn, bufio.NewReadWriter(h.buf, bufio.NewWriter(h.conn)), nil
}

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
	clientEnd, serverEnd := net.Pipe()
	recorder := &recordingConn{Conn: clientEnd}
	done := make(chan *Conn)
	go func() {
		buf := bufio.NewReader(serverEnd)
		r, err := http.ReadRequest(buf)
		if err != nil || !IsUpgrade(r) {
			t.Error("not an upgrade:", err)
		}
		c, err := Upgrade(hijacker{httptest.NewRecorder(), serverEnd, buf}, r, opt)
		if err != nil {
			t.Error(err)
		}
		done <- c
	}()
	d := websocket.Dialer{
		NetDial:           func(string, string) (net.Conn, error) { return recorder, nil },
		Subprotocols:      []string{wire.Protocol},
		EnableCompression: true,
	}
	ws, resp, err := d.Dial("ws://lively.test/", nil)
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
