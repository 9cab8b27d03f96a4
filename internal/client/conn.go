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
type Closed struct {
	Code   wire.CloseCode
	Reason string
}

func (c *Closed) Error() string { return fmt.Sprintf("client: closed with %d %q", c.Code, c.Reason) }

// ErrOffline says that there is no connection.
var ErrOffline = errors.New("client: not connected")

// Join opens a session on conn: with the page's token the first time, anew after that. It returns when the server has
// answered. The error may be a *Closed. What was sent in a session before is forgotten: it may have been applied.
func (c *Client) Join(conn Conn) error {
	c.mu.Lock()
	j := wire.Join{Build: "client", Inst: c.inst, URL: c.url, Token: c.page.Token, Sum: c.doc.Checksum(), Caps: []string{}, Client: c.Info}
	c.page.Token = ""
	c.conn, c.session = conn, ""
	c.frame, c.acks, c.ackBytes = 0, 0, 0
	c.queue, c.again, c.sent, c.ever, c.answered, c.outcomes = nil, nil, 0, 0, 0, map[int]Outcome{}
	c.asked = false
	c.mu.Unlock()
	return c.greet(j, func(down wire.Down) bool { _, ok := down.(wire.Joined); return ok })
}

// Resume takes the session up again on conn and sends unanswered events again. The error may be a *Closed.
func (c *Client) Resume(conn Conn) error {
	c.mu.Lock()
	r := wire.Resume{
		Build: "client", Inst: c.inst, URL: c.url, Session: c.session,
		Frame: c.frame, Versions: map[int]int{0: c.version}, Ref: c.answered + 1,
	}
	c.conn, c.session = conn, ""
	c.acks, c.ackBytes, c.asked = 0, 0, false
	c.again, c.sent = nil, 0
	c.mu.Unlock()
	if err := c.greet(r, func(down wire.Down) bool { _, ok := down.(wire.Resumed); return ok }); err != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.session == "" { // the answer was lost: the old secret is good for another try
			c.session = r.Session
		}
		return err
	}
	return c.pump()
}

// greet says hello and waits for the answer.
func (c *Client) greet(hello wire.Up, isAnswer func(wire.Down) bool) error {
	if err := c.Write(hello); err != nil {
		return err
	}
	down, err := c.Read()
	if err == nil && !isAnswer(down) {
		err = fmt.Errorf("client: %T is no answer to %T", down, hello)
	}
	return err
}

// Write sends a message as it is, counted by nobody: for what an honest client never sends.
func (c *Client) Write(up wire.Up) error { return c.WriteRaw(up.Append(nil)) }

// WriteRaw is Write for bytes that may be no message.
func (c *Client) WriteRaw(data []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
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
func (c *Client) Read() (wire.Down, error) {
	c.mu.Lock()
	conn := c.conn
	c.mu.Unlock()
	if conn == nil {
		return nil, ErrOffline
	}
	_, data, err := conn.ReadMessage()
	if ce, ok := errors.AsType[*websocket.CloseError](err); ok && ce.Code >= int(wire.Reconnect) {
		return nil, &Closed{wire.CloseCode(ce.Code), ce.Text}
	}
	if err != nil {
		return nil, fmt.Errorf("read message: %w", err)
	}
	down, err := wire.ParseDown(data)
	if err != nil {
		return nil, fmt.Errorf("%w: %.200s", err, data)
	}
	if err := c.handle(down, len(data)); err != nil {
		return down, err
	}
	if err := c.settle(); err != nil {
		return down, err
	}
	return down, c.pump()
}

// Cut ends the connection without a word, as a network does. The session can be resumed.
func (c *Client) Cut() error {
	c.mu.Lock()
	conn := c.conn
	c.conn = nil
	c.mu.Unlock()
	if conn == nil {
		return nil
	}
	return conn.Close()
}
