package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestRun starts the program as a user does. It must print its URL, serve the page and exit when
// its context is canceled.
func TestRun(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- run(ctx, "127.0.0.1:0", []string{"metrics.test"}, in)
		in.Close()
	}()
	lines := bufio.NewScanner(out)
	require.True(t, lines.Scan())
	url, ok := strings.CutPrefix(lines.Text(), "Listening on ")
	require.True(t, ok, lines.Text())
	require.Regexp(t, `^http://127\.0\.0\.1:\d+$`, url)
	go func() { _, _ = io.Copy(io.Discard, out) }()

	get := func(path string) (*http.Response, string) {
		res, err := http.Get(url + path)
		require.NoError(t, err)
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		return res, string(body)
	}
	res, page := get("/")
	require.Equal(t, http.StatusOK, res.StatusCode)
	require.Contains(t, res.Header.Get("Content-Security-Policy"), "require-trusted-types-for 'script'")
	require.NotContains(t, page, "style=", "the content security policy forbids inline styles")
	require.NotContains(t, page, "<style")
	require.Contains(t, page, `id="viewers"`)
	res, _ = get("/missing")
	require.Equal(t, http.StatusNotFound, res.StatusCode)

	for host, status := range map[string]int{
		"localhost:8080": 200, "[::1]:8080": 200, "192.168.7.7": 200, "metrics.test": 200, "rebound.test": 421, "localhost.rebound.test": 421,
	} {
		r, err := http.NewRequest("GET", url, nil)
		require.NoError(t, err)
		r.Host = host
		res, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		res.Body.Close()
		require.Equal(t, status, res.StatusCode, host)
	}

	stop()
	require.NoError(t, <-done)
	_, err := http.Get(url)
	require.Error(t, err)
}

func TestRun_AddressInUse(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer ln.Close()
	require.ErrorContains(t, run(t.Context(), ln.Addr().String(), nil, io.Discard), "address already in use")
}

// Every printed URL is allowed.
func TestAllowedHosts(t *testing.T) {
	allowed := allowedHosts(splitHosts("a.test, b.test:8080"))
	require.Subset(t, allowed, []string{"localhost", "0.0.0.0/0", "::/0", "a.test", "b.test:8080"})
	for _, name := range []string{"", ".", "a..b", "ü", "a b", "a_b"} {
		require.False(t, isHostName(name), name)
	}
	require.True(t, isHostName("web-1.example.com"))
}

func TestPrintURLs(t *testing.T) {
	var out strings.Builder
	printURLs(&out, &net.TCPAddr{IP: net.IPv6unspecified, Port: 8080})
	require.Contains(t, out.String(), "Listening on http://localhost:8080\n")
	require.Contains(t, out.String(), "-addr 127.0.0.1:8080")

	out.Reset()
	printURLs(&out, &net.TCPAddr{IP: net.ParseIP("::1"), Port: 80})
	require.Equal(t, "Listening on http://[::1]:80\n", out.String())
}
