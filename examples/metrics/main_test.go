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

// The program as people start it: it says where it is, serves, and ends when told to.
func TestRun(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- run(ctx, "127.0.0.1:0", in)
		in.Close()
	}()
	lines := bufio.NewScanner(out)
	require.True(t, lines.Scan())
	require.Equal(t, "Metrics on", lines.Text())
	require.True(t, lines.Scan())
	url := strings.TrimSpace(lines.Text())
	require.Regexp(t, `^http://127\.0\.0\.1:\d+/$`, url)
	go func() { _, _ = io.Copy(io.Discard, out) }()

	get := func(path string) (*http.Response, string) {
		res, err := http.Get(url + path)
		require.NoError(t, err)
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		return res, string(body)
	}
	res, page := get("")
	require.Equal(t, http.StatusOK, res.StatusCode)
	require.Contains(t, res.Header.Get("Content-Security-Policy"), "require-trusted-types-for 'script'")
	require.NotContains(t, page, "style=", "the policy allows no inline styles")
	require.NotContains(t, page, "<style")
	require.Contains(t, page, `id="viewers"`)
	res, _ = get("nothing-here")
	require.Equal(t, http.StatusNotFound, res.StatusCode)

	stop()
	require.NoError(t, <-done)
	_, err := http.Get(url)
	require.Error(t, err)
}

func TestRunSaysThatTheAddressIsTaken(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer ln.Close()
	require.ErrorContains(t, run(t.Context(), ln.Addr().String(), io.Discard), "address already in use")
}

func TestAnnounce(t *testing.T) {
	var out strings.Builder
	announce(&out, &net.TCPAddr{IP: net.IPv6unspecified, Port: 8080})
	require.Contains(t, out.String(), "  http://localhost:8080/\n")
	require.Contains(t, out.String(), "-addr 127.0.0.1:8080")

	out.Reset()
	announce(&out, &net.TCPAddr{IP: net.ParseIP("::1"), Port: 80})
	require.Equal(t, "Metrics on\n  http://[::1]:80/\n", out.String())
}
