package live

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// isCookiePath reports whether r is the request for a cookie that a view sets. Its path is that of the client script of any
// version of the server: one that is being replaced may have sent the effect.
func isCookiePath(r *http.Request) bool {
	name, ok := strings.CutPrefix(strings.TrimLeft(r.URL.Path, "/"), "_live/live.")
	return ok && strings.HasSuffix(name, ".cookie")
}

// serveCookie sets the cookie that the sealed text in the body describes.
func (srv *Server) serveCookie(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	if err := srv.checkSameOrigin(r); err != nil {
		srv.refuseOrigin(w, r, err)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 2*maxSetCookieLength))
	if err != nil {
		http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
		return
	}
	var sealed sealedCookie
	data, id, ok := cookieSealer(hashCookie(browserCookie(r))).Open(srv.secrets.verify, string(body), time.Now())
	if !ok || !srv.usedSeals.add(id, time.Now()) || json.Unmarshal(data, &sealed) != nil {
		srv.warn(r, "live: a cookie of Socket.SetCookie was not set: the request is too late, of another browser, or repeated")
		http.Error(w, http.StatusText(http.StatusForbidden), http.StatusForbidden)
		return
	}
	w.Header().Add("Set-Cookie", sealed.Line)
	if sealed.Browser != "" {
		c := renewedCookie(r)
		c.Value = sealed.Browser
		srv.moveFlashes(w, r, c.Value)
		http.SetCookie(w, c)
	}
	w.WriteHeader(http.StatusNoContent)
}

// checkSameOrigin returns an error unless a page of the server's own origin has sent r, or no browser.
func (srv *Server) checkSameOrigin(r *http.Request) error {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" {
		return errors.New("Sec-Fetch-Site is " + site)
	}
	o, err := srv.checkOrigin(r)
	if err == nil && slices.Contains(srv.trustedOrigins, o) {
		if host, port, ok := splitHost(r.Host); !ok || host != o.host || portOf(port, o.scheme) != o.port {
			err = errors.New("the Origin is not that of the Host")
		}
	}
	return err
}
