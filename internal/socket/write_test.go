package socket

import (
	"bytes"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

func TestClose_AfterQueuedMessages(t *testing.T) {
	runConn(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
		c.Send(textMessage("1"))
		c.Send(textMessage("2"))
		c.Enqueue(textMessage("3"))
		c.Send(textMessage("4"))
		c.Close(wire.Gone)
		c.Close(wire.Flood)
		c.Send(textMessage("5"))
		got, err := readMessages(ws, 9)
		require.Equal(t, []string{"1", "2", "3", "4"}, got)
		require.Equal(t, &websocket.CloseError{Code: 4001, Text: "gone"}, err, "the first call of Close determines the code")
	})
}

func TestEnqueue_WaitsForFlush(t *testing.T) {
	runConn(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
		c.Enqueue(textMessage("1"))
		synctest.Wait()
		var flushed atomic.Bool
		go func() { c.Flush(); flushed.Store(true) }()
		synctest.Wait()
		require.False(t, flushed.Load(), "Flush writes on the caller's goroutine")
		got, err := readMessages(ws, 1)
		require.NoError(t, err)
		require.Equal(t, []string{"1"}, got)
		synctest.Wait()
		require.True(t, flushed.Load())
	})
}

func TestAbort(t *testing.T) {
	runConn(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
		c.Send(textMessage("1")) // never read
		synctest.Wait()
		c.Abort()
		c.Abort()
		c.Send(textMessage("2"))
		c.Close(wire.Flood)
		_, _, err := c.Read()
		require.Error(t, err)
		require.NotErrorIs(t, err, ErrMalformed)
		_, err = readMessages(ws, 1)
		require.Error(t, err)
		synctest.Wait()
		require.Nil(t, c.queue)
	})
}

func TestConn_SilentPeerIsClosed(t *testing.T) {
	runConn(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
		start := time.Now()
		c.Send(textMessage("1"))
		_, _, err := c.Read()
		require.Error(t, err)
		require.Equal(t, 2*pingInterval, time.Since(start))
	})
}

// The client sends messages but does not read any. Keepalive does not close the connection as idle,
// and the server's close frame waits behind a message that is never read.
func TestConn_StalledReaderIsClosed(t *testing.T) {
	for name, closed := range map[string]bool{"open": false, "closing": true} {
		t.Run(name, func(t *testing.T) {
			runConn(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
				done := make(chan bool)
				go func() {
					defer close(done)
					for ws.WriteMessage(websocket.TextMessage, []byte(`["h"]`)) == nil {
						time.Sleep(time.Second)
					}
				}()
				start := time.Now()
				c.Send(textMessage("1"))
				if closed {
					c.Close(wire.Flood)
				}
				for err := error(nil); err == nil; _, _, err = c.Read() {
				}
				require.Equal(t, 2*pingInterval, time.Since(start))
				<-done
			})
		})
	}
}

// A client that reads slowly is not stalled.
func TestConn_SlowReaderStays(t *testing.T) {
	runConn(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
		go func() {
			for err := error(nil); err == nil; _, _, err = c.Read() {
			}
		}()
		for range 5 {
			c.Send(textMessage("1"))
		}
		for range 5 {
			time.Sleep(pingInterval - time.Second)
			require.NoError(t, ws.WriteMessage(websocket.TextMessage, []byte(`["h"]`)))
			_, err := readMessages(ws, 1)
			require.NoError(t, err)
		}
	})
}

func TestSend_QueueIsBounded(t *testing.T) {
	runConn(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
		c.Send(textMessage(strings.Repeat("x", 2*maxQueueBytes))) // a single message may have any size
		synctest.Wait()
		require.False(t, c.closed)
		for range 2 * wire.WindowFrames {
			c.Send(textMessage(strings.Repeat("x", maxQueueBytes/wire.WindowFrames)))
		}
		require.True(t, c.closed)
		require.Nil(t, c.queue)
	})
}

func TestSend_NoCompress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, ws, seen := openPair(t, Options{Compress: true})
		long := strings.Repeat("repeated text ", 100)
		for _, m := range []Message{{Data: []byte(long)}, {Data: []byte(long), NoCompress: true}, {Data: []byte(long)}} {
			seen.read.Reset()
			c.Send(m)
			got, err := readMessages(ws, 1)
			require.NoError(t, err)
			require.Equal(t, []string{long}, got)
			first, compressed := seen.read.Bytes()[0], seen.read.Len() < len(long)/2
			require.Equal(t, !m.NoCompress, first&0x40 != 0, "RSV1")
			require.Equal(t, !m.NoCompress, compressed)
		}
	})
}

func TestConn_IdleHasNoGoroutine(t *testing.T) {
	runConn(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
		synctest.Wait()
		before := bubbleGoroutines()
		for range 3 {
			c.Send(textMessage("1"))
			_, err := readMessages(ws, 1)
			require.NoError(t, err)
			synctest.Wait()
			require.Equal(t, before, bubbleGoroutines())
		}
	})
}

// bubbleGoroutines returns the number of goroutines in the bubble.
func bubbleGoroutines() int {
	stacks := make([]byte, 4<<20)
	return bytes.Count(stacks[:runtime.Stack(stacks, true)], []byte(", synctest bubble "))
}
