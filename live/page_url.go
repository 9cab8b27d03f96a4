package live

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/lively-go/lively/internal/target"
)

// pageURL returns the path and query of the page as the browser sees them: before a proxy or
// middleware strips a prefix.
func (srv *Server) pageURL(r *http.Request) *url.URL {
	u := target.URL(r)
	if srv.Prefix == "" {
		return u
	}
	prefix, _ := url.PathUnescape(srv.Prefix) // checkPrefix has accepted it
	escaped := srv.Prefix + u.EscapedPath()
	u.Path, u.RawPath = prefix+u.Path, escaped
	return u
}

// pagePath returns the escaped path of pageURL.
func (srv *Server) pagePath(r *http.Request) string { return srv.Prefix + target.URL(r).EscapedPath() }

// pageURI returns the path and query of the page as the browser sees them. It may be called by any goroutine.
func (p *program) pageURI() string { return p.url.Load().RequestURI() }

// scriptURL returns the URL of the client script: an absolute path.
func (srv *Server) scriptURL(r *http.Request) string {
	return srv.Prefix + strippedPrefix(r) + clientPath
}

// strippedPrefix returns the part of the path that middleware such as http.StripPrefix removed. It
// does not end in a slash.
func strippedPrefix(r *http.Request) string {
	if p, ok := strings.CutSuffix(target.URL(r).EscapedPath(), r.URL.EscapedPath()); ok {
		return strings.TrimRight(p, "/")
	}
	return ""
}

// isPath reports whether the path of r is path. Middleware may have stripped its first slash.
func isPath(r *http.Request, path string) bool { return strings.TrimLeft(r.URL.Path, "/") == path[1:] }

// checkPrefix returns an error if prefix is not valid as Server.Prefix.
func checkPrefix(prefix string) error {
	if prefix == "" {
		return nil
	}
	u, err := url.ParseRequestURI(prefix)
	if err != nil || u.EscapedPath() != prefix || prefix[0] != '/' || strings.HasSuffix(prefix, "/") ||
		strings.Contains(prefix, "//") || strings.Contains(prefix+"/", "/./") || strings.Contains(prefix+"/", "/../") {
		return fmt.Errorf("live: Server.Prefix: %q is not a path such as /app, without a slash at its end", prefix)
	}
	return nil
}
