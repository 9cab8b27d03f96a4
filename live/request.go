package live

import (
	"net/http"
	"strings"
)

// isNavigation reports whether the browser is about to show the response to the user. Browsers send
// no Sec-Fetch headers over plain HTTP to a host other than localhost.
func isNavigation(r *http.Request) bool {
	if r.Header.Get(navigateHeader) != "" {
		return pageFetchFrom(r.Context()) != nil
	}
	if r.Method != http.MethodGet && r.Method != http.MethodPost || strings.Contains(r.Header.Get("Sec-Purpose")+r.Header.Get("Purpose"), "prefetch") {
		return false
	}
	switch r.Header.Get("Sec-Fetch-Dest") {
	case "", "document", "iframe", "frame":
		return true
	}
	return false
}

// isSafe reports whether browsers send requests with this method to other sites without asking, so
// that they must not have side effects. net/http's CrossOriginProtection has the same list.
func isSafe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}
