package session

import (
	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// A Link is the connection that a session writes to.
type Conn interface {
	Send(socket.Message)    // written soon, by a goroutine
	Enqueue(socket.Message) // written by the next of the others
	StartWrite()            // has a goroutine write what is queued
	Flush()                 // writes what is queued
	Close(code wire.CloseCode, reason string)
	Abort()
	Seq() uint64 // larger for a connection that was opened later
}

func closeConn(conn Conn, code wire.CloseCode, reason string) {
	switch {
	case conn == nil:
	case code == 0:
		conn.Abort()
	default:
		conn.Close(code, reason)
	}
}
