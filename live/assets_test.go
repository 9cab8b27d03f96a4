package live_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// png is the beginning of an image.
const png = "\x89PNG\r\n\x1a\n"

func testAssets() *live.Assets {
	return live.NewAssets("/static/", fstest.MapFS{
		"app.css":      {Data: []byte("body { color: red }")},
		"img/logo.png": {Data: []byte(png)},
		"app.v2.js":    {Data: []byte("let a")},
		"LICENSE":      {Data: []byte("<free>")},
	})
}

func getAsset(a *live.Assets, url string, header ...string) *http.Response {
	r := httptest.NewRequest("GET", url, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r io.Reader) string {
	t.Helper()
	all, err := io.ReadAll(r)
	require.NoError(t, err)
	return string(all)
}

func TestAssets_URL(t *testing.T) {
	a := testAssets()
	for name, pattern := range map[string]string{
		"app.css":      `^/static/app\.[0-9a-f]{16}\.css$`,
		"img/logo.png": `^/static/img/logo\.[0-9a-f]{16}\.png$`,
		"app.v2.js":    `^/static/app\.v2\.[0-9a-f]{16}\.js$`,
		"LICENSE":      `^/static/LICENSE\.[0-9a-f]{16}$`,
	} {
		require.Regexp(t, regexp.MustCompile(pattern), a.URL(name))
	}
	require.PanicsWithValue(t, `live: Assets.URL: there is no file named "app.scss"; those are LICENSE, app.css, app.v2.js, img/logo.png`,
		func() { a.URL("app.scss") })
}

func TestAssets_Caching(t *testing.T) {
	a := testAssets()
	const forever, revalidate = "public, max-age=31536000, immutable", "no-cache"
	for _, c := range []struct {
		url, cache, contentType string
		status                  int
	}{
		{a.URL("app.css"), forever, "text/css; charset=utf-8", 200},
		{a.URL("img/logo.png"), forever, "image/png", 200},
		{a.URL("LICENSE"), forever, "text/plain; charset=utf-8", 200},
		{"/static/app.css", revalidate, "text/css; charset=utf-8", 200},
		{"/static/app.0123456789abcdef.css", revalidate, "text/css; charset=utf-8", 200}, // of another version of the application
		{"/static/app.v2.js", revalidate, "text/javascript; charset=utf-8", 200},
		{"/static/none.css", "", "text/plain; charset=utf-8", 404},
		{"/static/", "", "text/plain; charset=utf-8", 404},
		{"/static/../app.css", "", "text/plain; charset=utf-8", 404},
	} {
		resp := getAsset(a, c.url)
		require.Equal(t, c.status, resp.StatusCode, c.url)
		require.Equal(t, c.cache, resp.Header.Get("Cache-Control"), c.url)
		require.Equal(t, c.contentType, resp.Header.Get("Content-Type"), c.url)
	}
}

// A proxy, or http.StripPrefix, may remove the beginning of the prefix.
func TestAssets_Prefix(t *testing.T) {
	a := live.NewAssets("/app/static/", fstest.MapFS{"app.css": {Data: []byte("p {}")}})
	url := a.URL("app.css")
	require.True(t, strings.HasPrefix(url, "/app/static/app."))
	for _, prefix := range []string{"", "/app", "/app/static", "/app/static/"} {
		resp := getAsset(a, "/")
		require.Equal(t, 404, resp.StatusCode)
		w := httptest.NewRecorder()
		http.StripPrefix(prefix, a).ServeHTTP(w, httptest.NewRequest("GET", url, nil))
		require.Equal(t, 200, w.Code, prefix)
		require.Contains(t, w.Header().Get("Cache-Control"), "immutable", prefix)
	}
	require.Equal(t, 404, getAsset(a, "/other/app.css").StatusCode)
	require.Equal(t, 404, getAsset(a, "/other/static/app.css").StatusCode)
}

func TestAssets_Conditional(t *testing.T) {
	a := testAssets()
	tag := getAsset(a, "/static/app.css").Header.Get("ETag")
	require.Equal(t, http.StatusNotModified, getAsset(a, "/static/app.css", "If-None-Match", tag).StatusCode)
	require.Equal(t, http.StatusOK, getAsset(a, "/static/app.css", "If-None-Match", `"other"`).StatusCode)
	part := getAsset(a, "/static/app.css", "Range", "bytes=0-3")
	require.Equal(t, http.StatusPartialContent, part.StatusCode)
	require.Equal(t, "body", body(t, part.Body))
}

func TestAssets_Gzip(t *testing.T) {
	a := testAssets()
	resp := getAsset(a, a.URL("app.css"), "Accept-Encoding", "gzip")
	require.Equal(t, "gzip", resp.Header.Get("Content-Encoding"))
	require.Equal(t, "Accept-Encoding", resp.Header.Get("Vary"))
	r, err := gzip.NewReader(resp.Body)
	require.NoError(t, err)
	require.Equal(t, "body { color: red }", body(t, r))
	require.NotEqual(t, getAsset(a, a.URL("app.css")).Header.Get("ETag"), resp.Header.Get("ETag"))
	image := getAsset(a, a.URL("img/logo.png"), "Accept-Encoding", "gzip")
	require.Empty(t, image.Header.Get("Content-Encoding"))
	require.Equal(t, png, body(t, image.Body))
}

func TestAssets_Methods(t *testing.T) {
	a := testAssets()
	w := httptest.NewRecorder()
	a.ServeHTTP(w, httptest.NewRequest("HEAD", a.URL("app.css"), nil))
	require.Equal(t, 200, w.Code)
	require.Empty(t, w.Body.String())
	w = httptest.NewRecorder()
	a.ServeHTTP(w, httptest.NewRequest("POST", a.URL("app.css"), nil))
	require.Equal(t, http.StatusMethodNotAllowed, w.Code)
	require.Equal(t, "GET, HEAD", w.Header().Get("Allow"))
}

func TestAssets_Misuse(t *testing.T) {
	for name, misuse := range map[string]func(){
		"no slash at the beginning": func() { live.NewAssets("static/", nil) },
		"no slash at the end":       func() { live.NewAssets("/static", nil) },
		"no prefix":                 func() { live.NewAssets("", nil) },
		"two files":                 func() { testAssets().Add("app.css", nil) },
		"absolute name":             func() { testAssets().Add("/a.css", nil) },
		"name with dots":            func() { testAssets().Add("../a.css", nil) },
		"no name":                   func() { testAssets().Add(".", nil) },
		"folder that is missing":    func() { live.NewAssets("/", os.DirFS(filepath.Join(os.TempDir(), "lively-no-such-folder"))) },
	} {
		require.Panics(t, misuse, name)
	}
}
