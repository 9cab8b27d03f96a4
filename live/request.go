package live

import (
	"net/http"
	"net/url"
	"strings"
)

// isNavigation reports whether the browser is about to show the response to the user. Browsers send
// no Sec-Fetch headers over plain HTTP to a host other than localhost.
func isNavigation(r *http.Request) bool {
	if r.Method != http.MethodGet || strings.Contains(r.Header.Get("Sec-Purpose")+r.Header.Get("Purpose"), "prefetch") {
		return false
	}
	switch r.Header.Get("Sec-Fetch-Dest") {
	case "", "document", "iframe", "frame":
		return true
	}
	return false
}

// pagePath returns the path of the page as the browser sees it, before middleware strips prefixes.
func pagePath(r *http.Request) string {
	if u, err := url.ParseRequestURI(r.RequestURI); err == nil {
		return u.EscapedPath()
	}
	return r.URL.EscapedPath()
}
