package gallery

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/lively-go/lively/examples/gallery/pages"
)

//go:embed static
var static embed.FS

// An asset is a static file. Its URL contains a hash of its content, so browsers may cache it forever.
type asset struct {
	name, url string
	body      []byte
}

var (
	styles  = newAsset("gallery.css", styleSheets())
	icon    = newAsset("icon.svg", mustRead(static, "static/icon.svg"))
	scripts = pageScripts()

	menuScript = newAsset("menu.js", mustRead(static, "static/menu.js"))
)

func newAsset(name, body string) asset {
	sum := sha256.Sum256([]byte(body))
	ext := path.Ext(name)
	return asset{name, "/static/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:4]) + ext, []byte(body)}
}

// styleSheets returns the style sheets of the gallery and of all pages as one.
func styleSheets() (all string) {
	for _, name := range []string{"shell.css", "controls.css", "source.css"} {
		all += mustRead(static, "static/"+name)
	}
	for _, name := range filesOfPages(".css") {
		all += mustRead(pages.Files, name)
	}
	return all
}

// pageScripts returns the scripts of the pages by their names.
func pageScripts() map[string]asset {
	all := map[string]asset{}
	for _, name := range filesOfPages(".js") {
		all[path.Dir(name)] = newAsset(path.Base(name), mustRead(pages.Files, name))
	}
	return all
}

// filesOfPages returns the names of the files with this extension, sorted.
func filesOfPages(ext string) (all []string) {
	for _, names := range shownFiles(pages.Files) {
		for _, name := range names {
			if path.Ext(name) == ext {
				all = append(all, name)
			}
		}
	}
	slices.Sort(all)
	return all
}

// thirdParty is the folder of files of other projects. Their URLs contain the version in place of a hash, so that
// scripts of pages can import them.
const thirdParty = "static/third-party"

func thirdPartyFiles() (all []asset) {
	names, err := fs.Glob(static, thirdParty+"/*/*")
	if err != nil {
		panic("gallery: " + err.Error()) // programming error: the pattern is malformed
	}
	for _, name := range names {
		all = append(all, asset{path.Base(name), "/" + name, []byte(mustRead(static, name))})
	}
	return all
}

// libraryURLs returns the URLs of those of the files with this extension.
func libraryURLs(files []string, ext string) (all []string) {
	for _, name := range files {
		if path.Ext(name) == ext {
			all = append(all, "/"+thirdParty+"/"+name)
		}
	}
	return all
}

// assets returns a handler that serves the static files below /static/.
func assets() http.Handler {
	all := append(thirdPartyFiles(), styles, icon, menuScript)
	for _, script := range scripts {
		all = append(all, script)
	}
	mux := http.NewServeMux()
	for _, a := range all {
		mux.HandleFunc("GET "+a.url, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			http.ServeContent(w, r, a.name, time.Time{}, bytes.NewReader(a.body))
		})
	}
	return mux
}
