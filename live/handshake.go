package live

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/lively-go/lively/internal/session"
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

// A handshake is a join or resume that opens a session of a connection. Its context ends when the
// connection is lost or the client takes the message back, after JoinTimeout, or at the end of Shutdown,
// and with it the synthetic GET.
type handshake struct {
	*connection
	link *session.Link
	path string // of the page, as the browser sees it; guarded by mu once start was called
	ctx  context.Context
	r    *http.Request // for the synthetic GET; nil if the session must be opened without one

	reader       *handshakeReader // nil if the connection has another session
	cancel       context.CancelCauseFunc
	stopAbandon  func() bool // see context.AfterFunc; so are the others
	stopShutdown func() bool
	stopTimer    context.CancelFunc

	endWait  func() // of beginHandshake; nil if the connection has another session
	hasPlace bool   // a place in Server.places must be returned
}

// startFirst returns the handshake of the connection's first session, which r opens. The caller must call
// its end method.
func (c *connection) startFirst(r *http.Request) *handshake {
	c.mux = session.NewMux(c.conn, &c.srv.options, c.srv.limits(), c.openSession)
	h := c.newHandshake(r.Context(), c.mux.First())
	h.r, h.path = r.WithContext(h.ctx), c.srv.pagePath(r)
	h.reader = &handshakeReader{srv: c.srv, conn: c.conn, serve: make(chan func(), 1), cancel: h.cancel}
	c.gets = &gets{upgrade: r.WithContext(context.WithoutCancel(r.Context()))}
	return h
}

// newHandshake returns the handshake of a session. The caller must call its end method.
func (c *connection) newHandshake(ctx context.Context, link *session.Link) *handshake {
	timeout := cmp.Or(c.srv.JoinTimeout, 30*time.Second)
	timed, stopTimer := context.WithTimeoutCause(ctx, timeout, errJoinTimeout)
	ctx, cancel := context.WithCancelCause(timed)
	h := &handshake{connection: c, link: link, ctx: ctx, cancel: cancel, stopTimer: stopTimer}
	h.stopShutdown = context.AfterFunc(c.srv.stopped, func() { cancel(errShutdown) })
	return h
}

// start begins to watch the context and, for the first session, to read the connection. The fields of h must
// be set.
func (h *handshake) start() {
	h.stopAbandon = context.AfterFunc(h.ctx, h.abandon)
	if h.reader != nil {
		go h.reader.read()
	}
}

// abandon ends the session of a handshake whose context has ended. The handlers of the synthetic
// GET may still be running.
func (h *handshake) abandon() {
	if h.endWait != nil {
		h.endWait() // a handler that never returns must not keep what the handshake needed
	}
	switch cause := context.Cause(h.ctx); cause {
	case errConnectionLost:
		h.link.Abort()
	case errMalformed:
		h.warn("live: connection closed before the join or resume", "reason", wire.Malformed)
		h.link.Close(wire.Malformed)
	case errShutdown:
		h.link.Close(wire.Drain)
	default:
		if h.reader == nil && cause != errJoinTimeout { // the Mux has ended the session
			return
		}
		h.warn("live: a join or resume took longer than Server.JoinTimeout: the handlers of the page " +
			"are too slow, or the URL is not that of a page")
		h.reject(wire.Timeout)
	}
}

// isAbandoned reports whether the session was ended, or is about to be, because the context of
// the handshake has ended.
func (h *handshake) isAbandoned() bool { return h.ctx.Err() != nil }

// commit must be called before the reply to the message is sent. It reports false if the
// handshake was abandoned.
func (h *handshake) commit() bool {
	h.stopWatching()
	if !h.stopAbandon() {
		return false
	}
	if h.isAbandoned() { // the context of a request may end before abandon is called
		h.abandon()
		return false
	}
	return true
}

func (h *handshake) stopWatching() {
	if h.reader != nil {
		h.reader.stopWatching()
	}
}

// end ends the handshake. opened reports whether the session was opened.
func (h *handshake) end(opened, resumed bool) {
	h.stopWatching()
	if h.stopAbandon() && h.isAbandoned() && !opened {
		h.abandon()
	}
	h.stopShutdown()
	h.stopTimer()
	h.cancel(nil)
	if h.hasPlace {
		h.srv.places.Release(h.clientKey)
	}
	if h.reader == nil {
		return
	}
	srv, conn, mux, clientKey := h.srv, h.conn, h.mux, h.clientKey
	if opened {
		h.limitGets()
		srv.handshakes.Release(clientKey)
		h.reader.serve <- func() { mux.Serve(resumed) }
		return
	}
	h.reader.serve <- func() { srv.awaitClose(conn, clientKey) }
}

// awaitClose reads a connection that was closed until the browser has received the close frame, and then
// returns its place among those that have not joined.
func (srv *Server) awaitClose(conn *socket.Conn, clientKey string) {
	defer srv.handshakes.Release(clientKey)
	for err := error(nil); err == nil || errors.Is(err, socket.ErrMalformed); _, _, err = srv.read(conn) {
	}
	conn.Abort()
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
		n, msg, err := hr.srv.read(hr.conn)
		if err != nil && !errors.Is(err, socket.ErrMalformed) {
			hr.conn.Abort()
		}
		if !hr.skips(n, msg, err) {
			hr.conn.Unread(n, msg, err)
			break
		}
	}
	serve := <-hr.serve
	serve()
}

// skips reports whether a message is not for the session. It ends the handshake if the message was
// received before the reply to the first one was sent, and is not a heartbeat.
func (hr *handshakeReader) skips(n uint64, msg wire.ClientMessage, err error) bool {
	hr.mu.Lock()
	defer hr.mu.Unlock()
	switch {
	case hr.cancel == nil:
		return false
	case err != nil && !errors.Is(err, socket.ErrMalformed), n == 0 && (msg == wire.Bye || msg == wire.Sleep):
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
