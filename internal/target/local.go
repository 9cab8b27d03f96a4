package target

import (
	"net/url"
	"strings"
)

// IsLocal reports whether to is an absolute path on this server, also as browsers interpret it.
func IsLocal(to string) bool {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || HasUnsafeChars(to) {
		return false
	}
	u, err := url.Parse(to)
	return err == nil && u.Host == "" && u.Scheme == ""
}

// HasUnsafeChars reports whether a URL has characters that may lead a browser to another host. Browsers
// remove control characters before they look for "//". Before the query and the fragment they treat a
// backslash as a slash.
func HasUnsafeChars(u string) bool {
	if strings.ContainsFunc(u, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return true
	}
	if end := strings.IndexAny(u, "?#"); end >= 0 {
		u = u[:end]
	}
	return strings.ContainsAny(u, ` \`)
}
