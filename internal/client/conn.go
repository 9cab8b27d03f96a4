package client

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/http/cookiejar"
	"strings"

	"github.com/gorilla/websocket"

	"github.com/lively-go/lively/internal/wire"
)

// A Conn is a WebSocket, such as gorilla's *websocket.Conn.
type Conn interface {
	ReadMessage() (kind int, data []byte, err error)
	WriteMessage(kind int, data []byte) error
	Close() error
}

// NewBrowser returns an HTTP client with cookies of its own. It opens a connection with dial for each
// request. If dial is nil, connections use TCP.
func NewBrowser(dial func(ctx context.Context, network, addr string) (net.Conn, error)) *http.Client {
	jar, _ := cookiejar.New(nil) // the error is always nil
	return &http.Client{Jar: jar, Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}
}

// Dial opens the WebSocket of the page at a URL of a site, as browsers do. It uses the cookies, the
// timeout and the Transport of browser, which must be an *http.Transport. The header is added to the
// request; Origin defaults to that of the site. If the server rejects the handshake, Dial returns its
// response with the error.
func Dial(ctx context.Context, browser *http.Client, origin, url string, header http.Header) (*websocket.Conn, *http.Response, error) {
	d := websocket.Dialer{
		Jar: browser.Jar, HandshakeTimeout: browser.Timeout, NetDialContext: browser.Transport.(*http.Transport).DialContext,
		Subprotocols: []string{wire.Protocol}, EnableCompression: true,
	}
	all := http.Header{"Origin": {origin}}
	maps.Copy(all, header)
	ws, res, err := d.DialContext(ctx, strings.Replace(origin, "http", "ws", 1)+url, all)
	if err != nil {
		err = fmt.Errorf("open a WebSocket at %s: %w", url, err)
	}
	return ws, res, err
}

// A CloseError is returned if the server has closed the connection with a code of package wire.
type CloseError struct {
	Code   wire.CloseCode
	Reason wire.Reason
}

func (e *CloseError) Error() string {
	return fmt.Sprintf("client: the server closed the connection with code %d %q", e.Code, e.Reason)
}

// ErrOffline is returned if there is no connection.
var ErrOffline = errors.New("client: not connected")

// Write sends a message of the root's session, or of the connection, unchanged, without counting it. Tests use it to
// violate the protocol.
func (r *Root) Write(msg wire.ClientMessage) error {
	number := r.Number()
	if msg == wire.ClientMessage(wire.Heartbeat) {
		number = 0
	}
	return r.client.WriteRaw(wire.AppendWrapped(nil, number, msg.Append(nil)))
}

// WriteRaw sends bytes that need not be a valid message.
func (c *Client) WriteRaw(data []byte) error {
	c.writeMu.Lock()
	defer c.writeMu.Unlock()
	return c.write(data)
}

// write sends bytes. writeMu must be held.
func (c *Client) write(data []byte) error {
	c.mu.Lock()
	conn := c.conn
	c.mu.Unlock()
	if conn == nil {
		return ErrOffline
	}
	if err := conn.WriteMessage(websocket.TextMessage, data); err != nil {
		return fmt.Errorf("write message: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.written.Messages++
	c.written.Bytes += len(data)
	return nil
}

// Read reads one message, of any session, and handles it. The error is a *CloseError if the server closed
// the connection, or ended a session in a way that needs another connection; any other error means that the
// connection is lost, or that the server violated the protocol.
func (c *Client) Read() (wire.ServerMessage, error) {
	c.mu.Lock()
	conn := c.conn
	c.mu.Unlock()
	if conn == nil {
		return nil, ErrOffline
	}
	_, data, err := conn.ReadMessage()
	if ce, ok := errors.AsType[*websocket.CloseError](err); ok && ce.Code >= int(wire.Reconnect) {
		return nil, &CloseError{wire.CloseCode(ce.Code), wire.Reason(ce.Text)}
	}
	if err != nil {
		return nil, fmt.Errorf("read message: %w", err)
	}
	number, msg, err := wire.ParseServerMessage(data)
	if err != nil {
		return nil, fmt.Errorf("%w: %.200s", err, data)
	}
	r, err := c.handleMessage(number, msg, len(data))
	if err != nil {
		return msg, err
	}
	if err := c.reply(r, msg); err != nil {
		return msg, err
	}
	if err := c.ackIfDue(); err != nil {
		return msg, err
	}
	return msg, c.sendQueued()
}

// reply sends what a message of the session of r asks for.
func (c *Client) reply(r *Root, msg wire.ServerMessage) error {
	switch m := msg.(type) {
	case wire.Joined:
		if err := c.reportStreams(r); err != nil {
			return err
		}
		if c.isShown(r) {
			return c.openOthers()
		}
	case wire.Resumed:
		if err := c.settleSecret(r); err != nil {
			return err
		}
		if err := c.reportStreams(r); err != nil {
			return err
		}
		if c.isShown(r) {
			return c.openOthers()
		}
		return c.sleepAgain(r)
	case wire.EndMessage:
		return c.Rejoin()
	case wire.RecheckRequest:
		if c.Recheck == nil || r == nil {
			break
		}
		if reply, ok := c.Recheck(r.URL(), m.Nonce); ok {
			_ = r.Write(reply) // the next Read returns why it failed
		}
	}
	return nil
}

// Abort closes the connection without a close frame, like a network failure. The sessions can be
// resumed.
func (c *Client) Abort() error {
	c.mu.Lock()
	conn := c.conn
	c.conn = nil
	c.mu.Unlock()
	if conn == nil {
		return nil
	}
	return conn.Close()
}
