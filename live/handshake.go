package live

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// The causes for which a handshake is abandoned.
var (
	errConnectionLost = errors.New("live: the browser has disconnected")
	errMalformed      = errors.New("live: the client sent a message before the reply to its join or resume")
	errJoinTimeout    = errors.New("live: Server.JoinTimeout has passed")
	errShutdown       = errors.New("live: the server is shutting down")
)

// A handshake is a new connection whose client has sent its first message, a join or resume. The
// context of its request ends when the connection is lost, after JoinTimeout, or at the end of
// Shutdown, and with it the synthetic GET.
type handshake struct {
	srv       *Server
	conn      *socket.Conn
	r         *http.Request
	clientKey string

	reader       *handshakeReader
	cancel       context.CancelCauseFunc
	stopAbandon  func() bool // see context.AfterFunc; so are the others
	stopShutdown func() bool
	stopTimer    context.CancelFunc

	since    uint64 // number of the last Disconnect before the connection was opened
	endWait  func() // of beginHandshake
	hasPlace bool   // a place in Server.places must be returned
}

// startHandshake returns the handshake of a connection. The caller must call its end method.
func (srv *Server) startHandshake(conn *socket.Conn, r *http.Request, clientKey string) *handshake {
	timeout := cmp.Or(srv.JoinTimeout, 30*time.Second)
	timed, stopTimer := context.WithTimeoutCause(r.Context(), timeout, errJoinTimeout)
	ctx, cancel := context.WithCancelCause(timed)
	h := &handshake{
		srv: srv, conn: conn, r: r.WithContext(ctx), clientKey: clientKey, cancel: cancel, stopTimer: stopTimer,
		reader: &handshakeReader{srv: srv, conn: conn, serve: make(chan func(), 1), cancel: cancel},
	}
	h.stopShutdown = context.AfterFunc(srv.stopped, func() { cancel(errShutdown) })
	return h
}

// start begins to read the connection. The fields of h must be set.
func (h *handshake) start() {
	h.stopAbandon = context.AfterFunc(h.r.Context(), h.abandon)
	go h.reader.read()
}

// abandon closes the connection of a handshake whose context has ended. The handlers of the synthetic
// GET may still be running.
func (h *handshake) abandon() {
	h.endWait() // a handler that never returns must not keep what the handshake needed
	switch context.Cause(h.r.Context()) {
	case errConnectionLost:
		h.conn.Abort()
	case errMalformed:
		h.srv.warn(h.r, "live: connection closed before the join or resume", "reason", wire.Malformed)
		h.conn.Close(wire.Malformed)
	case errShutdown:
		h.conn.Close(wire.Drain)
	default:
		h.srv.warn(h.r, "live: a join or resume took longer than Server.JoinTimeout: the handlers of the page "+
			"are too slow, or the URL is not that of a page")
		h.reject(wire.Timeout)
	}
}

// isAbandoned reports whether the connection was closed, or is about to be, because the context of
// the handshake has ended.
func (h *handshake) isAbandoned() bool { return h.r.Context().Err() != nil }

// commit must be called before the reply to the first message is sent. It reports false if the
// handshake was abandoned.
func (h *handshake) commit() bool {
	h.reader.stopWatching()
	return h.stopAbandon()
}

// end ends the handshake. serve reads the connection, or is nil if that was closed.
func (h *handshake) end(serve func()) {
	h.reader.stopWatching()
	if h.stopAbandon() && h.isAbandoned() && serve == nil {
		h.abandon()
	}
	h.stopShutdown()
	h.stopTimer()
	h.cancel(nil)
	if h.hasPlace {
		h.srv.places.Release(h.clientKey)
	}
	srv, conn, clientKey := h.srv, h.conn, h.clientKey
	if serve != nil {
		srv.handshakes.Release(clientKey)
		h.reader.serve <- serve
		return
	}
	h.reader.serve <- func() { // keep reading until the browser has received the close frame
		defer srv.handshakes.Release(clientKey)
		for err := error(nil); err == nil || errors.Is(err, socket.ErrMalformed); _, err = srv.read(conn) {
		}
		conn.Abort()
	}
}

// A handshakeReader reads a connection during its handshake, to notice that it is lost, and then for
// the session, so that an idle connection does not keep the request and its buffers in memory. Until
// the reply to the first message, a client may send only heartbeats, bye and sleep.
type handshakeReader struct {
	srv   *Server
	conn  *socket.Conn
	serve chan func() // receives the function that reads the connection after the handshake

	mu     sync.Mutex
	cancel context.CancelCauseFunc // ends the handshake; nil after stopWatching

	heartbeats int // that were answered
}

// maxHeartbeats is the number of heartbeats that a handshake answers: their rate is not limited, and
// a client that does not read would fill the queue.
const maxHeartbeats = 100

// read reads the connection until the handshake has ended, and then calls the function that was sent
// to serve.
func (hr *handshakeReader) read() {
	for {
		msg, err := hr.srv.read(hr.conn)
		if err != nil && !errors.Is(err, socket.ErrMalformed) {
			hr.conn.Abort()
		}
		if !hr.skips(msg, err) {
			hr.conn.Unread(msg, err)
			break
		}
	}
	serve := <-hr.serve
	serve()
}

// skips reports whether a message is not for the session. It ends the handshake if the message was
// received before the reply to the first one was sent, and is not a heartbeat.
func (hr *handshakeReader) skips(msg wire.ClientMessage, err error) bool {
	hr.mu.Lock()
	defer hr.mu.Unlock()
	switch {
	case hr.cancel == nil:
		return false
	case err != nil && !errors.Is(err, socket.ErrMalformed), msg == wire.Bye, msg == wire.Sleep:
		hr.cancel(errConnectionLost)
	case msg == wire.Heartbeat && hr.heartbeats < maxHeartbeats:
		hr.heartbeats++
		hr.conn.Send(socket.Message{Data: wire.Heartbeat.Append(nil)})
		return true
	default:
		hr.cancel(errMalformed)
	}
	return false
}

// stopWatching makes all further messages ones for the session.
func (hr *handshakeReader) stopWatching() {
	hr.mu.Lock()
	defer hr.mu.Unlock()
	hr.cancel = nil
}
