package dashboard

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAssetsAreKeptForGood(t *testing.T) {
	for _, c := range []struct {
		asset
		kind string
	}{{styles, "text/css"}, {icon, "image/svg+xml"}} {
		w := httptest.NewRecorder()
		Assets().ServeHTTP(w, httptest.NewRequest("GET", c.url, nil))
		require.Equal(t, http.StatusOK, w.Code)
		require.Contains(t, w.Header().Get("Content-Type"), c.kind)
		require.Contains(t, w.Header().Get("Cache-Control"), "immutable")
		require.Equal(t, string(c.body), w.Body.String())
	}
	w := httptest.NewRecorder()
	Assets().ServeHTTP(w, httptest.NewRequest("GET", "/static/metrics.00000000.css", nil))
	require.Equal(t, http.StatusNotFound, w.Code, "another version is another address")
}

// What a strict policy would block must not be there.
func TestStylesLoadNothing(t *testing.T) {
	css := string(styles.body)
	require.NotContains(t, css, "@import")
	require.NotContains(t, css, "url(")
	require.Equal(t, strings.Count(css, "{"), strings.Count(css, "}"))
}
