package live_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

func TestAllowedHosts(t *testing.T) {
	allowed := []string{"Example.com", "with-port.test:8080", "plain.test:80", "*.sub.test", "localhost", "[::1]", "127.0.0.1", "192.168.0.0/16", "fd00::/8", "xn--bcher-kva.test"}
	for host, ok := range map[string]bool{
		"example.com": true, "EXAMPLE.COM": true, "example.com.": true, "example.com:1234": true, "example.com.:80": true,
		"with-port.test:8080": true, "with-port.test": false, "with-port.test:80": false,
		"plain.test": true, "plain.test:80": true, "plain.test:81": false,
		"a.sub.test": true, "a.b.sub.test:99": true, "sub.test": false, ".sub.test": false, "asub.test": false, "a..sub.test": false,
		"[::1]": true, "[::1]:80": true, "[0:0:0:0:0:0:0:1]": true, "::1": false, "[::2]": false, "[::1%25eth0]": false, "[::1": false,
		"127.0.0.1:8080": true, "127.0.0.2": false, "[::ffff:127.0.0.1]": false, "[127.0.0.1]": false,
		"192.168.7.7": true, "192.169.7.7": false, "192.168.7.7.evil.test": false, "[fd12::1]:1": true,
		"xn--bcher-kva.test": true, "bücher.test": false,
		"": false, "evil.test": false, "example.com.evil.test": false, "notexample.com": false, "evil@example.com": false, "example.com@evil.test": false,
		"example.com/": false, "example.com:": false, "example.com:x": false, "example.com..": false, "http://example.com": false, "example.com,evil.test": false,
		"example.com evil.test": false, "*.sub.test": false, "example%2ecom": false,
	} {
		srv := &live.Server{
			Handler: live.Page(factoryOf(&view{})), AllowedHosts: allowed, Secret: []byte("secret"), Log: slog.New(slog.DiscardHandler),
		}
		for _, method := range []string{"GET", "POST"} {
			w := responseTo(srv, method, host, "Cookie: a=b", false)
			require.Equal(t, ok, w.Code != http.StatusMisdirectedRequest, "%s %q: %d", method, host, w.Code)
		}
		page := httptest.NewRequest("GET", "/", nil)
		page.Host = host
		w := httptest.NewRecorder()
		srv.ServeHTTP(w, page)
		require.Equal(t, map[bool]int{true: http.StatusOK, false: http.StatusMisdirectedRequest}[ok], w.Code, "page of %q", host)
		if ok {
			script := httptest.NewRequest("GET", clientScriptURL(t, w.Body.String()), nil)
			script.Host = "evil.test"
			w = httptest.NewRecorder()
			srv.ServeHTTP(w, script)
			require.Equal(t, http.StatusMisdirectedRequest, w.Code, "script of another host")
		}
	}
}

func TestAllowedHosts_InvalidPanics(t *testing.T) {
	for _, host := range []string{
		"", "*", "*.", "*.*.test", "a.*.test", "http://example.com", "example.com/", "example.com:", "example.com:x", "user@example.com",
		"bücher.test", "::1", "[::1", "*.127.0.0.1", "*.[::1]", "10.0.0.0/33", "10.0.0/8", "example.com/8", "a b", "-.-..",
	} {
		srv := &live.Server{AllowedHosts: []string{"example.com", host}, Secret: []byte("secret")}
		for range 2 { // each request
			require.Panics(t, func() { srv.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil)) }, host)
		}
	}
}

// Any host is allowed by default, and a refusal names the host in the log, once.
func TestAllowedHosts_Refusal(t *testing.T) {
	testHostileClient(t, &live.Server{AllowedHosts: []string{"lively.test"}, Secret: []byte("secret")}, func(t *testing.T, f *viewFactory, mallory *browser) {
		for range 3 {
			r, err := http.NewRequest("GET", "http://rebound.test/", nil)
			require.NoError(t, err)
			resp, err := (&http.Transport{DisableKeepAlives: true, DialContext: mallory.app.net.From(mallory.addr)}).RoundTrip(r)
			require.NoError(t, err)
			body, err := io.ReadAll(resp.Body)
			require.NoError(t, err)
			require.Equal(t, http.StatusMisdirectedRequest, resp.StatusCode)
			require.Equal(t, "This address is not known to the server.\n", string(body))
		}
		require.Empty(t, f.views)
		require.Regexp(t, `^[^\n]*Server.AllowedHosts" host=rebound.test path=/\n$`, mallory.app.log.String())
	})
}
