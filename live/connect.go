package live

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// firstMessageTimeout is how long a new connection may take to send its join or resume message.
const firstMessageTimeout = 10 * time.Second

// connect upgrades a request to a WebSocket and handles its first message, which joins or resumes a
// session. Later messages are read in another goroutine; see handshakeReading.
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
	if socket.Version(r) != wire.Protocol {
		srv.warn(r, "live: the page was loaded from another version of the server; it is loaded again")
		srv.counters.refused.Add(1)
		conn.Close(wire.Build)
		started = true
		go srv.awaitClose(conn, clientKey)
		return
	}
	conn.SetReadTimeout(firstMessageTimeout)
	n, first, err := srv.read(conn)
	if err != nil && !errors.Is(err, socket.ErrMalformed) {
		return
	}
	conn.SetReadTimeout(0)
	r = r.WithContext(context.WithValue(r.Context(), netConnKey{}, conn.NetConn()))
	started = true
	c := &connection{srv: srv, conn: conn, clientKey: clientKey, cookie: strings.Clone(browserCookie(r)), since: since}
	h := c.startFirst(r)
	h.endWait = end
	h.start()
	opened, resumed := false, false
	defer func() { h.end(opened, resumed) }() // also if the application's code calls runtime.Goexit
	if n != 0 {
		first = nil
	}
	switch m := first.(type) {
	case wire.Join:
		opened = h.guard(func() bool { return h.join(m) })
	case wire.Resume:
		opened = h.guard(func() bool { return h.resume(m) })
		resumed = opened
	default:
		h.reject(wire.Malformed)
	}
}
