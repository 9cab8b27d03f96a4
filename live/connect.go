package live

import (
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
		w.Header().Set("Retry-After", "5")
		http.Error(w, textShuttingDown, http.StatusServiceUnavailable)
		return
	}
	clientKey := srv.clientKey(r)
	if !srv.admitUpgrade(w, r, clientKey) {
		return
	}
	conn, err := socket.Upgrade(w, r, socket.Options{AllowOrigin: srv.allowOrigin, Compress: srv.Compress})
	if err != nil {
		srv.log().Warn("live: WebSocket upgrade failed", "path", r.URL.Path, "err", err)
		srv.handshakes.Release(clientKey)
		return
	}
	conn.SetReadTimeout(firstMessageTimeout)
	first, err := conn.Read()
	if err != nil && !errors.Is(err, socket.ErrMalformed) {
		conn.Abort()
		srv.handshakes.Release(clientKey)
		return
	}
	conn.SetReadTimeout(0)
	h := srv.startHandshake(conn, r, clientKey)
	var serve func()
	completed := false
	defer func() {
		if !completed {
			h.fail()
		}
		h.end(serve)
	}()
	switch m := first.(type) {
	case wire.Join:
		serve = h.join(m)
	case wire.Resume:
		serve = h.resume(m)
	default:
		conn.Close(wire.Malformed)
	}
	completed = true
}

// allowOrigin reports whether a WebSocket may be opened from the origin of r. A client that sends
// no Origin header is not a browser.
func (srv *Server) allowOrigin(r *http.Request) bool {
	if r.Header.Get("Origin") == "" {
		return true
	}
	// CrossOriginProtection allows all GETs, but a WebSocket needs the protection of a POST.
	post := &http.Request{
		Method: http.MethodPost, Host: r.Host, Header: http.Header{"Origin": r.Header["Origin"]}, URL: r.URL,
	}
	return srv.crossOrigin.Check(post) == nil
}
