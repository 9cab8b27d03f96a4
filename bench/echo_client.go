package main

import (
	"fmt"
	"time"

	"github.com/gorilla/websocket"

	"github.com/lively-go/lively/internal/wire"
)

// An echoer is the client of the floor.
type echoer struct {
	conn *websocket.Conn
	down int
	buf  []byte
}

func openEcho(addr string, pageBytes int) (*echoer, error) {
	if _, err := get(nil, addr, fmt.Sprintf("/?bytes=%d", pageBytes)); err != nil {
		return nil, err
	}
	conn, err := dial(nil, addr, "/")
	return &echoer{conn: conn}, err
}

// click sends what a browser would send for the event.
func (e *echoer) click(event string) error {
	e.buf = wire.Event{Acks: 1, Epoch: 1, URL: event}.Append(e.buf[:0])
	e.conn.SetReadDeadline(time.Now().Add(opTimeout))
	if err := e.conn.WriteMessage(websocket.TextMessage, e.buf); err != nil {
		return err
	}
	_, msg, err := e.conn.ReadMessage()
	e.down += len(msg)
	return err
}

func (e *echoer) received() int { return e.down }
func (e *echoer) close() error  { return e.conn.Close() }
