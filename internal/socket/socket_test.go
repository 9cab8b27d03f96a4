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

// hijacker is the response to an upgrade.
type hijacker struct {
	http.ResponseWriter
	conn net.Conn
	buf  *bufio.Reader
}

func (h hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return h.conn, bufio.NewReadWriter(h.buf, bufio.NewWriter(h.conn)), nil
}

// tap keeps what is read.
type recordingConn struct {
	net.Conn
	mu   sync.Mutex
	read bytes.Buffer
}

func (t *recordingConn) Read(p []byte) (int, error) {
	n, err := t.Conn.Read(p)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.read.Write(p[:n])
	return n, err
}

// open connects a browser with a Conn, in memory.
func openPair(t *testing.T, opt Options) (*Conn, *websocket.Conn, *recordingConn) {
	here, there := net.Pipe()
	browser := &recordingConn{Conn: here}
	done := make(chan *Conn)
	go func() {
		buf := bufio.NewReader(there)
		r, err := http.ReadRequest(buf)
		if err != nil || !IsUpgrade(r) {
			t.Error("no upgrade", err)
		}
		c, err := Upgrade(hijacker{httptest.NewRecorder(), there, buf}, r, opt)
		if err != nil {
			t.Error(err)
		}
		done <- c
	}()
	d := websocket.Dialer{
		NetDial:           func(string, string) (net.Conn, error) { return browser, nil },
		Subprotocols:      []string{wire.Protocol},
		EnableCompression: true,
	}
	ws, resp, err := d.Dial("ws://lively.test/", nil)
	require.NoError(t, err)
	require.Equal(t, opt.Compress, resp.Header.Get("Sec-WebSocket-Extensions") != "")
	require.Equal(t, wire.Protocol, resp.Header.Get("Sec-WebSocket-Protocol"))
	c := <-done
	t.Cleanup(func() { _ = ws.Close(); c.Abort() })
	return c, ws, browser
}

func runConn(t *testing.T, test func(t *testing.T, c *Conn, ws *websocket.Conn)) {
	synctest.Test(t, func(t *testing.T) {
		c, ws, _ := openPair(t, Options{})
		test(t, c, ws)
	})
}

func textMessage(s string) Message { return Message{Data: []byte(s)} }

// hear reads n messages, and what ended the connection if there are fewer.
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
