package session

import (
	"time"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// A Conn is what one session uses of the connection that it shares with others. *Link implements it. Only
// Flush blocks. The methods may be called with the session's mutex held.
type Conn interface {
	Send(socket.Message)    // queues a message; a goroutine writes it soon
	Enqueue(socket.Message) // queues a message that the next StartWrite, Flush or Send writes
	StartWrite()            // starts a goroutine that writes the queue
	Flush()                 // writes the queue
	Seq() uint64            // increases from one connection to the next

	// Attach makes s the session that receives the messages. It reports false if the connection is lost.
	Attach(s *Session) bool
	// Close ends the session for the client, with a reason and its code: by a message, or by closing the
	// connection if this was the last session or if the reason is one of the connection.
	Close(wire.Reason)
	// Abort ends the session without a message. The last one closes the connection without a close frame.
	Abort()
	// Count adds to the number of the connection's unacknowledged events, and returns it.
	Count(change int) int
	// MaxEvents is the number of unacknowledged events that the session may have.
	MaxEvents() int
	// HasPageFor reports whether the connection has the session of a page whose checks are those of sticky.
	HasPageFor(sticky *Session) bool
	// Drain asks the client, once per connection, to leave after the given time.
	Drain(after time.Duration)
	// Open returns the Conn of a nested session. It reports false if there are too many sessions.
	Open(child *Session) (Conn, bool)
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
