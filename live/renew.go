package live

import (
	"net/http"
	"strings"

	"github.com/lively-go/lively/internal/synthetic"
)

// observeResponse returns the writer for the router's response to r, and a function that must be
// called when the router has returned or panicked. The writer renews the browser's cookie, and answers
// rechecks and fetches of the next page; fetch may be nil. Other responses are not observed.
func (srv *Server) observeResponse(
	w http.ResponseWriter, r *http.Request, fetch *pageFetch,
) (_ http.ResponseWriter, finish func(panicked bool)) {
	bound, recheck := browserCookie(r) != "", isRecheck(r)
	checksPost := srv.Dev && r.Method == http.MethodPost
	namesPage := r.Method == http.MethodGet && r.Header.Get(navigateHeader) != ""
	if syntheticGetFrom(r.Context()) != nil || !bound && !recheck && !checksPost && !namesPage {
		return w, func(bool) {}
	}
	o, end := observe(w, func(status int) int {
		if bound && changesLogin(r, status, w.Header()) {
			srv.renewCookie(w, r)
		}
		if recheck {
			status = concealResponse(w.Header(), status)
		}
		if namesPage {
			status = fetch.complete(w.Header(), status)
		}
		if checksPost && status == http.StatusMethodNotAllowed {
			srv.warn(r, "live: the router does not accept a POST; if it is one of a form with live.AcceptPost, register its live.Page for POST, too")
		}
		return status
	})
	return o, func(panicked bool) {
		if !panicked {
			end()
		} else if bound && changesLogin(r, http.StatusInternalServerError, w.Header()) {
			// Middleware outside of the server may still write the header.
			srv.renewCookie(w, r)
		}
	}
}

// renewCookie replaces the cookie of the browser that sent r.
func (srv *Server) renewCookie(w http.ResponseWriter, r *http.Request) {
	c := renewedCookie(r)
	srv.moveFlashes(w, r, c.Value)
	http.SetCookie(w, c)
}

// changesLogin reports whether a response may log a user in or out: it has a side effect or redirects,
// and it sets, changes or clears a cookie that scripts cannot read.
func changesLogin(r *http.Request, status int, header http.Header) bool {
	redirects := 300 <= status && status < 400 && header.Get("Location") != ""
	if !redirects && isSafe(r.Method) {
		return false
	}
	for _, c := range synthetic.ChangedCookies(r, header) {
		// The header that clears a cookie need not repeat its attributes.
		if (c.HttpOnly || synthetic.IsCleared(c)) && !isBrowserCookie(c.Name) {
			return true
		}
	}
	return false
}

// renewedCookie returns a cookie that replaces the one that browserCookie returns for r. Pages that
// were joined with that can only be remounted.
func renewedCookie(r *http.Request) *http.Cookie {
	c := newBrowserCookie(r)
	if readCookie(r, secureCookieName) != "" {
		c.Name, c.Secure = secureCookieName, true
	}
	return c
}

// isBrowserCookie reports whether a name is that of a cookie that the server sets.
func isBrowserCookie(name string) bool {
	name = strings.TrimPrefix(name, "__Host-")
	return name == cookieName || strings.HasPrefix(name, flashCookiePrefix)
}
