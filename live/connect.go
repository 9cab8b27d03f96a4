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
// session. Later messages are read in another goroutine; see handshakeReader.
func (srv *Server) connect(w http.ResponseWriter, r *http.Request) {
	if srv.shuttingDown() {
		srv.counters.refused.Add(1)
		w.Header().Set("Retry-After", "5")
		http.Error(w, textShuttingDown, http.StatusServiceUnavailable)
		return
	}
	if err := srv.checkUpgrade(r); err != nil {
		srv.refuseOrigin(w, r, err)
		return
	}
	answered := false
	defer srv.recoverPage(w, r, &answered)
	clientKey := srv.clientKey(r)
	answered = true
	if !srv.admitUpgrade(w, r, clientKey) {
		return
	}
	var conn *socket.Conn
	started := false
	defer func() { // also if middleware's http.Hijacker panics
		if started {
			return
		}
		if srv.handshakes.Release(clientKey); conn != nil {
			conn.Abort()
		}
	}()
	since, end := srv.disconnects.beginHandshake()
	defer end()
	conn, err := socket.Upgrade(w, r, socket.Options{
		Compress: srv.Compress, Traffic: &srv.counters.traffic, MaxMessage: srv.MaxMessageBytes,
	})
	if err != nil {
		srv.counters.refused.Add(1)
		srv.warn(r, "live: WebSocket upgrade failed", "err", err)
		return
	}
	conn.SetReadTimeout(firstMessageTimeout)
	first, err := srv.read(conn)
	if err != nil && !errors.Is(err, socket.ErrMalformed) {
		return
	}
	conn.SetReadTimeout(0)
	r = r.WithContext(context.WithValue(r.Context(), netConnKey{}, conn.NetConn()))
	started = true
	h := srv.startHandshake(conn, r, clientKey)
	h.since, h.endWait = since, end
	h.start()
	var serve func()
	defer func() { h.end(serve) }() // also if the application's code calls runtime.Goexit
	switch m := first.(type) {
	case wire.Join:
		serve = h.guard(func() func() { return h.join(m) })
	case wire.Resume:
		serve = h.guard(func() func() { return h.resume(m) })
	default:
		h.reject(wire.Malformed)
	}
}
