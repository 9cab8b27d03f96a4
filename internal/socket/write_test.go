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

func TestMessagesArriveInOrderAndTheCodeAfterThem(t *testing.T) {
	bubble(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
		c.Send(text("1"))
		c.Send(text("2"))
		c.Enqueue(text("3"))
		c.Send(text("4"))
		c.Close(wire.Remount, wire.Gone)
		c.Close(wire.Stop, wire.Flood)
		c.Send(text("5"))
		got, err := hear(ws, 9)
		require.Equal(t, []string{"1", "2", "3", "4"}, got)
		require.Equal(t, &websocket.CloseError{Code: 4001, Text: "gone"}, err, "the first code counts")
	})
}

func TestWhatIsQueuedWaitsForFlush(t *testing.T) {
	bubble(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
		c.Enqueue(text("1"))
		synctest.Wait()
		var flushed atomic.Bool
		go func() { c.Flush(); flushed.Store(true) }()
		synctest.Wait()
		require.False(t, flushed.Load(), "it writes on its own goroutine")
		got, err := hear(ws, 1)
		require.NoError(t, err)
		require.Equal(t, []string{"1"}, got)
		synctest.Wait()
		require.True(t, flushed.Load())
	})
}

func TestDropEndsEverything(t *testing.T) {
	bubble(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
		c.Send(text("1")) // nobody reads it
		synctest.Wait()
		c.Abort()
		c.Abort()
		c.Send(text("2"))
		c.Close(wire.Stop, wire.Flood)
		_, err := c.Read()
		require.Error(t, err)
		require.NotErrorIs(t, err, ErrMalformed)
		_, err = hear(ws, 1)
		require.Error(t, err)
		synctest.Wait()
		require.Nil(t, c.queue)
	})
}

func TestABrowserThatDoesNotReadIsDropped(t *testing.T) {
	bubble(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
		begun := time.Now()
		c.Send(text("1"))
		_, err := c.Read()
		require.Error(t, err)
		require.Equal(t, 2*PingEvery, time.Since(begun))
	})
}

// It answers, so silence does not end it; nor does its close code, which waits behind what is not taken.
func TestABrowserThatDoesNotReadButSpeaksIsDropped(t *testing.T) {
	for what, closed := range map[string]bool{"open": false, "closing": true} {
		t.Run(what, func(t *testing.T) {
			bubble(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
				spoken := make(chan bool)
				go func() {
					defer close(spoken)
					for ws.WriteMessage(websocket.TextMessage, []byte(`["h"]`)) == nil {
						time.Sleep(time.Second)
					}
				}()
				begun := time.Now()
				c.Send(text("1"))
				if closed {
					c.Close(wire.Stop, wire.Flood)
				}
				for err := error(nil); err == nil; _, err = c.Read() {
				}
				require.Equal(t, 2*PingEvery, time.Since(begun))
				<-spoken
			})
		})
	}
}

// Slow is not stuck.
func TestABrowserThatReadsSlowlyStays(t *testing.T) {
	bubble(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
		go func() {
			for err := error(nil); err == nil; _, err = c.Read() {
			}
		}()
		for range 5 {
			c.Send(text("1"))
		}
		for range 5 {
			time.Sleep(PingEvery - time.Second)
			require.NoError(t, ws.WriteMessage(websocket.TextMessage, []byte(`["h"]`)))
			_, err := hear(ws, 1)
			require.NoError(t, err)
		}
	})
}

func TestTheQueueIsBounded(t *testing.T) {
	bubble(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
		c.Send(text(strings.Repeat("x", 2*maxQueued))) // one frame of any size
		synctest.Wait()
		require.False(t, c.closed)
		for range 2 * wire.FrameCount {
			c.Send(text(strings.Repeat("x", maxQueued/wire.FrameCount)))
		}
		require.True(t, c.closed)
		require.Nil(t, c.queue)
	})
}

func TestAMessageWithASecretIsNotCompressed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, ws, seen := open(t, Options{Compress: true})
		long := strings.Repeat("the same again ", 100)
		for _, m := range []Message{{Data: []byte(long)}, {Data: []byte(long), Plain: true}, {Data: []byte(long)}} {
			seen.read.Reset()
			c.Send(m)
			got, err := hear(ws, 1)
			require.NoError(t, err)
			require.Equal(t, []string{long}, got)
			first, compressed := seen.read.Bytes()[0], seen.read.Len() < len(long)/2
			require.Equal(t, !m.Plain, first&0x40 != 0, "RSV1")
			require.Equal(t, !m.Plain, compressed)
		}
	})
}

func TestAnIdleConnectionHasNoGoroutine(t *testing.T) {
	bubble(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
		synctest.Wait()
		was := goroutines()
		for range 3 {
			c.Send(text("1"))
			_, err := hear(ws, 1)
			require.NoError(t, err)
			synctest.Wait()
			require.Equal(t, was, goroutines())
		}
	})
}

// goroutines is the number of those in the bubble.
func goroutines() int {
	stacks := make([]byte, 4<<20)
	return bytes.Count(stacks[:runtime.Stack(stacks, true)], []byte(", synctest bubble "))
}
