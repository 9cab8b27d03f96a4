package main

import (
	"bytes"
	"net/http"
	"strconv"

	"github.com/gorilla/websocket"
)

// floorServer is the least that a Go server with gorilla/websocket can do for a page
// with a socket: GET /?bytes=n, and an echo.
//
// Its buffers are of 1 KB: with none given, gorilla keeps net/http's, of 4 KB
// each. And the handler returns once the connection is taken over: a handler
// that stays holds the stack that net/http grew for the request, and the request.
func floorServer() http.Handler {
	page := bytes.Repeat([]byte{'x'}, 1<<20)
	upgrader := websocket.Upgrader{ReadBufferSize: 1024, WriteBufferSize: 1024}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
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
		go echo(conn)
	})
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
