package live

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"strings"
)

// cookieName is of the cookie that binds a page to the browser that asked for it.
const cookieName = "live"

// browser returns the value of the browser's cookie, which it sets if there is none.
func ensureBrowserCookie(w http.ResponseWriter, r *http.Request) string {
	if c, err := r.Cookie(cookieName); err == nil && c.Value != "" {
		return c.Value
	}
	c := http.Cookie{
		Name: cookieName, Value: rand.Text(), Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil,
	}
	http.SetCookie(w, &c)
	return c.Value
}

func browserCookie(r *http.Request) string {
	if c, err := r.Cookie(cookieName); err == nil {
		return c.Value
	}
	return ""
}

// joinable says whether a person is about to look at the answer. A plain-http page on a name other than localhost sends no Sec-Fetch headers.
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

// path is the page's own, as the browser has it.
func pagePath(r *http.Request) string {
	if u, err := url.ParseRequestURI(r.RequestURI); err == nil {
		return u.EscapedPath()
	}
	return r.URL.EscapedPath()
}
