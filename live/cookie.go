package live

import (
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"strings"
)

// The names of the cookie that binds a page to the browser that requested it. A browser accepts a
// name that begins with __Host- only over HTTPS, and only from this host: another host of the same
// domain cannot set it.
const (
	cookieName       = "live"
	secureCookieName = "__Host-live"
)

// maxCookieLength is the length of the longest value that the server accepts. Its own are shorter.
const maxCookieLength = 64

// ensureBrowserCookie returns the value of the browser's cookie. If there is none, it sets one.
func ensureBrowserCookie(w http.ResponseWriter, r *http.Request) string {
	name := cookieNameFor(r)
	if value := readCookie(r, name); value != "" {
		return value
	}
	c := newBrowserCookie(r)
	http.SetCookie(w, c)
	return c.Value
}

// browserCookieAfter returns the value of the browser's cookie after the response to r, or "" if there is none.
func browserCookieAfter(w http.ResponseWriter, r *http.Request) string {
	if value := readCookie(r, secureCookieName); value != "" {
		return value
	}
	for _, line := range w.Header()["Set-Cookie"] {
		if c, err := http.ParseSetCookie(line); err == nil && c.Name == cookieNameFor(r) {
			return c.Value
		}
	}
	return readCookie(r, cookieNameFor(r))
}

// newBrowserCookie returns a cookie with a new value for the browser that sent r.
func newBrowserCookie(r *http.Request) *http.Cookie {
	return &http.Cookie{
		Name: cookieNameFor(r), Value: rand.Text(), Path: "/",
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: isHTTPS(r),
	}
}

// browserCookie returns the value of the browser's cookie, or "" if there is none.
func browserCookie(r *http.Request) string {
	if value := readCookie(r, secureCookieName); value != "" {
		return value
	}
	return readCookie(r, cookieName)
}

// readCookie returns the first value of a cookie that the server may have set, or "" if there is
// none.
func readCookie(r *http.Request, name string) string {
	for _, c := range r.CookiesNamed(name) {
		if c.Value != "" && len(c.Value) <= maxCookieLength {
			return c.Value
		}
	}
	return ""
}

// hasOtherCookies reports whether the browser sent a cookie that the server did not set.
func hasOtherCookies(r *http.Request) bool {
	for _, c := range r.Cookies() {
		if !isBrowserCookie(c.Name) {
			return true
		}
	}
	return false
}

// cookieNameFor returns the name of the cookie that the server sets in a response to r.
func cookieNameFor(r *http.Request) string {
	if isHTTPS(r) {
		return secureCookieName
	}
	return cookieName
}

// isHTTPS reports whether the browser sent r over HTTPS, to this server or, according to the headers
// of a proxy, to that. A client that lies about it only receives a cookie that it does not store.
func isHTTPS(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	proto, _, _ := strings.Cut(r.Header.Get("X-Forwarded-Proto"), ",")
	if proto == "" {
		proto = forwardedProto(r.Header.Get("Forwarded"))
	}
	switch strings.ToLower(strings.TrimSpace(proto)) {
	case "https", "wss":
		return true
	}
	return false
}

// forwardedProto returns the proto parameter of the first element of a Forwarded header (RFC 7239).
func forwardedProto(header string) string {
	first, _, _ := strings.Cut(header, ",")
	for pair := range strings.SplitSeq(first, ";") {
		name, value, _ := strings.Cut(pair, "=")
		if strings.EqualFold(strings.TrimSpace(name), "proto") {
			return strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return ""
}

// A cookieHash is the hash of the cookie of the browser that joined a page; it is zero if the browser
// stores none. Pages keep it, because the length of a cookie is up to the browser.
type cookieHash [sha256.Size]byte

// hashCookie returns the hash of a value that browserCookie returned.
func hashCookie(value string) (h cookieHash) {
	if value != "" {
		h = sha256.Sum256([]byte(value))
	}
	return h
}
