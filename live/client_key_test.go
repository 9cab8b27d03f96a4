package live

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

// The addresses of one customer of a provider are one client.
func TestClientKey_OfAddress(t *testing.T) {
	for addr, want := range map[string]string{
		"192.0.2.1:1234":                        "192.0.2.1",
		"[2001:db8:1:2:3:4:5:6]:1234":           "2001:db8:1:2::/64",
		"[2001:db8:1:2:ffff::1]:99":             "2001:db8:1:2::/64",
		"[2001:db8:1:3::1]:99":                  "2001:db8:1:3::/64",
		"[::ffff:192.0.2.1]:1234":               "192.0.2.1",
		"[::ffff:c000:201]:1234":                "192.0.2.1",
		"[fe80::1%eth0]:1234":                   "fe80::/64",
		"[fe80::2%eth1]:1234":                   "fe80::/64",
		"[::1]:1234":                            "::/64",
		"@":                                     "@",
		"":                                      "",
		"/run/app.sock":                         "/run/app.sock",
		"192.0.2.1":                             "192.0.2.1",
		"2001:db8:1:2::1":                       "2001:db8:1:2::/64",
		"example.com:80":                        "example.com",
		"999.0.2.1:80":                          "999.0.2.1",
		"[2001:DB8:0001:0002:0:0:0:0006]:65535": "2001:db8:1:2::/64",
	} {
		var srv Server
		require.Equal(t, want, srv.clientKey(&http.Request{RemoteAddr: addr}), addr)
	}
}

// A key that ClientKey returns is not changed unless it is an address.
func TestClientKey_OfFunction(t *testing.T) {
	for key, want := range map[string]string{
		"user 7": "user 7", "2001:db8::1": "2001:db8::/64", "::ffff:192.0.2.1": "192.0.2.1", "192.0.2.1, 192.0.2.2": "192.0.2.1, 192.0.2.2",
	} {
		srv := Server{ClientKey: func(*http.Request) string { return key }}
		require.Equal(t, want, srv.clientKey(&http.Request{RemoteAddr: "192.0.2.9:1"}))
	}
}

// Only the last entry comes from the proxy: a client may send the others itself.
func TestLastForwardedFor(t *testing.T) {
	for want, values := range map[string][]string{
		"203.0.113.7":   {"203.0.113.7"},
		"203.0.113.8":   {"1.2.3.4, 203.0.113.8"},
		"203.0.113.9":   {"1.2.3.4", "5.6.7.8,203.0.113.9 "},
		"203.0.113.10":  {"203.0.113.10:4711"},
		"2001:db8::1":   {"2001:db8::1"},
		"2001:db8::2":   {"[2001:db8::2]:4711"},
		"2001:db8::3":   {"[2001:db8::3]"},
		"192.0.2.9":     nil,
		"unknown":       {"1.2.3.4, unknown"},
		"203.0.113.011": {"203.0.113.011"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = "192.0.2.9:1234"
		r.Header["X-Forwarded-For"] = values
		require.Equal(t, want, LastForwardedFor(r))
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.RemoteAddr = "@"
	r.Header["X-Forwarded-For"] = []string{"1.2.3.4, "}
	require.Equal(t, "@", LastForwardedFor(r), "an empty entry")
}
