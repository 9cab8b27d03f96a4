package live

import (
	"cmp"
	"context"
	"errors"
	"net/http"
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

	isFirst      bool     // the session is the first one of the connection
	isResume     bool     // of a further session
	prog         *program // of the session; nil before it is joined or resumed
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
	c.mux.OnWake(c.showAgain)
	h := c.newHandshake(r.Context(), c.mux.First())
	h.r, h.path = r.WithContext(h.ctx), c.srv.pagePath(r)
	h.isFirst, c.reading.cancel = true, h.cancel
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
	if h.isFirst {
		go h.readHandshake()
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
		if !h.isFirst && cause != errJoinTimeout { // the Mux has ended the session
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
	if h.isFirst {
		h.reading.stopWatching()
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
	if opened && !h.isFirst {
		h.shareDocument(nil)
	}
	switch {
	case !h.isFirst:
	case !opened:
		h.forbidGets()
		h.passConnection(refused)
	default:
		h.limitGets(h.prog)
		h.srv.handshakes.Release(h.clientKey)
		if resumed {
			h.passConnection(resumedFirst)
		} else {
			h.passConnection(joinedFirst)
		}
	}
}

// awaitClose reads a connection that was closed until the browser has received the close frame, and then
// returns its place among those that have not joined.
func (srv *Server) awaitClose(conn *socket.Conn, clientKey string) {
	defer srv.handshakes.Release(clientKey)
	for err := error(nil); err == nil || errors.Is(err, socket.ErrMalformed); _, _, err = srv.read(conn) {
	}
	conn.Abort()
}
