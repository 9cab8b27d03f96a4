package livetest

import (
	"errors"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// A line is a tab's websocket, with the faults that a test asks for.
type faultConn struct {
	*websocket.Conn
	faults *faults
}

// faults are those of all lines of a tab, one after the other.
type faults struct {
	drop    atomic.Int64 // frames from the server that will not arrive
	latency atomic.Int64 // nanoseconds that a message takes
}

// errLost says that a test wanted the connection to be lost.
var errFrameDropped = errors.New("livetest: the connection is lost")

// ReadMessage is for one goroutine at a time.
func (l faultConn) ReadMessage() (kind int, data []byte, err error) {
	if kind, data, err = l.Conn.ReadMessage(); err != nil {
		return kind, data, err
	}
	time.Sleep(time.Duration(l.faults.latency.Load()))
	if isFrame := len(data) > 1 && data[1] >= '0' && data[1] <= '9'; isFrame && l.faults.drop.Load() > 0 {
		l.faults.drop.Add(-1)
		_ = l.Close()
		return 0, nil, errFrameDropped
	}
	return kind, data, nil
}

// WriteMessage is for one goroutine at a time.
func (l faultConn) WriteMessage(kind int, data []byte) error {
	time.Sleep(time.Duration(l.faults.latency.Load()))
	return l.Conn.WriteMessage(kind, data)
}
