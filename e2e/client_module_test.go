package e2e

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"github.com/lively-go/lively/js"
	"github.com/stretchr/testify/require"
)

// blockModule makes the browser fail to load the client's module until unblock() is called. It counts attempts.
const blockModule = `window.attempts = 0
	{
		const { set } = Object.getOwnPropertyDescriptor(HTMLScriptElement.prototype, "src")
		let blocked = true
		window.unblock = () => { blocked = false }
		Object.defineProperty(HTMLScriptElement.prototype, "src", {
			get() { return this.getAttribute("src") && new URL(this.getAttribute("src"), location.href).href },
			set(url) {
				attempts++
				const other = { createScriptURL: () => "/favicon.ico" }
				const policy = blocked && (window.trustedTypes?.createPolicy("test" + attempts, other) ?? other) // not in all browsers
				set.call(this, policy ? policy.createScriptURL("") : url)
			},
		})
	}
`

// What the page has to show before the module is loaded appears then, in order. A module that could not be
// loaded is requested again.
func TestClient_Module_CallsWait(t *testing.T) {
	t.Parallel()
	f, tab := newFakeServer(t, counter), newTab(t)
	f.policy = ""
	f.scripts = blockModule
	tab.Open(f.server.URL + "/page?a=1")
	c := f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"s","adopted":true,"version":1,"resume":30000}]`,
		`[0,[],[["flash","info","one"],["flash","error","two",{"key":"k"}],["flash","info","three"],["flash","error","",{"key":"k"}]]]`)
	tab.Wait("window.attempts > 0 && liveSocket.isConnected()")
	require.Equal(t, `[]`, tab.JSON(shownFlashes))
	require.Equal(t, "live-connected", tab.Text("liveSocket.main.el.className"), "the root has its classes without the module")
	tab.Do("unblock()")
	// The client ignores the event while an attempt is running that was made before.
	tab.Wait(goOnline + ` && document.querySelector("body > #live-bar")`)
	require.Equal(t, `["info: one","info: three"]`, tab.JSON(shownFlashes))
	require.Equal(t, "0", tab.Text(`document.querySelectorAll("script[src*='.ui.js']").length`), "the element of the module is removed")
	requireCannotLoad(t, tab)
}

// A page whose session ends before the module is loaded, because the server has another version, is loaded
// again.
func TestClient_Module_OtherVersion(t *testing.T) {
	t.Parallel()
	f, tab := newFakeServer(t, counter), newTab(t)
	f.policy = ""
	f.scripts = blockModule
	tab.Open(f.server.URL + "/page?a=1")
	c := f.accept()
	c.expectJoin()
	c.close(4002, "not live")
	c = f.accept()
	c.expectJoin()
	require.Equal(t, 2, f.loads())
	tab.Open("about:blank") // the page would report further attempts
	requireCannotLoad(t, tab)
}

// requireCannotLoad requires that the console says that the module cannot be loaded, and nothing else.
func requireCannotLoad(t *testing.T, tab *Tab) {
	t.Helper()
	errors := tab.Errors()
	require.NotEmpty(t, errors)
	for _, e := range errors {
		require.Contains(t, e, "live: cannot load")
	}
}

// The module is loaded under each policy that allows the client script.
func TestClient_Module_Policies(t *testing.T) {
	t.Parallel()
	sum := sha256.Sum256(js.Client)
	hash := "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
	for name, c := range map[string]struct{ scripts, attribute string }{
		"self":                    {"'self'", ""},
		"directory":               {"ORIGIN/_live/", ""},
		"exact URLs":              {"ORIGIN/_live/live." + js.Hash + ".js ORIGIN/_live/live." + js.Hash + ".ui.js", ""},
		"nonce":                   {"'nonce-r4nd0m'", ` nonce="r4nd0m"`},
		"strict-dynamic":          {"'nonce-r4nd0m' 'strict-dynamic'", ` nonce="r4nd0m"`},
		"hash and strict-dynamic": {"'" + hash + "' 'strict-dynamic'", ` integrity="` + hash + `"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFakeServer(t, counter)
			f.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if strings.HasPrefix(r.URL.Path, "/page") && r.Header.Get("Upgrade") == "" {
					w.Header().Set("Content-Security-Policy", "default-src 'none'; connect-src 'self'; script-src "+strings.ReplaceAll(c.scripts, "ORIGIN", f.server.URL)+
						"; require-trusted-types-for 'script'; trusted-types lively")
					w.Header().Set("Content-Type", "text/html")
					_, _ = w.Write([]byte(`<!doctype html><script defer` + c.attribute + ` src="/_live/live.` + js.Hash + `.js"></script><div id="live-root">` + counter + `</div>`))
					return
				}
				f.ServeHTTP(w, r)
			})
			tab := newTab(t)
			tab.Open(f.server.URL + "/page")
			conn := f.accept()
			conn.expectJoin()
			conn.send(`["joined",{"session":"s","adopted":true,"version":1,"resume":30000}]`)
			tab.Wait(`document.querySelector("body > #live-bar")`)
			require.Equal(t, "fixed", tab.Text(`getComputedStyle(document.querySelector("#live-bar")).position`))
			require.Empty(t, tab.Errors())
		})
	}
}
