package socket

import (
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"
)

func TestKeepalive_PingsIdleConnection(t *testing.T) {
	runConn(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
		var pings atomic.Int32
		var noPong atomic.Bool
		ws.SetPingHandler(func(string) error {
			pings.Add(1)
			if noPong.Load() {
				return nil
			}
			return ws.WriteControl(websocket.PongMessage, nil, time.Now().Add(time.Second))
		})
		lost := make(chan time.Time)
		go func() {
			for err := error(nil); err == nil; _, _, err = c.Read() {
			}
			lost <- time.Now()
		}()
		go func() { _, _ = readMessages(ws, 1) }()
		time.Sleep(10*pingInterval + time.Second)
		synctest.Wait()
		require.Empty(t, lost, "a client that replies to pings stays connected")
		require.InDelta(t, 5, pings.Load(), 1, "every second check: a pong counts as received")
		noPong.Store(true)
		start := time.Now()
		require.LessOrEqual(t, (<-lost).Sub(start), 3*pingInterval)
	})
}

func TestKeepalive_ActiveConnectionIsNotPinged(t *testing.T) {
	runConn(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
		ws.SetPingHandler(func(string) error { t.Error("pinged"); return nil })
		go func() {
			for err := error(nil); err == nil; _, _, err = c.Read() {
			}
		}()
		go func() { _, _ = readMessages(ws, 1) }()
		for range 20 {
			require.NoError(t, ws.WriteMessage(websocket.TextMessage, []byte(`["h"]`)))
			time.Sleep(25 * time.Second)
		}
	})
}

// A client that replies to pings, but never finishes a message, does not keep the server's buffer.
func TestKeepalive_UnfinishedMessage(t *testing.T) {
	runConn(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
		go func() { _, _ = readMessages(ws, 1) }() // replies to pings
		done := make(chan bool)
		go func() {
			defer close(done)
			w, err := ws.NextWriter(websocket.TextMessage)
			for ; err == nil; time.Sleep(10 * time.Second) { // in fragments
				_, err = w.Write(make([]byte, 2*bufferSize))
			}
		}()
		start := time.Now()
		_, _, err := c.Read()
		require.Error(t, err)
		require.LessOrEqual(t, time.Since(start), 2*pingInterval)
		c.Abort()
		<-done
	})
}

// A message that arrives slowly is read.
func TestKeepalive_SlowMessage(t *testing.T) {
	runConn(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
		go func() { _, _ = readMessages(ws, 1) }()
		go func() {
			for range 3 {
				w, _ := ws.NextWriter(websocket.TextMessage)
				_, _ = w.Write([]byte(`["h"` + strings.Repeat(" ", 4*bufferSize)))
				time.Sleep(pingInterval - time.Second)
				_, _ = w.Write([]byte("]"))
				_ = w.Close()
			}
		}()
		for range 3 {
			_, _, err := c.Read()
			require.NoError(t, err)
		}
	})
}
