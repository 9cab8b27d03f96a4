package socket

import (
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
)

func TestRead_MalformedMessage(t *testing.T) {
	event := `["e",0,0,"a.B?c=` + strings.Repeat("x", wire.MaxMessage-len(`["e",0,0,"a.B?c="]`)) + `"]`
	require.Len(t, event, wire.MaxMessage)
	for name, c := range map[string]struct {
		kind int
		data string
		err  error
	}{
		"message":               {websocket.TextMessage, `["h"]`, nil},
		"largest":               {websocket.TextMessage, event, nil},
		"too large by one byte": {websocket.TextMessage, event + " ", ErrMalformed},
		"far too large":         {websocket.TextMessage, strings.Repeat("x", 1<<20), ErrMalformed},
		"binary":                {websocket.BinaryMessage, `["h"]`, ErrMalformed},
		"malformed":             {websocket.TextMessage, `["e",`, ErrMalformed},
		"unknown":               {websocket.TextMessage, `["z"]`, ErrMalformed},
		"empty":                 {websocket.TextMessage, ``, ErrMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			runConn(t, func(t *testing.T, conn *Conn, ws *websocket.Conn) {
				go func() {
					_ = ws.WriteMessage(c.kind, []byte(c.data))
					_ = ws.WriteMessage(websocket.TextMessage, []byte(`["a",3]`))
				}()
				_, _, err := conn.Read()
				require.ErrorIs(t, err, c.err)
				_, msg, err := conn.Read()
				require.NoError(t, err, "the next message can be read")
				require.Equal(t, wire.Ack{Acks: 3}, msg)
			})
		})
	}
}

func TestClose_ReadContinuesUntilTimeout(t *testing.T) {
	runConn(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
		c.Close(wire.Flood)
		got, err := readMessages(ws, 1)
		require.Empty(t, got)
		require.Equal(t, &websocket.CloseError{Code: 4003, Text: "flood"}, err)
		start := time.Now()
		go func() {
			for ws.WriteMessage(websocket.TextMessage, []byte(`["h"]`)) == nil {
				time.Sleep(time.Second)
			}
		}()
		for err = nil; err == nil; _, _, err = c.Read() {
			c.SetReadTimeout(0) // must not remove the deadline
		}
		require.LessOrEqual(t, time.Since(start), closeTimeout)
		c.Abort()
	})
}

func TestConn_ReadTimeout(t *testing.T) {
	runConn(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
		start := time.Now()
		c.SetReadTimeout(10 * time.Second)
		_, _, err := c.Read()
		var timeout net.Error
		require.True(t, errors.As(err, &timeout) && timeout.Timeout(), err)
		require.Equal(t, 10*time.Second, time.Since(start))
	})
}
