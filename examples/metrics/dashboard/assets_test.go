package dashboard

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAssets_AreImmutable(t *testing.T) {
	for name, contentType := range map[string]string{"metrics.css": "text/css", "icon.svg": "image/svg+xml"} {
		w := httptest.NewRecorder()
		Assets.ServeHTTP(w, httptest.NewRequest("GET", Assets.URL(name), nil))
		require.Equal(t, http.StatusOK, w.Code)
		require.Contains(t, w.Header().Get("Content-Type"), contentType)
		require.Contains(t, w.Header().Get("Cache-Control"), "immutable")
		require.NotEmpty(t, w.Body.String())
	}
}

// The content security policy would block fonts and images from other origins.
func TestStyles_LoadNoResources(t *testing.T) {
	w := httptest.NewRecorder()
	Assets.ServeHTTP(w, httptest.NewRequest("GET", Assets.URL("metrics.css"), nil))
	css := w.Body.String()
	require.NotContains(t, css, "@import")
	require.NotContains(t, css, "url(")
	require.Equal(t, strings.Count(css, "{"), strings.Count(css, "}"))
}
