package live

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"

	"github.com/lively-go/lively/internal/session"
)

// Headers by which the client asks whether its user may still load a page, without loading it.
const (
	recheckHeader = "Live-Recheck" // of the request: a nonce; of the response: the seal
	statusHeader  = "Live-Status"  // of the response: the status that the router wrote
)

// isRecheck reports whether r asks only whether the page would be served.
func isRecheck(r *http.Request) bool {
	return r.Header.Get(recheckHeader) != "" && (r.Method == http.MethodGet || r.Method == http.MethodHead)
}

// answerRecheck responds to a recheck that has reached a page. The seal proves to the session that
// sent the nonce that its user has passed the middleware.
func (srv *Server) answerRecheck(w http.ResponseWriter, r *http.Request, p *page) {
	nonce := r.Header.Get(recheckHeader)
	identity, err := srv.tryIdentity(r)
	if err == nil {
		err = p.check(r)
	}
	if err != nil {
		srv.writeError(w, r, err)
		return
	}
	seal := sealRecheck(srv.Secret, nonce, srv.pagePath(r), hashCookie(browserCookie(r)), identity)
	w.Header().Set(recheckHeader, seal)
	forbidStoring(w.Header()) // by middleware inside the server
	w.WriteHeader(http.StatusNoContent)
}

// concealResponse turns the header of the router's response to a recheck into that of an empty
// response, which shows the status in a header. A script sees no header of a redirect, and 401 makes
// some browsers ask for a password. Cookies are kept.
func concealResponse(h http.Header, status int) int {
	removeBodyHeaders(h)
	h.Set(statusHeader, strconv.Itoa(status))
	forbidStoring(h)
	return http.StatusNoContent
}

// removeBodyHeaders removes what describes the body of a response, and what makes a browser leave the page.
func removeBodyHeaders(h http.Header) {
	for _, name := range []string{
		"Location", "Refresh", "Www-Authenticate", "Content-Type", "Content-Length", "Content-Encoding",
		"Transfer-Encoding", "Trailer", "Etag", "Last-Modified", "Expires",
	} {
		h.Del(name)
	}
}

// forbidStoring sets headers that keep caches from storing the response to a recheck, or returning it
// for a page load.
func forbidStoring(h http.Header) {
	h.Set("Cache-Control", "no-store")
	addVary(h, recheckHeader)
}

// checkSeal reports whether seal is the response to a recheck with nonce by the user of a session.
func (srv *Server) checkSeal(s *session.Session, nonce, seal string) bool {
	p := s.Page.Program().(*program)
	return slices.ContainsFunc(srv.secrets.verify, func(secret []byte) bool {
		return hmac.Equal([]byte(seal), []byte(sealRecheck(secret, nonce, p.path, p.cookie, p.identity)))
	})
}

// sealRecheck returns the seal of a nonce for a page and its user: the identity or, if that is "", the
// browser with the cookie. Neither a header nor a path contains a NUL.
func sealRecheck(secret []byte, nonce, path string, cookie cookieHash, identity string) string {
	if identity != "" {
		cookie = cookieHash{} // a response that renews the cookie does not end the pages of this user
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("lively recheck 1\x00" + nonce + "\x00" + path + "\x00"))
	mac.Write(cookie[:])
	mac.Write([]byte(identity))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
