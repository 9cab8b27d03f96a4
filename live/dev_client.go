package live

import (
	"net/http"
	"strings"

	"github.com/lively-go/lively/js"
)

// devPath is the path of the developer's module, relative to the mount point of the server. It changes
// with the module.
var devPath = "/_live/dev." + js.DevHash + ".js"

// devURL returns the URL of the developer's module, given that of the client script.
func devURL(script string) string { return strings.TrimSuffix(script, clientPath) + devPath }

// isDevPath reports whether the path of r is that of the developer's module.
func isDevPath(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) && strings.HasSuffix(r.URL.Path, devPath)
}

// serveDev serves the developer's module.
func serveDev(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(js.Dev)
}
