package livetest

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/lively-go/lively/internal/testhook"
)

// A secureJar stores cookies with the attribute Secure although the site is served over http, as browsers
// do for a site on the local machine. An application that sets it for its login can thus be tested.
type secureJar struct{ http.CookieJar }

func (j secureJar) SetCookies(u *url.URL, cookies []*http.Cookie) {
	j.CookieJar.SetCookies(secure(u), cookies)
}

func (j secureJar) Cookies(u *url.URL) []*http.Cookie { return j.CookieJar.Cookies(secure(u)) }

// setCookie sets a cookie as document.cookie does. It ignores one that a script cannot set.
func (s *site) setCookie(line string) {
	c, err := http.ParseSetCookie(line)
	if u, urlErr := url.Parse(origin); err == nil && urlErr == nil && !c.HttpOnly {
		s.client.Jar.SetCookies(u, []*http.Cookie{c})
	}
}

// cookieScript finds the URL of the client script in a document, without .js.
var cookieScript = regexp.MustCompile(`src="([^"]*/_live/live\.\w+)\.js"`)

// sendCookie asks the server for a cookie that a view has sealed, as a browser does.
func (m *memoryTab) sendCookie(sealed string) {
	m.t.Helper()
	script := cookieScript.FindSubmatch(m.page.body)
	if script == nil {
		m.t.Fatalf("livetest: Socket.SetCookie: the page has no client script")
	}
	ctx := testhook.NewContext(context.Background(), &m.hooks)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, origin+html.UnescapeString(string(script[1]))+".cookie", strings.NewReader(sealed))
	if err != nil {
		m.t.Fatalf("livetest: Socket.SetCookie: %v", err)
	}
	req.Header.Set("Origin", origin)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := m.site.client.Do(req)
	if err != nil {
		m.t.Fatalf("livetest: Socket.SetCookie: %v", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusNoContent {
		m.t.Errorf("livetest: Socket.SetCookie: the server responds with status %d", res.StatusCode)
	}
}

func secure(u *url.URL) *url.URL {
	https := *u
	https.Scheme = "https"
	return &https
}
