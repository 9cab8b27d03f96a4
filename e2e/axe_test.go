package e2e

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

// The audit finds mistakes, also under a strict Content-Security-Policy.
func TestTab_Violations(t *testing.T) {
	t.Parallel()
	const page = `<!doctype html><html lang="en"><head><title>Page</title></head><body><main><h1>Page</h1>`
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", strictPolicy)
		w.Header().Set("Content-Type", "text/html")
		switch r.URL.Path {
		case "/good":
			w.Write([]byte(page + `<label>Name <input></label></main>`))
		case "/bad":
			w.Write([]byte(page + `<input><p><font color="#999999">pale</font></p></main>`))
		}
	}))
	t.Cleanup(srv.Close)
	tab := NewTab(t)
	tab.Open(srv.URL + "/good")
	require.Empty(t, tab.Violations())
	tab.Open(srv.URL + "/bad")
	found := map[string]bool{}
	for _, v := range tab.Violations() {
		found[v.ID] = true
		require.Contains(t, v.String(), v.Nodes[0].HTML)
	}
	require.Equal(t, map[string]bool{"label": true, "color-contrast": true}, found)
}
