package live

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/lively-go/lively/internal/wire"
)

// flashCookieName is the name of the cookie with the flash messages of a redirect. Over HTTPS it begins with __Host-.
const flashCookieName = "live-flash"

const (
	flashCookieAge    = 60    // seconds: the browser follows the redirect at once
	maxFlashCookie    = 3_800 // bytes: browsers store 4 KB
	flashCookiePrefix = "lively flash 1\x00"
)

// A carriedFlash is a flash message in the cookie. A button is not carried: the view that handles it is gone.
type carriedFlash struct {
	Kind string `json:"kind"`
	Text string `json:"text"`
	Key  string `json:"key,omitempty"`
	Time *int64 `json:"ms,omitempty"`
}

func flashCookieNameFor(r *http.Request) string {
	if isHTTPS(r) {
		return "__Host-" + flashCookieName
	}
	return flashCookieName
}

// carryFlashes sets a cookie with the messages of p, for the page to which the response redirects. Of more than 4 KB,
// the oldest messages are omitted.
func (srv *Server) carryFlashes(w http.ResponseWriter, r *http.Request, p *program) {
	var carried []carriedFlash
	for _, m := range p.flashes.early {
		carried = append(carried, carriedFlash{m.Kind, m.Text, m.Key, m.Time})
	}
	for ; len(carried) > 0; carried = carried[1:] {
		data, err := json.Marshal(carried)
		if err != nil {
			return // it holds nothing that cannot be encoded
		}
		value := base64.RawURLEncoding.EncodeToString(data)
		if value += "." + sealFlashes(srv.Secret, value); len(value) > maxFlashCookie {
			continue
		}
		http.SetCookie(w, &http.Cookie{
			Name: flashCookieNameFor(r), Value: value, Path: "/", MaxAge: flashCookieAge,
			HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: isHTTPS(r),
		})
		return
	}
}

// showCarried shows the messages of the redirect that has led to p, and clears the cookie.
func (srv *Server) showCarried(w http.ResponseWriter, r *http.Request, p *program) {
	name := flashCookieNameFor(r)
	cookies := r.CookiesNamed(name)
	if len(cookies) == 0 || !isNavigation(r) {
		return
	}
	http.SetCookie(w, &http.Cookie{Name: name, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: isHTTPS(r)})
	value, seal, _ := strings.Cut(cookies[0].Value, ".")
	isValid := func(secret []byte) bool { return hmac.Equal([]byte(seal), []byte(sealFlashes(secret, value))) }
	var carried []carriedFlash
	data, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil || !slices.ContainsFunc(srv.secrets.verify, isValid) || json.Unmarshal(data, &carried) != nil {
		return
	}
	for _, m := range carried {
		p.flash(wire.FlashMessage{Kind: m.Kind, Text: m.Text, FlashOptions: wire.FlashOptions{Key: m.Key, Time: m.Time}})
	}
}

// sealFlashes returns a proof that the server has written value, because another host of the domain can set cookies.
func sealFlashes(secret []byte, value string) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(flashCookiePrefix + value))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
