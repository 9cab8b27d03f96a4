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

// An asset is a file of the page. Its address holds a hash of its content, so browsers keep it for good.
type asset struct {
	name, url string
	body      []byte
}

var (
	styles = newAsset("metrics.css", "page.css", "cards.css", "processes.css")
	icon   = newAsset("icon.svg", "icon.svg")
)

// newAsset makes one file of several.
func newAsset(name string, files ...string) asset {
	var body []byte
	for _, file := range files {
		part, err := static.ReadFile("static/" + file)
		if err != nil {
			panic("dashboard: " + err.Error()) // it is not embedded: no test would have passed
		}
		body = append(body, part...)
	}
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	return asset{name, "/static/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:4]) + ext, body}
}

// Assets serves the files that the page refers to, below /static/.
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
