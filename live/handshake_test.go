package live_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// send sends the request line and the header lines of a raw request, and returns the response.
func (b *browser) sendRaw(lines ...string) *http.Response {
	b.app.t.Helper()
	conn, err := b.app.net.From(b.addr)(b.app.t.Context(), "tcp", "")
	require.NoError(b.app.t, err)
	b.app.t.Cleanup(func() { _ = conn.Close() })
	go func(c net.Conn) { _, _ = fmt.Fprintf(c, "%s\r\n\r\n", strings.Join(lines, "\r\n")) }(conn)
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(b.app.t, err)
	return resp
}

// A request for a WebSocket that cannot be upgraded mounts nothing, whatever a proxy has removed
// from it. The log names the headers that the proxy must pass, once.
func TestHandshake_Incomplete(t *testing.T) {
	const key, version, protocol = "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: lively.2"
	for name, c := range map[string]struct {
		lines  []string
		status int
		log    string
	}{
		"nginx's default":         {[]string{"GET / HTTP/1.0", "Connection: close", key, version, protocol}, 426, "proxy_set_header Upgrade"},
		"no Upgrade":              {[]string{"GET / HTTP/1.1", "Connection: Upgrade", key, version, protocol}, 426, "pass the headers Upgrade and Connection"},
		"no Connection":           {[]string{"GET / HTTP/1.1", "Upgrade: websocket", key, version, protocol}, 426, "pass the headers Upgrade and Connection"},
		"HTTP/1.0":                {[]string{"GET / HTTP/1.0", "Connection: Upgrade", "Upgrade: websocket", key, version, protocol}, 426, "proxy_http_version 1.1"},
		"POST":                    {[]string{"POST / HTTP/1.1", "Connection: Upgrade", "Upgrade: websocket", key, version, protocol}, 426, "not an upgrade"},
		"only the protocol":       {[]string{"GET / HTTP/1.1", protocol}, 426, "not an upgrade"},
		"protocol removed":        {[]string{"GET / HTTP/1.1", "Connection: Upgrade", "Upgrade: websocket", key, version}, 400, "pass the header Sec-WebSocket-Protocol"},
		"all but the key":         {[]string{"GET / HTTP/1.1", key}, 426, "not an upgrade"},
		"only Sec-Fetch-Mode":     {[]string{"GET / HTTP/1.1", "Sec-Fetch-Mode: websocket"}, 426, "not an upgrade"},
		"old WebSocket":           {[]string{"GET / HTTP/1.1", "Connection: Upgrade", "Upgrade: websocket", key, "Sec-WebSocket-Version: 8", protocol}, 426, "not 13"},
		"protocol in two headers": {[]string{"GET / HTTP/1.1", "Connection: Upgrade", "Upgrade: websocket", key, version, "Sec-WebSocket-Protocol: chat", protocol}, 400, "pass them as one header"},
		"later, without Upgrade":  {[]string{"GET / HTTP/1.1", key, version, "Sec-WebSocket-Protocol: lively.2"}, 426, "not an upgrade"},
		"invalid key":             {[]string{"GET / HTTP/1.1", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: x", version, protocol}, 400, "upgrade failed"},
	} {
		t.Run(name, func(t *testing.T) {
			testHostileClient(t, &live.Server{}, func(t *testing.T, f *viewFactory, mallory *browser) {
				for range 3 {
					resp := mallory.sendRaw(append(c.lines, "Host: lively.test")...)
					require.Equal(t, c.status, resp.StatusCode)
					if c.status == http.StatusUpgradeRequired {
						require.Equal(t, "websocket", resp.Header.Get("Upgrade"))
					}
					if name == "old WebSocket" {
						require.Equal(t, "13", resp.Header.Get("Sec-WebSocket-Version"))
					}
				}
				require.Empty(t, f.views)
				require.Contains(t, mallory.app.log.String(), c.log)
				if name != "invalid key" { // not what a proxy does: up to three lines for each client
					require.Equal(t, 1, strings.Count(mallory.app.log.String(), "level=WARN"))
				}
			})
		})
	}
}

// WebSockets of the application reach its router.
func TestHandshake_OfApplication(t *testing.T) {
	for _, protocol := range []string{"", "chat", "livelychat.1, graphql"} {
		synctest.Test(t, func(t *testing.T) {
			mux := http.NewServeMux()
			mux.HandleFunc("/ws", func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Protocol", r.Header.Get("Sec-WebSocket-Protocol"))
				w.WriteHeader(http.StatusTeapot)
			})
			b := serve(t, &live.Server{Handler: mux}, nil).browser()
			resp := b.sendRaw("GET /ws HTTP/1.1", "Host: lively.test", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
				"Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==", "Sec-WebSocket-Protocol: "+protocol)
			require.Equal(t, http.StatusTeapot, resp.StatusCode)
			require.Equal(t, protocol, resp.Header.Get("Protocol"))
		})
	}
}
