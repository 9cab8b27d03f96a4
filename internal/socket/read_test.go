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

func TestReadTellsMessagesFromWhatIsNone(t *testing.T) {
	event := `["e",0,1,0,"a.B?c=` + strings.Repeat("x", wire.MaxMessage-len(`["e",0,1,0,"a.B?c="]`)) + `"]`
	require.Len(t, event, wire.MaxMessage)
	for what, c := range map[string]struct {
		kind int
		data string
		err  error
	}{
		"a message":       {websocket.TextMessage, `["h"]`, nil},
		"the largest":     {websocket.TextMessage, event, nil},
		"one byte larger": {websocket.TextMessage, event + " ", ErrMalformed},
		"far larger":      {websocket.TextMessage, strings.Repeat("x", 1<<20), ErrMalformed},
		"binary":          {websocket.BinaryMessage, `["h"]`, ErrMalformed},
		"malformed":       {websocket.TextMessage, `["e",`, ErrMalformed},
		"unknown":         {websocket.TextMessage, `["z"]`, ErrMalformed},
		"empty":           {websocket.TextMessage, ``, ErrMalformed},
	} {
		t.Run(what, func(t *testing.T) {
			runConn(t, func(t *testing.T, conn *Conn, ws *websocket.Conn) {
				go func() {
					_ = ws.WriteMessage(c.kind, []byte(c.data))
					_ = ws.WriteMessage(websocket.TextMessage, []byte(`["a",3]`))
				}()
				_, err := conn.Read()
				require.ErrorIs(t, err, c.err)
				up, err := conn.Read()
				require.NoError(t, err, "what follows can be read")
				require.Equal(t, wire.Ack{Acks: 3}, up)
			})
		})
	}
}

func TestAfterCloseTheReaderGoesOnForAWhile(t *testing.T) {
	runConn(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
		c.Close(wire.Stop, wire.Flood)
		got, err := readMessages(ws, 1)
		require.Empty(t, got)
		require.Equal(t, &websocket.CloseError{Code: 4003, Text: "flood"}, err)
		begun := time.Now()
		go func() {
			for ws.WriteMessage(websocket.TextMessage, []byte(`["h"]`)) == nil {
				time.Sleep(time.Second)
			}
		}()
		for err = nil; err == nil; _, err = c.Read() {
			c.SetReadTimeout(0) // must not take the limit away
		}
		require.LessOrEqual(t, time.Since(begun), closeTimeout)
		c.Abort()
	})
}

func TestReadsMayHaveToBeQuick(t *testing.T) {
	runConn(t, func(t *testing.T, c *Conn, ws *websocket.Conn) {
		begun := time.Now()
		c.SetReadTimeout(10 * time.Second)
		_, err := c.Read()
		var timeout net.Error
		require.True(t, errors.As(err, &timeout) && timeout.Timeout(), err)
		require.Equal(t, 10*time.Second, time.Since(begun))
	})
}
