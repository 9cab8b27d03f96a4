package live

import (
	"context"
	"net/http"
	"strings"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/js"
)

// mountPointKey is the context key of a mountPoint.
type mountPointKey struct{}

// clientPath is the path of the client script, relative to the mount point of the server. It
// changes with the script.
var clientPath = "/_live/live." + js.Hash + ".js"

// ServeHTTP implements [http.Handler]. It panics if Handler contains the Server itself.
func (srv *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	srv.init()
	if socket.IsUpgrade(r) {
		srv.connect(w, r)
		return
	}
	if r.URL.Path == clientPath {
		serveClient(w, r)
		return
	}
	if err := srv.crossOrigin.Check(r); err != nil {
		http.Error(w, textCrossOrigin, http.StatusForbidden)
		return
	}
	// Otherwise infinite recursion would overflow the stack, which ends the process.
	if m, ok := r.Context().Value(mountPointKey{}).(mountPoint); ok && m.Server == srv {
		panic("live: Server.Handler contains the Server itself; set it to the application's router")
	}
	ctx := context.WithValue(r.Context(), mountPointKey{}, mountPoint{srv, strippedPrefix(r), srv.disconnects.received.Load()})
	srv.router().ServeHTTP(w, r.WithContext(ctx))
}

// A mountPoint is a server that handles a request, and the path prefix under which the outermost
// handler serves it.
type mountPoint struct {
	*Server
	prefix string
	since  uint64 // number of the last Disconnect that was received before the request
}

// strippedPrefix returns the part of the path that middleware such as http.StripPrefix removed.
func strippedPrefix(r *http.Request) string {
	path, _, _ := strings.Cut(r.RequestURI, "?")
	if p, ok := strings.CutSuffix(path, r.URL.EscapedPath()); ok {
		return p
	}
	return ""
}

func (srv *Server) router() http.Handler {
	if srv.Handler == nil {
		return http.DefaultServeMux
	}
	return srv.Handler
}

// serveClient serves the client script. Browsers may cache it forever, because its path changes with
// its content.
func serveClient(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Add("Vary", "Accept-Encoding")
	body := js.Client
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = js.Gzip()
	}
	_, _ = w.Write(body)
}
