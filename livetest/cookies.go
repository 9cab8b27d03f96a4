package livetest

import (
	"net/http"
	"net/url"
)

// A secureJar stores cookies with the attribute Secure although the site is served over http, as browsers
// do for a site on the local machine. An application that sets it for its login can thus be tested.
type secureJar struct{ http.CookieJar }

func (j secureJar) SetCookies(u *url.URL, cookies []*http.Cookie) {
	j.CookieJar.SetCookies(secure(u), cookies)
}

func (j secureJar) Cookies(u *url.URL) []*http.Cookie { return j.CookieJar.Cookies(secure(u)) }

func secure(u *url.URL) *url.URL {
	https := *u
	https.Scheme = "https"
	return &https
}

// setCookie does what a script does that assigns text to document.cookie.
func (s *site) setCookie(text string) {
	c, err := http.ParseSetCookie(text)
	if err != nil || c.HttpOnly {
		return
	}
	if u, err := url.Parse(origin); err == nil {
		s.client.Jar.SetCookies(u, []*http.Cookie{c})
	}
}
