package todo

import (
	_ "embed"
	"net/http"

	"github.com/lively-go/lively/live"
)

//go:embed todo.css
var styles []byte

// NewServer returns a server that serves a new list to each page at /.
func NewServer() *live.Server {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View { return &Todo{} }))
	mux.HandleFunc("GET /todo.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		_, _ = w.Write(styles)
	})
	return &live.Server{Handler: mux, Layout: layout}
}
