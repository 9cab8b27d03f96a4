package socket

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"
)

func TestSilenceIsPinged(t *testing.T) {
	runConn(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
		var pings atomic.Int32
		var deaf atomic.Bool
		ws.SetPingHandler(func(string) error {
			pings.Add(1)
			if deaf.Load() {
				return nil
			}
			return ws.WriteControl(websocket.PongMessage, nil, time.Now().Add(time.Second))
		})
		lost := make(chan time.Time)
		go func() {
			for err := error(nil); err == nil; _, err = c.Read() {
			}
			lost <- time.Now()
		}()
		go func() { _, _ = readMessages(ws, 1) }()
		time.Sleep(10*pingInterval + time.Second)
		synctest.Wait()
		require.Empty(t, lost, "an idle browser that answers is there")
		require.InDelta(t, 5, pings.Load(), 1, "every second pulse is silent: its answer was heard")
		deaf.Store(true)
		begun := time.Now()
		require.LessOrEqual(t, (<-lost).Sub(begun), 3*pingInterval)
	})
}

func TestABrowserThatSpeaksIsNotPinged(t *testing.T) {
	runConn(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
		ws.SetPingHandler(func(string) error { t.Error("pinged"); return nil })
		go func() {
			for err := error(nil); err == nil; _, err = c.Read() {
			}
		}()
		go func() { _, _ = readMessages(ws, 1) }()
		for range 20 {
			require.NoError(t, ws.WriteMessage(websocket.TextMessage, []byte(`["h"]`)))
			time.Sleep(25 * time.Second)
		}
	})
}
