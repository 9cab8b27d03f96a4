package target

import (
	"bufio"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// requestLines maps the target of a request line to what URL and Verbatim return.
var requestLines = map[string]struct{ url, verbatim string }{
	"/":                              {"/", "/"},
	"/users?page=2":                  {"/users?page=2", "/users?page=2"},
	"/users?":                        {"/users", "/users?"},
	"/a%2Fb/c%20d":                   {"/a%2Fb/c%20d", "/a%2Fb/c%20d"},
	"http://evil.test":               {"/", "/"},
	"http://evil.test/":              {"/", "/"},
	"http://evil.test/page?q=1":      {"/page?q=1", "/page?q=1"},
	"http://user:pw@evil.test//page": {"/page", "//page"},
	"HTTPS://evil.test:1/a?b":        {"/a?b", "/a?b"},
	"javascript://x/%0aalert(1)":     {"/%0aalert(1)", "/%0aalert(1)"},
	"javascript:alert(1)":            {"/", "/"},
	"//evil.test/page":               {"/evil.test/page", "//evil.test/page"},
	"////evil.test":                  {"/evil.test", "////evil.test"},
	"//user@evil.test/":              {"/user@evil.test/", "//user@evil.test/"},
	`/\evil.test/`:                   {"/%5Cevil.test/", "/%5Cevil.test/"},
	`/\/evil.test/`:                  {"/%5C/evil.test/", "/%5C/evil.test/"},
	"/%2F%2Fevil.test/":              {"/%2F%2Fevil.test/", "/%2F%2Fevil.test/"},
	"/%5cevil.test/":                 {"/%5cevil.test/", "/%5cevil.test/"},
	"/%09/evil.test/":                {"/%09/evil.test/", "/%09/evil.test/"},
	"/.//evil.test/":                 {"/.//evil.test/", "/.//evil.test/"},
	"/a#//evil.test":                 {"/a%23//evil.test", "/a%23//evil.test"},
	"*":                              {"/*", "*"},
}

func TestURL_IsPath(t *testing.T) {
	for line, want := range requestLines {
		r := read(t, "GET "+line)
		require.Equal(t, want.url, URL(r).RequestURI(), line)
		require.Equal(t, want.verbatim, Verbatim(r).RequestURI(), line)

		// A browser resolves it on the origin of the page.
		base := &url.URL{Scheme: "http", Host: "lively.test", Path: "/a/b"}
		u, err := base.Parse(URL(r).RequestURI())
		require.NoError(t, err)
		require.Equal(t, "lively.test", u.Host, line)
	}
}

func TestURL_Connect(t *testing.T) {
	for line, want := range map[string]string{"evil.test:443": "/", "/path": "/path", "//evil.test/": "/evil.test/"} {
		require.Equal(t, want, URL(read(t, "CONNECT "+line)).RequestURI(), line)
	}
}

// Middleware and tests may leave RequestURI empty.
func TestURL_WithoutRequestURI(t *testing.T) {
	r := &http.Request{URL: &url.URL{Scheme: "http", Host: "evil.test", Path: "//evil.test/a b", RawQuery: "q=1"}}
	require.Equal(t, "/evil.test/a%20b?q=1", URL(r).RequestURI())
}

func FuzzURL(f *testing.F) {
	for line := range requestLines {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader("GET " + line + " HTTP/1.1\r\nHost: lively.test\r\n\r\n")))
		if err != nil {
			return
		}
		path := URL(r).EscapedPath()
		require.Regexp(t, `^/([^/\\]|$)`, path)
		require.NotContains(t, path, "\t")
		require.Equal(t, path, URL(&http.Request{RequestURI: path, URL: r.URL}).EscapedPath(), "URL is idempotent")
	})
}

// read returns the request that a server reads.
func read(t *testing.T, line string) *http.Request {
	t.Helper()
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(line + " HTTP/1.1\r\nHost: lively.test\r\n\r\n")))
	require.NoError(t, err, line)
	return r
}
