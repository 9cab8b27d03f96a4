package todo

import (
	"embed"
	"net/http"

	"github.com/lively-go/lively/live"
)

//go:embed todo.css
var files embed.FS

var assets = live.NewAssets("/static/", files)

// NewServer returns a server that serves a new list to each page at /.
func NewServer() *live.Server {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View { return &Todo{} }))
	mux.Handle("GET /static/", assets)
	return &live.Server{Handler: mux, Layout: layout, Assets: assets}
}
