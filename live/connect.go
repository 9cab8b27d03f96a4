package live

import (
	"errors"
	"net/http"
	"time"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// firstMessage is how long a new connection may take to say what it wants.
const firstMessageTimeout = 10 * time.Second

func isUpgrade(r *http.Request) bool { return socket.IsUpgrade(r) }

// connect answers a websocket: its first message joins or resumes a session, which reads the rest on a goroutine of its own, so that
// an idle connection does not keep the request.
func (srv *Server) connect(w http.ResponseWriter, r *http.Request) {
	if srv.shuttingDown() {
		w.Header().Set("Retry-After", "5")
		http.Error(w, "This server is going away.", http.StatusServiceUnavailable)
		return
	}
	conn, err := socket.Upgrade(w, r, socket.Options{AllowOrigin: srv.allowOrigin, Compress: srv.Compress})
	if err != nil {
		srv.log().Warn("live: no websocket", "path", r.URL.Path, "err", err)
		return
	}
	conn.SetReadTimeout(firstMessageTimeout)
	first, err := conn.Read()
	if err != nil && !errors.Is(err, socket.ErrMalformed) {
		conn.Abort()
		return
	}
	conn.SetReadTimeout(0)
	h := &handshake{srv: srv, conn: conn, r: r}
	var serve func()
	switch m := first.(type) {
	case wire.Join:
		serve = h.join(m)
	case wire.Resume:
		serve = h.resume(m)
	default:
		conn.Close(wire.Stop, wire.Malformed)
	}
	if serve == nil { // closed: read until the browser has heard it
		serve = func() {
			for err := error(nil); err == nil || errors.Is(err, socket.ErrMalformed); _, err = conn.Read() {
			}
			conn.Abort()
		}
	}
	go serve()
}

// allowOrigin is the same-origin check. What sends no Origin is no browser.
func (srv *Server) allowOrigin(r *http.Request) bool {
	if r.Header.Get("Origin") == "" {
		return true
	}
	// CrossOriginProtection lets GETs pass; the origin of a websocket matters as that of a POST does.
	post := &http.Request{Method: http.MethodPost, Host: r.Host, Header: http.Header{"Origin": r.Header["Origin"]}, URL: r.URL}
	return srv.crossOrigin.Check(post) == nil
}
