package live

import (
	"context"
	"net/http"
	"strings"

	"github.com/lively-go/lively/js"
)

type mountPointKey struct{}

// clientPath is where the client's script is served, below the server's own prefix. The hash is its content's.
var clientPath = "/_live/live." + js.Hash + ".js"

// ServeHTTP implements http.Handler.
func (srv *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	srv.init()
	if isUpgrade(r) {
		srv.connect(w, r)
		return
	}
	if r.URL.Path == clientPath {
		serveClient(w, r)
		return
	}
	if err := srv.crossOrigin.Check(r); err != nil {
		http.Error(w, "This form was sent from another site.", http.StatusForbidden)
		return
	}
	if m, ok := r.Context().Value(mountPointKey{}).(mountPoint); ok && m.Server == srv { // or the stack would overflow, which nobody can recover
		panic("live: Server.Handler leads back to the Server: give it a router of its own")
	}
	srv.router().ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), mountPointKey{}, mountPoint{srv, strippedPrefix(r)})))
}

// mounted is a server, and the path below which the outermost handler has it.
type mountPoint struct {
	*Server
	prefix string
}

// prefix is what middlewares such as http.StripPrefix took from the path.
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

// serveClient answers with the client's script, which never changes under its name.
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
