package livetest

import (
	"errors"
	"regexp"
	"sync/atomic"
	"time"

	"github.com/lively-go/lively/internal/client"
)

// A faultConn is the WebSocket of a page, with the network faults that a test has requested.
type faultConn struct {
	client.Conn
	faults *faults
}

// faults are the network faults of a page. They apply to all its successive connections.
type faults struct {
	drop    atomic.Int64 // number of frames from the server to drop
	latency atomic.Int64 // nanoseconds by which to delay each message
}

// errFrameDropped reports that the connection was lost because the test called DropFrames.
var errFrameDropped = errors.New("livetest: frame dropped by DropFrames")

// ReadMessage reads a message. Only one goroutine may call it at a time.
func (c faultConn) ReadMessage() (kind int, data []byte, err error) {
	if kind, data, err = c.Conn.ReadMessage(); err != nil {
		return kind, data, err
	}
	time.Sleep(time.Duration(c.faults.latency.Load()))
	if isFrame(data) && c.faults.drop.Load() > 0 {
		c.faults.drop.Add(-1)
		_ = c.Close()
		return 0, nil, errFrameDropped
	}
	return kind, data, nil
}

// WriteMessage writes a message. Only one goroutine may call it at a time.
func (c faultConn) WriteMessage(kind int, data []byte) error {
	time.Sleep(time.Duration(c.faults.latency.Load()))
	return c.Conn.WriteMessage(kind, data)
}

var framePattern = regexp.MustCompile(`^\[(?:"@",\d+,\[)?\d`)

// isFrame reports whether a message of the server is a frame, of any session.
func isFrame(data []byte) bool { return framePattern.Match(data) }
