package main

import (
	"context"
	"fmt"
	"time"

	"github.com/gorilla/websocket"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
)

// An echoClient is a client of the baseline server.
type echoClient struct {
	conn  *websocket.Conn
	bytes int // payload received
	buf   []byte
}

// openEcho loads a page of the given length from the baseline server and opens a WebSocket.
func openEcho(addr string, pageBytes int) (*echoClient, error) {
	browser := newBrowser()
	if _, err := get(browser, addr, fmt.Sprintf("/?bytes=%d", pageBytes)); err != nil {
		return nil, err
	}
	conn, _, err := client.Dial(context.Background(), browser, "http://"+addr, "/", nil)
	return &echoClient{conn: conn}, err
}

// click sends the message that a browser would send for the event and waits for the echo.
func (c *echoClient) click(event string) error {
	c.buf = wire.Event{Acks: 1, URL: event}.Append(c.buf[:0])
	c.setDeadline()
	if err := c.conn.WriteMessage(websocket.TextMessage, c.buf); err != nil {
		return err
	}
	return c.read()
}

// read reads one message.
func (c *echoClient) read() error {
	_, msg, err := c.conn.ReadMessage()
	c.bytes += len(msg)
	return err
}

func (c *echoClient) setDeadline()  { c.conn.SetReadDeadline(time.Now().Add(ioTimeout)) }
func (c *echoClient) received() int { return c.bytes }
func (c *echoClient) close() error  { return c.conn.Close() }
