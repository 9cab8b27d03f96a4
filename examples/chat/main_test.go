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
		done <- run(ctx, config{addr: "127.0.0.1:0", secret: "a long and random secret for this test"}, in)
		in.Close()
	}()
	lines := bufio.NewScanner(out)
	require.True(t, lines.Scan())
	url, ok := strings.CutPrefix(lines.Text(), "Listening on ")
	require.True(t, ok, lines.Text())

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
	require.Contains(t, page, `id="join"`)
	cookie := res.Header.Get("Set-Cookie")
	require.Contains(t, cookie, "HttpOnly")
	_, css := get("/static/chat.css")
	require.Contains(t, css, "#messages")
	res, _ = get("/missing")
	require.Equal(t, http.StatusNotFound, res.StatusCode)

	stop()
	require.NoError(t, <-done)
}

func TestRun_AddressInUse(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer ln.Close()
	require.ErrorContains(t, run(t.Context(), config{addr: ln.Addr().String()}, io.Discard), "address already in use")
}
