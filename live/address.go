package live

import (
	"net/url"
	"strings"
)

// query is the part of an event's URL after the question mark.
func query(u string) string {
	_, q, _ := strings.Cut(u, "?")
	return q
}

// isLocal says whether to is an absolute path on this server, to a browser too: it takes a backslash for a slash, and drops tabs and
// line breaks before it looks for "//".
func isLocal(to string) bool {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || odd(to) {
		return false
	}
	u, err := url.Parse(to)
	return err == nil && u.Host == "" && u.Scheme == ""
}

// isWeb says whether to is a whole http or https URL.
func isWeb(to string) bool {
	u, err := url.Parse(to)
	return err == nil && !odd(to) && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func odd(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f })
}
