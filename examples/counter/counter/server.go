package counter

import (
	_ "embed"
	"net/http"

	"github.com/lively-go/lively/live"
)

//go:embed counter.css
var styles []byte

// NewServer returns a server that serves a new Counter to each page at /.
func NewServer() *live.Server {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View { return &Counter{} }))
	mux.HandleFunc("GET /counter.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		_, _ = w.Write(styles)
	})
	return &live.Server{Handler: mux, Layout: layout}
}
