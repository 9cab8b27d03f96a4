package session

import (
	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// A Conn is the connection that a session writes to. *socket.Conn implements it. Only Flush blocks.
type Conn interface {
	Send(socket.Message)                      // queues a message; a goroutine writes it soon
	Enqueue(socket.Message)                   // queues a message that the next StartWrite, Flush or Send writes
	StartWrite()                              // starts a goroutine that writes the queue
	Flush()                                   // writes the queue
	Close(code wire.CloseCode, reason string) // writes the queue, then closes with code and reason
	Abort()                                   // closes without a close frame
	Seq() uint64                              // increases from one connection to the next
}

// closeConn closes conn, which may be nil. Code 0 closes it without a close frame.
func closeConn(conn Conn, code wire.CloseCode, reason string) {
	switch {
	case conn == nil:
	case code == 0:
		conn.Abort()
	default:
		conn.Close(code, reason)
	}
}
