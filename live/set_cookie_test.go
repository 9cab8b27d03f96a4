package live_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// loginCookie returns the cookie of a login.
func loginCookie(user string) *http.Cookie {
	return &http.Cookie{Name: "user", Value: user, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode}
}

// newCookieSite returns a site whose page at / calls mount and, when its button is clicked, act. /who shows the user and
// the theme.
func newCookieSite(mount, act func(*live.Socket) error) *live.Server {
	user := func(r *http.Request) string {
		c, err := r.Cookie("user")
		if err != nil {
			return ""
		}
		return c.Value
	}
	mux := http.NewServeMux()
	index := live.Page(func(r *http.Request) live.View {
		name := user(r)
		v := buttonView(act)
		v.mount = mount
		v.render = func() templ.Component { return markup(`<h1>`+name+`</h1>`, button("click", click{})) }
		return v
	})
	mux.Handle("GET /{$}", index)
	mux.Handle("GET /who", live.Page(func(r *http.Request) live.View {
		name, theme := user(r), ""
		if c, err := r.Cookie("theme"); err == nil {
			theme = c.Value
		}
		return &stub{render: func() templ.Component { return markup(`<h1>`, name, `</h1><p>`, theme, `</p>`) }}
	}))
	return &live.Server{Handler: mux, Identity: user, Cookies: []string{"user", "theme", "__Host-user"}}
}

// A handler logs a user in: the next page, and pages that join later, are those of the user.
func TestSetCookie_LogIn(t *testing.T) {
	p := livetest.Open(t, newCookieSite(nil, func(s *live.Socket) error {
		s.Flash(live.FlashSuccess, "Welcome")
		if err := s.SetCookie(loginCookie("ann")); err != nil {
			return err
		}
		return s.Navigate("/who")
	}))
	tab := p.Tab("/who")
	require.Equal(t, "", tab.Text("h1"))
	p.Click(".click")
	require.Equal(t, "ann", p.Text("h1"))
	require.Equal(t, "Welcome", p.Flash(live.FlashSuccess), "the message is that of the browser with another cookie")
	require.Equal(t, "ann", tab.Disconnect().Resume().Text("h1"), "another tab joins again, with the new cookie")
	require.Equal(t, "ann", p.Tab("/").Text("h1"))
}

// Without a navigation, the page continues with the user that it has.
func TestSetCookie_WithoutNavigation(t *testing.T) {
	p := livetest.Open(t, newCookieSite(nil, func(s *live.Socket) error {
		return s.SetCookie(&http.Cookie{Name: "theme", Value: "dark", Path: "/"})
	}))
	p.Click(".click").Click(".click")
	require.Equal(t, "", p.Text("h1"))
	require.Equal(t, 1, p.Mounts())
	require.Equal(t, 1, p.Disconnect().Resume().Mounts(), "a cookie that scripts can read does not log in")
}

// During a GET, the cookie is part of the response, also of a redirect.
func TestSetCookie_DuringGET(t *testing.T) {
	for name, navigates := range map[string]bool{"page": false, "redirect": true} {
		t.Run(name, func(t *testing.T) {
			srv := newCookieSite(func(s *live.Socket) error {
				err := s.SetCookie(loginCookie("bob"))
				if err == nil && navigates {
					err = s.Navigate("/who")
				}
				return err
			}, nil)
			w := httptest.NewRecorder()
			srv.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
			require.Contains(t, w.Header()["Set-Cookie"], "user=bob; Path=/; HttpOnly; SameSite=Lax")
			if navigates {
				require.Equal(t, "bob", livetest.Open(t, srv).Text("h1"))
			}
		})
	}
}

// A view that is mounted again, without a response, sets its cookie after the join.
func TestSetCookie_Remounted(t *testing.T) {
	mounts := 0
	p := livetest.Open(t, newCookieSite(func(s *live.Socket) error {
		mounts++
		return s.SetCookie(&http.Cookie{Name: "theme", Value: fmt.Sprint("mount", mounts), Path: "/"})
	}, func(*live.Socket) error { return nil }))
	require.Equal(t, "mount1", p.Tab("/who").Text("p"))
	p.KillSession().Settle()
	require.Equal(t, "mount2", p.Tab("/who").Text("p"))
}

func TestSetCookie_Errors(t *testing.T) {
	for want, c := range map[string]*http.Cookie{
		`live: SetCookie: the name "other" is not in Server.Cookies`:                   {Name: "other", Value: "x"},
		`live: SetCookie: http: invalid Cookie.Name`:                                   {Name: "a b"},
		`live: SetCookie: cookie "user" has more than 4096 bytes`:                      {Name: "user", Value: strings.Repeat("x", 4097)},
		`live: SetCookie: cookie "__Host-user" needs Secure, the path / and no domain`: {Name: "__Host-user", Value: "x", Path: "/"},
		`live: SetCookie: cookie "theme" needs Secure`:                                 {Name: "theme", Value: "x", SameSite: http.SameSiteNoneMode},
	} {
		var err error
		p := livetest.Open(t, newCookieSite(nil, func(s *live.Socket) error { err = s.SetCookie(c); return nil }))
		p.Click(".click")
		require.EqualError(t, err, want)
	}
	for _, name := range []string{"", "a b", "live", "__Host-live", "live-flash-ABCDEFGH"} {
		require.Panics(t, func() {
			(&live.Server{Cookies: []string{name}}).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
		}, name)
	}
}

// What the client receives is encrypted, and of use only once, to this browser, to pages of this origin, and for a
// short time.
func TestSetCookie_Request(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := newCookieSite(nil, func(s *live.Socket) error { return s.SetCookie(loginCookie("ann")) })
		srv.TrustedOrigins = []string{"https://trusted.example"}
		a := serve(t, srv, nil)
		b := a.browser()
		p := b.open("/")
		seal := func() string {
			n := len(p.effects())
			p.sendAndWait("live_test.click")
			effect := p.effects()[n]
			require.Regexp(t, `^\["cookie","[\w-]+"\]$`, effect)
			require.NotContains(t, effect, "ann")
			return strings.Split(effect, `"`)[3]
		}
		own := "live=" + b.cookie("live")
		request := func(method, body, cookie string, header ...string) *http.Response {
			r := httptest.NewRequest(method, "/_live/live.0123.cookie", strings.NewReader(body))
			r.Header.Set("Cookie", cookie)
			for i := 0; i < len(header); i += 2 {
				r.Header.Set(header[i], header[i+1])
			}
			w := httptest.NewRecorder()
			srv.ServeHTTP(w, r)
			return w.Result()
		}
		sealed := seal()
		require.Equal(t, http.StatusMethodNotAllowed, request(http.MethodGet, sealed, own).StatusCode)
		for _, header := range [][]string{
			{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Sec-Fetch-Site", "none"},
			{"Origin", "https://evil.example"}, {"Origin", "https://trusted.example"}, {"Origin", "null"},
		} {
			require.Equal(t, http.StatusForbidden, request(http.MethodPost, sealed, own, header...).StatusCode, header)
		}
		require.Equal(t, http.StatusForbidden, request(http.MethodPost, sealed, "live=OTHEROTHEROTHEROTHEROTHERO").StatusCode)
		require.Equal(t, http.StatusForbidden, request(http.MethodPost, "forged", own).StatusCode)
		require.Equal(t, http.StatusBadRequest, request(http.MethodPost, strings.Repeat("x", 9000), own).StatusCode)

		res := request(http.MethodPost, sealed, own, "Sec-Fetch-Site", "same-origin", "Origin", "http://example.com")
		require.Equal(t, http.StatusNoContent, res.StatusCode)
		require.Equal(t, "no-store", res.Header.Get("Cache-Control"))
		require.Equal(t, "user=ann; Path=/; HttpOnly; SameSite=Lax", res.Header["Set-Cookie"][0])
		require.Regexp(t, `^live=\w{26}; Path=/; HttpOnly; SameSite=Lax$`, res.Header["Set-Cookie"][1])
		require.Equal(t, http.StatusForbidden, request(http.MethodPost, sealed, own).StatusCode, "used once")

		own, _, _ = strings.Cut(res.Header["Set-Cookie"][1], ";")
		require.Equal(t, http.StatusForbidden, request(http.MethodPost, sealed, own).StatusCode, "used once")
		next := seal()
		require.Equal(t, http.StatusNoContent, request(http.MethodPost, next, own).StatusCode, "with the cookie that the first response has set")
		late := seal()
		time.Sleep(31 * time.Second)
		require.Equal(t, http.StatusForbidden, request(http.MethodPost, late, own).StatusCode, "expired")
	})
}

// A form that logs in works without scripts, too: the cookie is part of the response to the POST.
func TestSetCookie_DuringPOST(t *testing.T) {
	for name, navigates := range map[string]bool{"page": false, "redirect": true} {
		t.Run(name, func(t *testing.T) {
			b := newPlainBrowser(t, &live.Server{Cookies: []string{"user"}}, func() live.View {
				return newPostView(func(s *live.Socket, _ Purchase) error {
					err := s.SetCookie(loginCookie("ann"))
					if err == nil && navigates {
						err = s.Navigate("/welcome")
					}
					return err
				})
			})
			b.get("/")
			b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
			res, err := b.client.PostForm(b.url, url.Values{"live-event": {"live_test.Purchase"}, "name": {"Ann"}})
			require.NoError(t, err)
			defer res.Body.Close()
			require.Equal(t, http.StatusSeeOther, res.StatusCode)
			require.Contains(t, res.Header["Set-Cookie"], "user=ann; Path=/; HttpOnly; SameSite=Lax")
		})
	}
}
