package live_test

import (
	"crypto/tls"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

func TestTrustedOrigins(t *testing.T) {
	for origin, ok := range map[string]bool{
		origin: true, "http://lively.test:80": true, "": true,
		"https://partner.test": true, "https://partner.test:443": true, "http://other.test:8080": true,
		"null": false, "http://evil.test": false, "http://lively.test:8080": false, "http://lively.test.evil.test": false,
		"http://sub.lively.test": false, "https://partner.test:444": false, "http://partner.test": false, "file://": false, "x": false,
		"http://evil@lively.test": false, "http://lively.test/": false, "http://lively.test/path": false, "http://lively.test?": false,
		"http://lively.test#": false, "ftp://lively.test": false, "//lively.test": false, "http:lively.test": false,
	} {
		t.Run(origin, func(t *testing.T) {
			srv := &live.Server{TrustedOrigins: []string{"https://partner.test", "HTTP://Other.test:8080"}}
			testHostileClient(t, srv, func(t *testing.T, f *viewFactory, mallory *browser) {
				mallory.header["Origin"] = []string{origin}
				conn, resp, err := mallory.dial("/")
				if ok {
					require.NoError(t, err)
					require.NoError(t, conn.WriteMessage(websocket.TextMessage, []byte(joinMessage)))
					_, _, err = conn.ReadMessage()
					require.NoError(t, err)
					return
				}
				require.Error(t, err)
				require.Equal(t, http.StatusForbidden, resp.StatusCode)
				require.Empty(t, f.views)
			})
		})
	}
}

func TestTrustedOrigins_InvalidPanics(t *testing.T) {
	for _, o := range []string{"", "example.com", "null", "*", "https://", "https://example.com/", "https://bücher.test", "ws://example.com", "https://*.example.com"} {
		srv := &live.Server{TrustedOrigins: []string{o}, Secret: []byte("secret")}
		for range 2 { // each request
			require.Panics(t, func() { srv.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil)) }, o)
		}
	}
}

// An upgrade that passes the check of its origin fails later with another status, because a
// ResponseRecorder cannot be hijacked.
const passedOriginCheck = http.StatusInternalServerError

// responseTo returns the response to an upgrade or an unsafe request with the given header, whose
// values are separated by " & ".
func responseTo(srv *live.Server, method, host, header string, overTLS bool) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/", nil)
	r.Host = host
	if overTLS {
		r.TLS = &tls.ConnectionState{}
	}
	if method == http.MethodGet {
		for name, value := range map[string]string{
			"Connection": "Upgrade", "Upgrade": "websocket", "Sec-Websocket-Version": "13",
			"Sec-Websocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==", "Sec-Websocket-Protocol": "lively.2",
		} {
			r.Header.Set(name, value)
		}
	}
	for line := range strings.SplitSeq(header, " & ") {
		if name, value, ok := strings.Cut(line, ": "); ok {
			r.Header.Add(name, value)
		}
	}
	w := httptest.NewRecorder()
	srv.ServeHTTP(w, r)
	return w
}

func TestOrigin_Check(t *testing.T) {
	for header, c := range map[string]struct {
		host            string // "" means lively.test
		tls             bool
		upgrade, unsafe bool // whether they are allowed
	}{
		"":                             {upgrade: true, unsafe: true},
		"Origin: null":                 {},
		"Origin: null & X: empty host": {host: " "},
		"Origin: http://lively.test & Origin: http://a.b":                         {},
		"Origin: https://lively.test & X: unknown scheme":                         {upgrade: true, unsafe: true},
		"Origin: https://lively.test & X: TLS":                                    {tls: true, upgrade: true, unsafe: true},
		"Origin: http://lively.test & X: TLS":                                     {tls: true},
		"Origin: http://lively.test & X-Forwarded-Proto: https":                   {},
		"Origin: http://lively.test & X-Forwarded-Proto: HTTPS, http":             {},
		"Origin: http://lively.test & Forwarded: for=1.2.3.4; Proto=https, for=x": {},
		`Origin: http://lively.test & Forwarded: proto="https"`:                   {},
		"Origin: http://lively.test & X-Forwarded-Proto: http":                    {upgrade: true, unsafe: true},
		"Origin: https://lively.test & X-Forwarded-Proto: http":                   {upgrade: true, unsafe: true}, // TLS ends at another proxy
		"Origin: https://lively.test:443":                                         {upgrade: true, unsafe: true},
		"Origin: https://lively.test & X: port":                                   {host: "lively.test:443", upgrade: true, unsafe: true},
		"Origin: http://lively.test & X: other port":                              {host: "lively.test:443"},
		"Origin: http://lively.test & X: 8080":                                    {host: "lively.test:8080"},
		"Origin: http://LIVELY.test & X: case":                                    {host: "Lively.Test.", upgrade: true, unsafe: true},
		"Origin: http://[::1]:8080":                                               {host: "[0:0::1]:8080", upgrade: true, unsafe: true},
		"Sec-Fetch-Site: same-origin":                                             {upgrade: true, unsafe: true},
		"Sec-Fetch-Site: none":                                                    {upgrade: true, unsafe: true},
		"Sec-Fetch-Site: cross-site":                                              {},
		"Sec-Fetch-Site: same-site":                                               {},
		"Sec-Fetch-Site: cross-site & Origin: http://lively.test":                 {},
		"Sec-Fetch-Site: same-origin & Sec-Fetch-Site: cross-site":                {unsafe: true}, // a browser sends one
		"Sec-Fetch-Site: same-origin & Origin: http://evil.test":                  {unsafe: true}, // a proxy has changed the Host
		"Sec-Fetch-Site: same-origin & Origin: null":                              {unsafe: true}, // Referrer-Policy: no-referrer
		"Sec-Fetch-Site: cross-site & Origin: https://partner.test":               {upgrade: true, unsafe: true},
		"Sec-Fetch-Site: same-site & Origin: https://partner.test":                {upgrade: true, unsafe: true},
		"Sec-Fetch-Site: cross-site & Origin: https://evil.test":                  {},
	} {
		host := c.host
		if host == "" {
			host = "lively.test"
		}
		srv := &live.Server{Handler: http.NotFoundHandler(), Secret: []byte("secret"), TrustedOrigins: []string{"https://partner.test"}, Log: slog.New(slog.DiscardHandler)}
		want := map[bool]int{true: passedOriginCheck, false: http.StatusForbidden}[c.upgrade]
		require.Equal(t, want, responseTo(srv, "GET", strings.TrimSpace(host), header, c.tls).Code, "upgrade, %s", header)
		want = map[bool]int{true: http.StatusNotFound, false: http.StatusForbidden}[c.unsafe]
		for _, method := range []string{"POST", "DELETE", "PROPFIND"} {
			require.Equal(t, want, responseTo(srv, method, strings.TrimSpace(host), header, c.tls).Code, "%s, %s", method, header)
		}
	}
}

// The log names what is needed to correct a proxy, and a flood of refused requests does not fill it.
func TestOrigin_RefusalIsLogged(t *testing.T) {
	testHostileClient(t, &live.Server{}, func(t *testing.T, f *viewFactory, mallory *browser) {
		mallory.header.Set("Origin", "http://lively.test:8080")
		_, resp, err := mallory.dial("/page")
		require.Error(t, err)
		require.Equal(t, http.StatusForbidden, resp.StatusCode)
		for _, part := range []string{"Server.TrustedOrigins", "proxy_set_header Host $http_host", "origin=http://lively.test:8080", "host=lively.test", "path=/page"} {
			require.Contains(t, mallory.app.log.String(), part)
		}
		refused := func() int { return strings.Count(mallory.app.log.String(), "request refused") }
		for range 100 {
			_, _, _ = mallory.dial("/page")
			resp, _ = mallory.request("POST", "/"+strings.Repeat("x", 1000))
			require.Equal(t, http.StatusForbidden, resp.StatusCode)
		}
		require.Equal(t, 1, refused())
		time.Sleep(time.Minute)
		mallory.header.Set("Origin", "http://"+strings.Repeat("x", 5000)+".test")
		_, _, _ = mallory.dial("/page")
		require.Equal(t, 2, refused())
		require.Contains(t, mallory.app.log.String(), "suppressed=200")
		require.Less(t, len(mallory.app.log.String()), 5000)
	})
}
