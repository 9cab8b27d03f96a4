package main

import (
	"bytes"
	"net/http"
	"strconv"
	"sync"

	"github.com/gorilla/websocket"
)

// floorServer is the least that a Go server with gorilla/websocket can do for a page
// with a socket: GET /?bytes=n, an echo, and POST /say?bytes=n, a message to all.
//
// Its buffers are of 1 KB: with none given, gorilla keeps net/http's, of 4 KB
// each. And the handler returns once the connection is taken over: a handler
// that stays holds the stack that net/http grew for the request, and the request.
func floorServer() http.Handler {
	page := bytes.Repeat([]byte{'x'}, 1<<20)
	all := &sockets{open: map[*websocket.Conn]bool{}}
	upgrader := websocket.Upgrader{ReadBufferSize: 1024, WriteBufferSize: 1024}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/say" {
			n, _ := strconv.Atoi(r.URL.Query().Get("bytes"))
			all.say(page[:min(max(n, 0), len(page))])
			_, _ = w.Write([]byte("0"))
			return
		}
		if !websocket.IsWebSocketUpgrade(r) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			n, _ := strconv.Atoi(r.URL.Query().Get("bytes"))
			w.Write(page[:min(max(n, 0), len(page))])
			return
		}
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return // Upgrade has answered
		}
		all.add(conn)
		go func() {
			defer all.remove(conn)
			echo(conn)
		}()
	})
}

// sockets are all that are open.
type sockets struct {
	mu   sync.Mutex
	open map[*websocket.Conn]bool
}

func (s *sockets) add(c *websocket.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[c] = true
}

func (s *sockets) remove(c *websocket.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, c)
}

// say writes to all, while nobody is echoed.
func (s *sockets) say(msg []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.open {
		_ = c.WriteMessage(websocket.TextMessage, msg) // one that is gone is removed by its reader
	}
}

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
