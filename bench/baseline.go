package main

import (
	"bytes"
	"net/http"
	"strconv"
	"sync"

	"github.com/gorilla/websocket"
)

// baselineServer returns a minimal gorilla/websocket server. GET /?bytes=n returns a page of n bytes,
// a WebSocket echoes each message, and POST /publish?bytes=n writes n bytes to all WebSockets.
//
// Its buffers are set to 1 KB. By default gorilla/websocket reuses those of net/http, which have 4 KB
// each. The handler returns after the upgrade: one that kept running would retain the request and the
// stack that net/http grew for it.
func baselineServer() http.Handler {
	content := bytes.Repeat([]byte{'x'}, 1<<20)
	conns := newConnSet()
	upgrader := websocket.Upgrader{ReadBufferSize: 1024, WriteBufferSize: 1024}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/publish" {
			n, _ := strconv.Atoi(r.URL.Query().Get("bytes"))
			conns.broadcast(content[:min(max(n, 0), len(content))])
			_, _ = w.Write([]byte("0"))
			return
		}
		if !websocket.IsWebSocketUpgrade(r) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			n, _ := strconv.Atoi(r.URL.Query().Get("bytes"))
			w.Write(content[:min(max(n, 0), len(content))])
			return
		}
		conn, err := conns.upgrade(func() (*websocket.Conn, error) { return upgrader.Upgrade(w, r, nil) })
		if err != nil {
			return // Upgrade has sent the error
		}
		go func() {
			defer conns.remove(conn)
			echo(conn)
		}()
	})
}

// A connSet holds the open connections.
type connSet struct {
	mu      sync.Mutex
	open    map[*websocket.Conn]bool
	opening int       // calls of upgrade that run
	opened  sync.Cond // opening is 0; its lock is mu
}

func newConnSet() *connSet {
	s := &connSet{open: map[*websocket.Conn]bool{}}
	s.opened.L = &s.mu
	return s
}

// upgrade adds the connection that f returns. The client may receive the response to the upgrade, and go
// on, before f has returned.
func (s *connSet) upgrade(f func() (*websocket.Conn, error)) (*websocket.Conn, error) {
	s.mu.Lock()
	s.opening++
	s.mu.Unlock()
	conn, err := f()
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		s.open[conn] = true
	}
	if s.opening--; s.opening == 0 {
		s.opened.Broadcast()
	}
	return conn, err
}

func (s *connSet) remove(c *websocket.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, c)
}

// broadcast writes msg to all connections, also to those that upgrade is about to add. The clients must
// not send messages at the same time, because a connection supports one writer only.
func (s *connSet) broadcast(msg []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.opening > 0 {
		s.opened.Wait()
	}
	for c := range s.open {
		_ = c.WriteMessage(websocket.TextMessage, msg) // echo removes a closed connection
	}
}

// echo writes each message back until the connection ends.
func echo(conn *websocket.Conn) {
	defer conn.Close()
	for {
		kind, msg, err := conn.ReadMessage()
		if err != nil {
			return
		}
		if err := conn.WriteMessage(kind, msg); err != nil {
			return
		}
	}
}
