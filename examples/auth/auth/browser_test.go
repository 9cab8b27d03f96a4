package auth

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/examples/auth/store"
)

func (s *site) sessions() store.Sessions { return store.Sessions{Store: s.store} }

// A browser sends requests with cookies, and follows no redirects.
type browser struct {
	t       *testing.T
	handler http.Handler
	jar     http.CookieJar
	origin  string
}

var home0 = &url.URL{Scheme: "http", Host: "example.com", Path: "/"}

func newBrowser(t *testing.T, s *site) *browser {
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return &browser{t, s.srv, jar, "http://example.com"}
}

func (b *browser) send(r *http.Request) *http.Response {
	for _, c := range b.jar.Cookies(home0) {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	b.jar.SetCookies(home0, w.Result().Cookies())
	return w.Result()
}

func (b *browser) get(path string) string {
	res := b.send(httptest.NewRequest(http.MethodGet, path, nil))
	body, err := io.ReadAll(res.Body)
	require.NoError(b.t, err)
	return string(body)
}

// post sends a form with fields such as name=value.
func (b *browser) post(path string, fields ...string) *http.Response {
	data := url.Values{}
	for _, f := range fields {
		name, value, _ := strings.Cut(f, "=")
		data.Set(name, value)
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(data.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", b.origin)
	return b.send(r)
}

func (b *browser) cookie(name string) string {
	for _, c := range b.jar.Cookies(home0) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

func (b *browser) setCookie(name, value string) {
	b.jar.SetCookies(home0, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}

// sessionCookie returns the header that sets the cookie of the session.
func sessionCookie(res *http.Response) string {
	for _, line := range res.Header["Set-Cookie"] {
		if strings.HasPrefix(line, "session=") {
			return line
		}
	}
	return ""
}
