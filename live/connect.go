package live

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// firstMessageTimeout is how long a new connection may take to send its join or resume message.
const firstMessageTimeout = 10 * time.Second

// connect upgrades a request to a WebSocket and handles its first message, which joins or resumes a
// session. Later messages are read in a new goroutine, so that an idle connection does not keep the
// request and its buffers in memory.
func (srv *Server) connect(w http.ResponseWriter, r *http.Request) {
	if srv.shuttingDown() {
		w.Header().Set("Retry-After", "5")
		http.Error(w, textShuttingDown, http.StatusServiceUnavailable)
		return
	}
	if err := srv.checkUpgrade(r); err != nil {
		srv.refuseOrigin(w, r, err)
		return
	}
	conn, err := socket.Upgrade(w, r, socket.Options{Compress: srv.Compress})
	if err != nil {
		srv.warn(r, "live: WebSocket upgrade failed", "err", err)
		return
	}
	conn.SetReadTimeout(firstMessageTimeout)
	first, err := conn.Read()
	if err != nil && !errors.Is(err, socket.ErrMalformed) {
		conn.Abort()
		return
	}
	conn.SetReadTimeout(0)
	r = r.WithContext(context.WithValue(r.Context(), netConnKey{}, conn.NetConn()))
	h := &handshake{srv: srv, conn: conn, r: r}
	var serve func()
	switch m := first.(type) {
	case wire.Join:
		serve = h.guard(func() func() { return h.join(m) })
	case wire.Resume:
		serve = h.guard(func() func() { return h.resume(m) })
	default:
		conn.Close(wire.Stop, wire.Malformed)
	}
	if serve == nil { // closed: keep reading until the browser has received the close frame
		serve = h.discard
	}
	go serve()
}

// discard reads until the browser has received the close frame.
func (h *handshake) discard() {
	defer h.srv.recoverReader(h.conn)
	for err := error(nil); err == nil || errors.Is(err, socket.ErrMalformed); _, err = h.conn.Read() {
	}
	h.conn.Abort()
}
