package e2e

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
)

// A proxyClient is a browser with one page behind a proxy. It has its own address on the loopback
// interface and its own cookies.
type proxyClient struct {
	*client.Client
	t       *testing.T
	origin  string
	address string // of the browser
	http    *http.Client
	dialer  *websocket.Dialer
}

// forgedHeaders are sent with each request. A proxy must not pass them on as the only values.
var forgedHeaders = http.Header{"X-Forwarded-For": {"203.0.113.9"}, "X-Forwarded-Proto": {"gopher"}}

// newProxyClient returns browser number i.
func newProxyClient(t *testing.T, proxy string, i int) *proxyClient {
	t.Helper()
	address := fmt.Sprintf("127.0.1.%d", i+1)
	dial := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}).DialContext
	config := &tls.Config{RootCAs: testCertificate.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	transport := &http.Transport{DialContext: dial, TLSClientConfig: config, ForceAttemptHTTP2: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &proxyClient{
		t: t, origin: "https://" + proxy, address: address,
		http: &http.Client{Jar: jar, Timeout: waitTimeout, Transport: transport},
		dialer: &websocket.Dialer{
			NetDialContext: dial, TLSClientConfig: config.Clone(), Jar: jar, HandshakeTimeout: waitTimeout,
			Subprotocols: []string{wire.Protocol},
		},
	}
}

// load loads the page. It returns an error if the status is not 200.
func (c *proxyClient) load() error {
	r, err := http.NewRequest(http.MethodGet, c.origin+"/", nil)
	require.NoError(c.t, err)
	r.Header = forgedHeaders.Clone()
	res, err := c.http.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	document, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		return fmt.Errorf("GET: status %s: %w", res.Status, err)
	}
	require.Equal(c.t, 2, res.ProtoMajor, "the proxy offers HTTP/2 to browsers")
	page, err := client.ParsePage("/", document)
	if err != nil {
		return err
	}
	c.Client, err = client.New(page)
	return err
}

// post sends a body and returns the status of the response.
func (c *proxyClient) post(body string) (status int) {
	c.t.Helper()
	res, err := c.http.Post(c.origin+"/form", "text/plain", strings.NewReader(body))
	require.NoError(c.t, err)
	res.Body.Close()
	return res.StatusCode
}

// join opens a WebSocket and joins. It returns an error if the proxy or the node refuses it.
func (c *proxyClient) join() error {
	header := forgedHeaders.Clone()
	header.Set("Origin", c.origin)
	conn, res, err := c.dialer.DialContext(context.Background(), "wss"+c.origin[len("https"):]+"/", header)
	if err != nil {
		if res != nil {
			err = fmt.Errorf("%w: status %s", err, res.Status)
		}
		return err
	}
	c.t.Cleanup(func() { conn.Close() })
	conn.SetReadDeadline(time.Now().Add(waitTimeout))
	return c.Join(conn)
}

// hasCookie reports whether the browser would send a cookie.
func (c *proxyClient) hasCookie(name string) bool {
	r, err := http.NewRequest(http.MethodGet, c.origin, nil)
	require.NoError(c.t, err)
	return slices.ContainsFunc(c.http.Jar.Cookies(r.URL), func(k *http.Cookie) bool { return k.Name == name })
}

// press clicks the button and waits until the page shows the result.
func (c *proxyClient) press(n int) {
	c.t.Helper()
	ref, err := c.Send(wire.Event{URL: fmt.Sprintf("views.Press?n=%d", n)})
	for err == nil && c.Acknowledged() < ref {
		_, err = c.Read()
	}
	require.NoError(c.t, err)
	require.Contains(c.t, string(c.Document().HTML()), fmt.Sprintf("<output>%d</output>", n+1))
}

// awaitDrain reads until the node asks the client to reconnect, and closes the connection.
func (c *proxyClient) awaitDrain() {
	c.t.Helper()
	for {
		msg, err := c.Read()
		require.NoError(c.t, err)
		if _, ok := msg.(wire.DrainMessage); ok {
			require.NoError(c.t, c.Abort())
			return
		}
	}
}
