package gallery

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Each folder of another project has its license and a row of the README. A page loads only files that are there.
func TestThirdParty(t *testing.T) {
	readme := mustRead(static, thirdParty+"/README.md")
	folders, err := fs.Glob(static, thirdParty+"/*-*")
	require.NoError(t, err)
	require.NotEmpty(t, folders)
	for _, folder := range folders {
		require.NotEmpty(t, mustRead(static, folder+"/LICENSE"))
		require.Contains(t, readme, "| `"+path.Base(folder)+"` |")
	}
	require.Equal(t, len(folders), strings.Count(readme, "\n| `"))

	for _, p := range allPages() {
		for _, name := range p.Libraries {
			w := httptest.NewRecorder()
			NewServer().ServeHTTP(w, httptest.NewRequest("GET", "/"+thirdParty+"/"+name, nil))
			require.Equal(t, http.StatusOK, w.Code, name)
			require.Contains(t, []string{"text/javascript; charset=utf-8", "text/css; charset=utf-8"}, w.Header().Get("Content-Type"), name)
			page := document(t, "/"+p.Name)
			require.Equal(t, 1, page.Find(`[src$="/`+name+`"], [href$="/`+name+`"]`).Length(), "%s is not loaded", name)
		}
	}
}

// Only pages that need it may create the default policy of Trusted Types.
func TestSecurityHeaders_DefaultPolicy(t *testing.T) {
	for _, p := range allPages() {
		w := httptest.NewRecorder()
		SecurityHeaders(NewServer()).ServeHTTP(w, httptest.NewRequest("GET", "/"+p.Name, nil))
		policy := w.Header().Get("Content-Security-Policy")
		names := policy[strings.LastIndex(policy, "; ")+2:]
		require.Equal(t, p.DefaultPolicy, slices.Contains(strings.Fields(names), "default"), p.Name)
		require.True(t, strings.HasPrefix(names, "trusted-types lively"), names)
	}
}
