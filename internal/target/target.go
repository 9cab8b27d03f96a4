// Package target reads the target of a request line: the path and query that the browser asked for,
// before middleware changed the URL of the request. A client may send any text there, such as
// http://evil.test/ or //evil.test/. What this package returns has neither a scheme nor a host.
package target

import (
	"net/http"
	"net/url"
	"strings"
)

// URL returns the path and query of r. The path begins with exactly one slash, and characters that
// browsers treat as a slash are escaped, so that the text of the URL is a path on this server when a
// browser resolves it.
func URL(r *http.Request) *url.URL {
	u := Verbatim(r)
	escaped := "/" + strings.TrimLeft(u.EscapedPath(), "/")
	path, err := url.PathUnescape(escaped)
	if err != nil { // EscapedPath returns valid escapes only
		return &url.URL{Path: "/"}
	}
	return &url.URL{Path: path, RawPath: escaped, RawQuery: u.RawQuery}
}

// Verbatim returns the path and query of r as a router sees them: the path may begin with several
// slashes, or be "*". An empty path is "/".
func Verbatim(r *http.Request) *url.URL {
	u, err := url.ParseRequestURI(r.RequestURI)
	if err != nil {
		u = r.URL
	}
	v := &url.URL{Path: u.Path, RawPath: u.RawPath, ForceQuery: u.ForceQuery, RawQuery: u.RawQuery}
	if v.Path == "" {
		v.Path, v.RawPath = "/", ""
	}
	return v
}
