package session

import (
	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// A Conn is the connection that a session writes to. *socket.Conn implements it. Only Flush blocks.
type Conn interface {
	Send(socket.Message)    // queues a message; a goroutine writes it soon
	Enqueue(socket.Message) // queues a message that the next StartWrite, Flush or Send writes
	StartWrite()            // starts a goroutine that writes the queue
	Flush()                 // writes the queue
	Close(wire.Reason)      // writes the queue, then closes with the reason and its code
	Abort()                 // closes without a close frame
	Seq() uint64            // increases from one connection to the next
}

// closeConn closes conn, which may be nil. Lost closes it without a close frame.
func closeConn(conn Conn, reason wire.Reason) {
	switch {
	case conn == nil:
	case reason == wire.Lost:
		conn.Abort()
	default:
		conn.Close(reason)
	}
}
