package live

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"mime"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/lively-go/lively/internal/compress"
)

// Assets are the static files of an application, such as style sheets, scripts and images. The URL of a file contains
// a hash of its content, so that browsers can keep the file without asking for it again. Assets is an [http.Handler]
// that serves the files. Its methods, except Add, may be called by several goroutines at once.
type Assets struct {
	prefix  string
	files   map[string]*asset // by name
	version func() string
}

// An asset is one file of Assets.
type asset struct {
	url, hash   string
	contentType string
	body        []byte
	gzip        func() []byte // nil if the file is not text
}

// NewAssets returns the files of fsys, which it reads once. The URL of the file app.css is prefix, followed by
// app.<hash>.css. Register the result with the router for the same prefix. NewAssets panics if a file cannot be
// read, or if prefix does not begin and end with a slash. With nil as fsys there are no files before those of Add.
//
//	//go:embed app.css logo.svg
//	var files embed.FS
//
//	var assets = live.NewAssets("/static/", files)
func NewAssets(prefix string, fsys fs.FS) *Assets {
	if !strings.HasPrefix(prefix, "/") || !strings.HasSuffix(prefix, "/") {
		panic(fmt.Sprintf("live: NewAssets: prefix %q does not begin and end with a slash", prefix))
	}
	a := &Assets{prefix: prefix, files: map[string]*asset{}}
	a.version = sync.OnceValue(a.hashAll)
	if fsys == nil {
		return a
	}
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(fsys, name)
		if err == nil {
			a.Add(name, content)
		}
		return err
	})
	if err != nil {
		panic("live: NewAssets: " + err.Error())
	}
	return a
}

// Add adds a file that the program makes, for example of several others. The name is a path without a leading slash. Add
// must not be called after the first request. It panics if there is a file with this name.
func (a *Assets) Add(name string, content []byte) {
	if !fs.ValidPath(name) || name == "." {
		panic(fmt.Sprintf("live: Assets.Add: %q is not a path without a leading slash", name))
	}
	if a.files[name] != nil {
		panic(fmt.Sprintf("live: Assets.Add: there are two files named %q", name))
	}
	sum := sha256.Sum256(content)
	f := &asset{hash: hex.EncodeToString(sum[:8]), body: bytes.Clone(content)}
	ext := path.Ext(name)
	f.url = a.prefix + strings.TrimSuffix(name, ext) + "." + f.hash + ext
	f.contentType = cmp.Or(mime.TypeByExtension(ext), http.DetectContentType(content))
	if isCompressible(f.contentType) {
		f.gzip = sync.OnceValue(func() []byte { return compress.Gzip(f.body) })
	}
	a.files[name] = f
}

func isCompressible(contentType string) bool {
	for _, part := range []string{"text/", "javascript", "json", "xml", "wasm"} {
		if strings.Contains(contentType, part) {
			return true
		}
	}
	return false
}

// URL returns the URL of the file with this name, for the document that [Server.Layout] returns, or for a view. It
// panics if there is no such file.
func (a *Assets) URL(name string) string {
	f := a.files[name]
	if f == nil {
		panic(fmt.Sprintf("live: Assets.URL: there is no file named %q; those are %s", name, strings.Join(slices.Sorted(maps.Keys(a.files)), ", ")))
	}
	return f.url
}

// hashedName matches the last part of the name of a file that contains the hash of some content.
var hashedName = regexp.MustCompile(`\.[0-9a-f]{16}(\.[^./]*)?$`)

// ServeHTTP serves the file of the request. A browser may keep it for a year if the URL contains the hash of the
// file. With another hash, as in a page that another version of the application has rendered, or without one, as
// in url(logo.svg) of a style sheet, the browser asks each time whether the file has changed.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	f, isCurrent := a.find(r.URL.Path)
	if f == nil {
		http.NotFound(w, r)
		return
	}
	if isCurrent {
		w.Header().Set("Cache-Control", cacheForever)
	} else {
		w.Header().Set("Cache-Control", "no-cache")
	}
	f.serve(w, r)
}

// find returns the file with a path, and reports whether that contains its hash. It returns nil if there is none. A
// proxy or http.StripPrefix may have removed the beginning of the prefix.
func (a *Assets) find(urlPath string) (f *asset, isCurrent bool) {
	urlPath = "/" + strings.TrimPrefix(urlPath, "/")
	for i := range a.prefix {
		if a.prefix[i] != '/' {
			continue
		}
		name, _ := strings.CutPrefix(urlPath, a.prefix[i:])
		if f = a.files[name]; f != nil {
			return f, false
		}
		if f = a.files[hashedName.ReplaceAllString(name, "$1")]; f != nil {
			return f, a.prefix+name == f.url
		}
	}
	return nil, false
}

func (f *asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("X-Content-Type-Options", "nosniff")
	body, tag := f.body, f.hash
	if f.gzip != nil {
		h.Add("Vary", "Accept-Encoding")
		if compress.AcceptsGzip(r) {
			h.Set("Content-Encoding", "gzip")
			body, tag = f.gzip(), tag+"-gzip"
		}
	}
	h.Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// hashAll returns a hash of all files.
func (a *Assets) hashAll() string {
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(a.files)) {
		fmt.Fprintf(sum, "%s\n", a.files[name].url)
	}
	return hex.EncodeToString(sum.Sum(nil)[:4])
}
