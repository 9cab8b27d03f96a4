package live_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// Over HTTPS, also to a proxy, the cookie is Secure and bound to the host.
func TestCookie_Secure(t *testing.T) {
	for name, c := range map[string]struct {
		header http.Header
		secure bool
	}{
		"plain HTTP":             {nil, false},
		"proxy":                  {http.Header{"X-Forwarded-Proto": {"https"}}, true},
		"capitals":               {http.Header{"X-Forwarded-Proto": {"HTTPS"}}, true},
		"WebSocket proxy":        {http.Header{"X-Forwarded-Proto": {"wss"}}, true},
		"two proxies":            {http.Header{"X-Forwarded-Proto": {"https, http"}}, true},
		"HTTPS behind HTTP":      {http.Header{"X-Forwarded-Proto": {"http,https"}}, false},
		"proxy without HTTPS":    {http.Header{"X-Forwarded-Proto": {"http"}}, false},
		"Forwarded":              {http.Header{"Forwarded": {`for=192.0.2.60;proto=https;by=203.0.113.43`}}, true},
		"Forwarded, quoted":      {http.Header{"Forwarded": {`for="[2001:db8::1]"; Proto="https"`}}, true},
		"Forwarded, inner":       {http.Header{"Forwarded": {`for=192.0.2.60, for=10.0.0.1;proto=https`}}, false},
		"Forwarded, no scheme":   {http.Header{"Forwarded": {`for=192.0.2.60`}}, false},
		"Forwarded, malformed":   {http.Header{"Forwarded": {`=;;,"`}}, false},
		"X-Forwarded-Proto wins": {http.Header{"X-Forwarded-Proto": {"http"}, "Forwarded": {"proto=https"}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := serve(t, &live.Server{Handler: (&viewFactory{}).handler()}, nil).browser()
				for key, values := range c.header {
					b.header[key] = values
				}
				resp, _ := b.get("/")
				require.Len(t, resp.Cookies(), 1)
				got := resp.Cookies()[0]
				require.Equal(t, map[bool]string{true: "__Host-live", false: "live"}[c.secure], got.Name)
				require.Equal(t, c.secure, got.Secure)
				require.Equal(t, "/", got.Path)
				require.Empty(t, got.Domain)
				require.True(t, got.HttpOnly)
				require.Equal(t, http.SameSiteLaxMode, got.SameSite)
			})
		})
	}
}

// A browser sends cookies that other hosts of the domain, or scripts, have set.
func TestCookie_Planted(t *testing.T) {
	const own = "OWNOWNOWNOWNOWNOWNOWNOWNOW"
	long := strings.Repeat("x", 1<<18)
	for name, c := range map[string]struct {
		get, join string // Cookie headers
		isHTTPS   bool
		sets      bool // the response to the GET sets a cookie
		adopted   bool
	}{
		"own":                            {"__Host-live=" + own, "__Host-live=" + own, true, false, true},
		"own after another name":         {"live=planted; __Host-live=" + own, "live=planted; __Host-live=" + own, true, false, true},
		"planted before the join":        {"__Host-live=" + own, "live=planted; __Host-live=" + own, true, false, true},
		"planted before the page load":   {"live=planted", "live=planted", true, true, false},
		"planted instead":                {"__Host-live=" + own, "live=" + own + "; __Host-live=planted", true, false, false},
		"headers of the proxy missing":   {"live=" + own, "live=" + own, false, false, true},
		"empty":                          {"live=", "live=", false, true, false},
		"empty and own":                  {"live=; live=" + own, "live=; live=" + own, false, false, true},
		"too long":                       {"live=" + long, "live=" + long, false, true, false},
		"too long before own":            {"live=" + long + "; live=" + own, "live=" + own, false, false, true},
		"another value of the same name": {"live=" + own, "live=" + own + "; live=planted", false, false, true},
		"no cookies":                     {"", "", false, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := serve(t, &live.Server{Handler: (&viewFactory{}).handler()}, nil).browser()
				b.jar = nil
				if c.isHTTPS {
					b.header.Set("X-Forwarded-Proto", "https")
				}
				b.header.Set("Cookie", c.get)
				resp, _ := b.get("/")
				require.Equal(t, c.sets, len(resp.Cookies()) == 1)
				p := b.load("/")
				b.header.Set("Cookie", c.join)
				require.NoError(t, p.join())
				require.Equal(t, c.adopted, p.Adopted())
				require.NoError(t, p.Abort())
				require.NoError(t, p.resume())
			})
		})
	}
}
