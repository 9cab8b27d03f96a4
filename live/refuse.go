package live

import (
	"net/http"

	"github.com/lively-go/lively/internal/socket"
)

// refuseHost responds to a request whose Host header is not in AllowedHosts.
func (srv *Server) refuseHost(w http.ResponseWriter, r *http.Request) {
	srv.logs.Refuse("live: request refused: its Host is not in Server.AllowedHosts",
		"host", shorten(r.Host), "path", shorten(r.URL.Path))
	refuseRequest(w, textUnknownHost, http.StatusMisdirectedRequest)
}

// refuseOrigin responds to a WebSocket, or to an unsafe request, of another origin.
func (srv *Server) refuseOrigin(w http.ResponseWriter, r *http.Request, err error) {
	if r.Method == http.MethodGet { // a WebSocket
		srv.counters.refused.Add(1)
	}
	srv.logs.Refuse("live: request refused: it may come from another site. "+
		"If it does not, list its Origin in Server.TrustedOrigins, or let the proxy pass the Host header with its port "+
		"(nginx: proxy_set_header Host $http_host)",
		"origin", shorten(r.Header.Get("Origin")), "host", shorten(r.Host), "method", r.Method,
		"path", shorten(r.URL.Path), "err", shorten(err.Error()))
	refuseRequest(w, textCrossOrigin, http.StatusForbidden)
}

// refuseUpgrade responds to a request for a WebSocket that cannot be upgraded.
func (srv *Server) refuseUpgrade(w http.ResponseWriter, r *http.Request, err *socket.HandshakeError) {
	srv.counters.refused.Add(1)
	srv.logs.Refuse("live: a WebSocket cannot be opened: "+err.Problem,
		"host", shorten(r.Host), "path", shorten(r.URL.Path), "proto", r.Proto)
	for name, values := range err.Header {
		w.Header()[name] = values
	}
	refuseRequest(w, textNoWebSocket, err.Status)
}

// refuseRequest responds with a plain text, which caches must not keep.
func refuseRequest(w http.ResponseWriter, text string, status int) {
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, text, status)
}

// shorten returns at most 200 bytes of s, which a client has sent, for the log.
func shorten(s string) string {
	if len(s) > 200 {
		return s[:200] + "…"
	}
	return s
}
