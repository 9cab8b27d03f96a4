package dashboard

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAssets_AreImmutable(t *testing.T) {
	for _, c := range []struct {
		asset
		contentType string
	}{{styles, "text/css"}, {icon, "image/svg+xml"}} {
		w := httptest.NewRecorder()
		Assets().ServeHTTP(w, httptest.NewRequest("GET", c.url, nil))
		require.Equal(t, http.StatusOK, w.Code)
		require.Contains(t, w.Header().Get("Content-Type"), c.contentType)
		require.Contains(t, w.Header().Get("Cache-Control"), "immutable")
		require.Equal(t, string(c.body), w.Body.String())
	}
	w := httptest.NewRecorder()
	Assets().ServeHTTP(w, httptest.NewRequest("GET", "/static/metrics.00000000.css", nil))
	require.Equal(t, http.StatusNotFound, w.Code, "another version has another URL")
}

// The content security policy would block fonts and images from other origins.
func TestStyles_LoadNoResources(t *testing.T) {
	css := string(styles.body)
	require.NotContains(t, css, "@import")
	require.NotContains(t, css, "url(")
	require.Equal(t, strings.Count(css, "{"), strings.Count(css, "}"))
}
