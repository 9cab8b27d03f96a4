package live

import (
	"context"
	"errors"
	"sync"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// A handshakeReading is the reading of a connection during its handshake. It notices that the connection is
// lost. Until the reply to the first message, a client may send only heartbeats, bye and sleep. The goroutine
// that reads then reads for the session, so that an idle connection does not keep the request and its buffers in
// memory. It may be blocked in the first read for as long as the client is idle, so a handshakeReading is small.
type handshakeReading struct {
	mu         sync.Mutex
	hasMessage bool // the connection has a message for the session, and is not being read
	result     handshakeResult
	heartbeats int32                   // that were answered
	cancel     context.CancelCauseFunc // ends the handshake; nil after stopWatching
}

// A handshakeResult is how a handshake has ended.
type handshakeResult uint8

const (
	unfinished handshakeResult = iota
	joinedFirst
	resumedFirst
	refused
)

// maxHeartbeats is the number of heartbeats that a handshake answers: their rate is not limited, and
// a client that does not read would fill the queue.
const maxHeartbeats = 100

// readHandshake reads the connection until there is a message for the session, and after the handshake reads for
// that.
func (c *connection) readHandshake() {
	for {
		n, msg, err := c.srv.read(c.conn)
		if err != nil && !errors.Is(err, socket.ErrMalformed) {
			c.conn.Abort()
		}
		if !c.skips(n, msg, err) {
			c.conn.Unread(n, msg, err)
			break
		}
	}
	if result := c.reading.endRead(); result != unfinished {
		c.readAfter(result)
	}
}

// passConnection ends the reading for the handshake, which has the result.
func (c *connection) passConnection(result handshakeResult) {
	if c.reading.finish(result) {
		go c.readAfter(result)
	}
}

// readAfter reads the connection after its handshake.
func (c *connection) readAfter(result handshakeResult) {
	if result == refused {
		c.srv.awaitClose(c.conn, c.clientKey)
		return
	}
	c.mux.Serve(result == resumedFirst)
}

// skips reports whether a message is not for the session. It ends the handshake if the message was
// received before the reply to the first one was sent, and is not a heartbeat.
func (c *connection) skips(n uint64, msg wire.ClientMessage, err error) bool {
	r := &c.reading
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.cancel == nil:
		return false
	case err != nil && !errors.Is(err, socket.ErrMalformed), n == 0 && (msg == wire.Bye || msg == wire.Sleep):
		r.cancel(errConnectionLost)
	case msg == wire.Heartbeat && r.heartbeats < maxHeartbeats:
		r.heartbeats++
		c.conn.Send(socket.Message{Data: wire.Heartbeat.Append(nil)})
		return true
	default:
		r.cancel(errMalformed)
	}
	return false
}

// stopWatching makes all further messages ones for the session.
func (r *handshakeReading) stopWatching() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cancel = nil
}

// endRead returns the result of the handshake. If there is none yet, the caller must not read any more: finish
// starts another goroutine.
func (r *handshakeReading) endRead() handshakeResult {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hasMessage = true
	return r.result
}

// finish records the result. It reports whether no goroutine reads the connection.
func (r *handshakeReading) finish(result handshakeResult) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.result = result
	return r.hasMessage
}
