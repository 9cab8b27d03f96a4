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

// TestRun starts the program as a user does. It must print its URL, serve its pages and exit when its
// context is canceled.
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
	url, ok := strings.CutPrefix(lines.Text(), "Listening on ")
	require.True(t, ok, lines.Text())
	require.Regexp(t, `^http://127\.0\.0\.1:\d+$`, url)
	go func() { _, _ = io.Copy(io.Discard, out) }()

	for path, status := range map[string]int{"/": 200, "/counter": 200, "/missing": 404} {
		res, err := http.Get(url + path)
		require.NoError(t, err)
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		require.NoError(t, err)
		require.Equal(t, status, res.StatusCode, path)
		require.Contains(t, res.Header.Get("Content-Security-Policy"), "require-trusted-types-for 'script'")
		require.NotRegexp(t, `<[^>]* style=|<style`, string(body), "the content security policy forbids inline styles")
	}
	stop()
	require.NoError(t, <-done)
}

func TestRun_AddressInUse(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer ln.Close()
	require.ErrorContains(t, run(t.Context(), ln.Addr().String(), io.Discard), "address already in use")
}

func TestURLHost(t *testing.T) {
	require.Equal(t, "localhost:8080", urlHost(&net.TCPAddr{IP: net.IPv6unspecified, Port: 8080}))
	require.Equal(t, "[::1]:80", urlHost(&net.TCPAddr{IP: net.ParseIP("::1"), Port: 80}))
}
