package live

import (
	"crypto/rand"
	"net/http"
	"strings"
)

// cookieName is the name of the cookie that binds a page to the browser that requested it.
const cookieName = "live"

// ensureBrowserCookie returns the value of the browser's cookie. If there is none, it sets one.
func ensureBrowserCookie(w http.ResponseWriter, r *http.Request) string {
	if c, err := r.Cookie(cookieName); err == nil && c.Value != "" {
		return c.Value
	}
	c := http.Cookie{
		Name: cookieName, Value: rand.Text(), Path: "/",
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil,
	}
	http.SetCookie(w, &c)
	return c.Value
}

// browserCookie returns the value of the browser's cookie, or "" if there is none.
func browserCookie(r *http.Request) string {
	if c, err := r.Cookie(cookieName); err == nil {
		return c.Value
	}
	return ""
}

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
