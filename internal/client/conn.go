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

// Join starts a session on conn, at first with the page's token. After the server has accepted or
// refused the token, it starts one without. It returns when the server has replied. The error may be a
// *CloseError. Events of an earlier session are dropped: they may have been applied.
func (c *Client) Join(conn Conn) error { return c.JoinWith(conn, nil) }

// JoinWith is like Join. If a new view is mounted, it receives forms.
func (c *Client) JoinWith(conn Conn, forms []wire.JoinForm) error {
	c.mu.Lock()
	j := wire.Join{
		Build: "client", Instance: c.instance, URL: c.url, Token: c.token,
		Checksum: c.document.Checksum(), Capabilities: []string{}, Client: c.Info, Forms: forms,
	}
	_, user, _ := strings.Cut(c.token, ".")
	c.setUser(user)
	c.conn, c.session, c.otherUser, c.draining = conn, "", false, false
	c.frame, c.unackedFrames, c.unackedBytes = 0, 0, 0
	c.queue, c.early, c.resend, c.sent, c.everSent, c.acknowledged, c.outcomes = nil, nil, nil, 0, 0, 0, map[int]Outcome{}
	c.htmlRequested = false
	c.mu.Unlock()
	err := c.handshake(j, func(msg wire.ServerMessage) bool { _, ok := msg.(wire.Joined); return ok })
	if closed, ok := errors.AsType[*CloseError](err); ok && closed.Code == wire.Reconnect {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.token = j.Token // the server has not used it
	}
	return err
}

// Resume continues the session on conn and resends unacknowledged events. The error may be a
// *CloseError.
func (c *Client) Resume(conn Conn) error {
	c.mu.Lock()
	r := wire.Resume{
		Build: "client", Instance: c.instance, URL: c.url, Session: c.session,
		Frame: c.frame, Version: c.version, Ref: c.acknowledged + 1,
	}
	c.conn, c.session = conn, ""
	c.unackedFrames, c.unackedBytes, c.htmlRequested = 0, 0, false
	c.resend, c.sent = nil, 0
	c.mu.Unlock()
	if err := c.handshake(r, func(msg wire.ServerMessage) bool { _, ok := msg.(wire.Resumed); return ok }); err != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.session == "" { // the reply was lost: the old secret is still valid
			c.session = r.Session
		}
		return err
	}
	return c.sendQueued()
}

// handshake sends a request and reads the reply.
func (c *Client) handshake(request wire.ClientMessage, isReply func(wire.ServerMessage) bool) error {
	if err := c.Write(request); err != nil {
		return err
	}
	reply, err := c.Read()
	if err == nil && !isReply(reply) {
		err = fmt.Errorf("client: unexpected %T in reply to %T", reply, request)
	}
	return err
}

// Write sends a message unchanged, without counting it. Tests use it to violate the protocol.
func (c *Client) Write(msg wire.ClientMessage) error { return c.WriteRaw(msg.Append(nil)) }

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

// Read reads one message and handles it. The error is a *CloseError if the server closed the
// connection; any other error means that the connection is lost, or that the server violated the
// protocol.
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
	session, msg, err := wire.ParseServerMessage(data)
	if err == nil && session != 0 {
		err = errors.New("client: message of a session that the client has not opened")
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %.200s", err, data)
	}
	if err := c.handleMessage(msg, len(data)); err != nil {
		return msg, err
	}
	if m, ok := msg.(wire.RecheckRequest); ok && c.Recheck != nil {
		if reply, ok := c.Recheck(m.Nonce); ok {
			_ = c.Write(reply) // the next Read returns why it failed
		}
	}
	if err := c.ackIfDue(); err != nil {
		return msg, err
	}
	return msg, c.sendQueued()
}

// Abort closes the connection without a close frame, like a network failure. The session can be
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
