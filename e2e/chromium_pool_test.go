package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

// tabState is what a page finds out about its tab.
const tabState = `[document.cookie, localStorage.length, sessionStorage.length, window.name, history.length, window.added,
	innerWidth, matchMedia("(prefers-color-scheme: dark)").matches, document.querySelector("p:hover"), navigator.userActivation.hasBeenActive]`

// A tab that another test has used shows a page what a new one does, although the page asks whether to leave it.
func TestTab_Reset(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = fmt.Fprint(w, `<!doctype html><body style="margin: 0"><p style="margin: 0; height: 50vh">p`)
	}))
	t.Cleanup(srv.Close)
	c := takeChromiumTab(t)
	tab := &Tab{t: t, browser: c}
	tab.Open(srv.URL)
	first := tab.JSON(tabState)

	tab.OnLoad("window.added = true")
	tab.Open(srv.URL + "/other")
	tab.Do(`document.cookie = "a=b"; localStorage.a = sessionStorage.a = window.name = "a"
		addEventListener("beforeunload", event => event.preventDefault())`)
	tab.setScreen(390, "dark")
	tab.Click("p")
	used := tab.JSON(tabState)
	require.Contains(t, used, `["a=b",1,1,"a",`)
	require.Contains(t, used, `,true,390,true,{},true]`)

	require.NoError(t, c.pooled.reset())
	tab = &Tab{t: t, browser: c.pooled.use(t)}
	tab.Open(srv.URL)
	require.Equal(t, first, tab.JSON(tabState))
	require.False(t, c.pooled.isChanged)
	tab.Another()
	require.True(t, c.pooled.isChanged, "a browser with several tabs is not used again")
	require.Error(t, c.pooled.reset())
}
