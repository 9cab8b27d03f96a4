package dashboard

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed static
var static embed.FS

// An asset is a static file of the page. Its URL contains a hash of its content, so browsers may
// cache it forever.
type asset struct {
	name, url string
	body      []byte
}

var (
	styles = newAsset("metrics.css", "page.css", "cards.css", "processes.css")
	icon   = newAsset("icon.svg", "icon.svg")
)

// newAsset concatenates files into one asset.
func newAsset(name string, files ...string) asset {
	var body []byte
	for _, file := range files {
		part, err := static.ReadFile("static/" + file)
		if err != nil {
			panic("dashboard: " + err.Error()) // programming error: the file is not embedded
		}
		body = append(body, part...)
	}
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	return asset{name, "/static/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:4]) + ext, body}
}

// Assets returns a handler that serves the static files of the page below /static/.
func Assets() http.Handler {
	mux := http.NewServeMux()
	for _, a := range []asset{styles, icon} {
		mux.HandleFunc("GET "+a.url, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			http.ServeContent(w, r, a.name, time.Time{}, bytes.NewReader(a.body))
		})
	}
	return mux
}
