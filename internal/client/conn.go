package client

import (
	"errors"
	"fmt"

	"github.com/gorilla/websocket"

	"github.com/lively-go/lively/internal/wire"
)

// Conn is a websocket, such as gorilla's.
type Conn interface {
	ReadMessage() (kind int, data []byte, err error)
	WriteMessage(kind int, data []byte) error
	Close() error
}

// Closed is the error when the server has closed the connection with a code.
type CloseError struct {
	Code   wire.CloseCode
	Reason string
}

func (e *CloseError) Error() string {
	return fmt.Sprintf("client: closed with %d %q", e.Code, e.Reason)
}

// ErrOffline says that there is no connection.
var ErrOffline = errors.New("client: not connected")

// Join opens a session on conn: with the page's token the first time, anew after that. It returns when the server has
// answered. The error may be a *Closed. What was sent in a session before is forgotten: it may have been applied.
func (c *Client) Join(conn Conn) error {
	c.mu.Lock()
	j := wire.Join{Build: "client", Instance: c.instance, URL: c.url, Token: c.page.Token, Checksum: c.document.Checksum(), Capabilities: []string{}, Client: c.Info}
	c.page.Token = ""
	c.conn, c.session = conn, ""
	c.frame, c.unackedFrames, c.unackedBytes = 0, 0, 0
	c.queue, c.resend, c.sent, c.everSent, c.acknowledged, c.outcomes = nil, nil, 0, 0, 0, map[int]Outcome{}
	c.htmlRequested = false
	c.mu.Unlock()
	return c.handshake(j, func(down wire.ServerMessage) bool { _, ok := down.(wire.Joined); return ok })
}

// Resume takes the session up again on conn and sends unanswered events again. The error may be a *Closed.
func (c *Client) Resume(conn Conn) error {
	c.mu.Lock()
	r := wire.Resume{
		Build: "client", Instance: c.instance, URL: c.url, Session: c.session,
		Frame: c.frame, Versions: map[int]int{0: c.version}, Ref: c.acknowledged + 1,
	}
	c.conn, c.session = conn, ""
	c.unackedFrames, c.unackedBytes, c.htmlRequested = 0, 0, false
	c.resend, c.sent = nil, 0
	c.mu.Unlock()
	if err := c.handshake(r, func(down wire.ServerMessage) bool { _, ok := down.(wire.Resumed); return ok }); err != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.session == "" { // the answer was lost: the old secret is good for another try
			c.session = r.Session
		}
		return err
	}
	return c.sendQueued()
}

// greet says hello and waits for the answer.
func (c *Client) handshake(request wire.ClientMessage, isReply func(wire.ServerMessage) bool) error {
	if err := c.Write(request); err != nil {
		return err
	}
	down, err := c.Read()
	if err == nil && !isReply(down) {
		err = fmt.Errorf("client: %T is no answer to %T", down, request)
	}
	return err
}

// Write sends a message as it is, counted by nobody: for what an honest client never sends.
func (c *Client) Write(msg wire.ClientMessage) error { return c.WriteRaw(msg.Append(nil)) }

// WriteRaw is Write for bytes that may be no message.
func (c *Client) WriteRaw(data []byte) error {
	c.writeMu.Lock()
	defer c.writeMu.Unlock()
	return c.write(data)
}

// write needs writing.
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

// Read waits for one message and handles it. The error is a *Closed if the server closed the connection; any other means
// that it is lost, or that the server broke the protocol.
func (c *Client) Read() (wire.ServerMessage, error) {
	c.mu.Lock()
	conn := c.conn
	c.mu.Unlock()
	if conn == nil {
		return nil, ErrOffline
	}
	_, data, err := conn.ReadMessage()
	if ce, ok := errors.AsType[*websocket.CloseError](err); ok && ce.Code >= int(wire.Reconnect) {
		return nil, &CloseError{wire.CloseCode(ce.Code), ce.Text}
	}
	if err != nil {
		return nil, fmt.Errorf("read message: %w", err)
	}
	down, err := wire.ParseServerMessage(data)
	if err != nil {
		return nil, fmt.Errorf("%w: %.200s", err, data)
	}
	if err := c.handleMessage(down, len(data)); err != nil {
		return down, err
	}
	if err := c.ackIfDue(); err != nil {
		return down, err
	}
	return down, c.sendQueued()
}

// Cut ends the connection without a word, as a network does. The session can be resumed.
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
