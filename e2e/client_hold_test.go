package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/lively-go/lively/js"
	"github.com/stretchr/testify/require"
)

const (
	typedField = `<input name="x" live-change="c"><p>1</p>` + end
	openField  = `["joined",{"session":"s","adopted":true,"version":1,"resume":30000}]`
)

// openWithoutModule opens and joins a page with html whose module cannot be loaded before unblock() is called.
func openWithoutModule(t *testing.T, html string, joined ...string) (*fakeServer, *Tab, *fakeConn) {
	t.Helper()
	f, tab := newFakeServer(t, html), newTab(t)
	f.policy = ""
	f.scripts = blockModule
	tab.Open(f.server.URL + "/page?a=1")
	c := f.accept()
	c.expectJoin()
	c.send(append([]string{openField}, joined...)...)
	tab.Wait("window.attempts > 0 && liveSocket.isConnected()")
	return f, tab, c
}

// Full HTML waits for the module, and what comes after it in its session, too. Nothing that the user has typed
// is lost, and frames are acknowledged when they are shown.
func TestClient_Hold_FullHTML(t *testing.T) {
	t.Parallel()
	_, tab, c := openWithoutModule(t, typedField)
	tab.Click("input")
	tab.Keys("a")
	c.expect(`["e",0,0,"c",[0,"x",["x","a"]]]`)
	c.send(`[0,[[2,`+quote(`<h1>new</h1><input name="x" live-change="c"><p>2</p>`+end)+`]]]`, `[1,[[3,[5,0,"3"]]],[["title","after"]]]`)
	tab.Keys("b")
	c.expect(`["e",0,0,"c",[0,"x",["x","ab"]]]`)
	require.Equal(t, "1 fake ab", tab.Text(`document.querySelector("p").textContent + " " + document.title + " " + document.querySelector("input").value`))
	require.Zero(t, c.acks)
	tab.Do("unblock()")
	tab.Wait(goOnline + ` && document.title === "after"`)
	require.Equal(t, "new 3 ab x", tab.Text(`document.querySelector("h1").textContent + " " + document.querySelector("p").textContent + " " + document.querySelector("input").value + " " + document.activeElement.name`))
	requireCannotLoad(t, tab)
}

// Without the module, a page in which the user has entered nothing shows full HTML all the same, after a join that
// mounts another view, too.
func TestClient_Hold_NothingEntered(t *testing.T) {
	t.Parallel()
	f, tab, c := openWithoutModule(t, typedField)
	c.send(`[0,[[2,` + quote(`<input name="x" live-change="c"><p>2</p>`+end) + `]]]`)
	tab.Wait(`document.querySelector("p").textContent === "2"`)
	c.send(`[0,[[3,[3,0,"3"]]]]`)
	tab.Wait(`document.querySelector("p").textContent === "3"`)
	c.close(4001, "gone")
	c = f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"s","adopted":false,"version":1,"resume":30000,"html":` + quote(`<b live-click="b">4</b>`+end) + `}]`)
	tab.Wait(`liveSocket.isConnected() && document.querySelector("b")`)
	tab.Click("b")
	c.expect(`["e",0,0,"b"]`)
	requireCannotLoad(t, tab)
}

// A view that is mounted again before the module is loaded shows what the user has typed, and receives it.
func TestClient_Hold_Remount(t *testing.T) {
	t.Parallel()
	f, tab, c := openWithoutModule(t, typedField)
	tab.Click("input")
	tab.Keys("a")
	c.expect(`["e",0,0,"c",[0,"x",["x","a"]]]`)
	c.close(4001, "crashed")
	c = f.accept()
	c.expectJoin()
	remount := `["joined",{"session":"s","adopted":false,"version":1,"resume":30000,"html":` + quote(`<input name="x" live-change="c"><p>new</p>`+end) + `}]`
	c.send(remount)
	tab.Keys("b")
	require.Equal(t, "1 ab false", tab.Text(`document.querySelector("p").textContent + " " + document.querySelector("input").value + " " + liveSocket.isConnected()`))

	// What waits is of the connection that is lost now.
	c.close(4001, "crashed")
	tab.Do("unblock()")
	c = f.accept()
	c.expectJoin()
	c.send(remount)
	tab.Wait(goOnline + ` && document.querySelector("p").textContent === "new"`)
	c.expect(`["e",0,0,"c",[0,"x",["x","ab"]]]`)
	requireCannotLoad(t, tab)
}

// A nested view waits for the module alone.
func TestClient_Hold_NestedView(t *testing.T) {
	t.Parallel()
	_, tab, c := openWithoutModule(t, `<input name="x"><div live-root="1"><i>fallback</i></div><p>1</p>`+end)
	tab.Click("input")
	tab.Keys("a")
	c.send(`[0,[],[["open",1,8,1,`+quote(`<b live-click="b">nested</b>`)+`]]]`, `["@",8,[0,[[2,[2,0,"shown"]]]]]`, `[0,[],[["title","after"]]]`)
	tab.Wait(`document.title === "after"`)
	require.Equal(t, "fallback", tab.Text(`document.querySelector("[live-root]").textContent`))
	tab.Do("unblock()")
	tab.Wait(goOnline + ` && document.querySelector("[live-root] b")?.textContent === "shown"`)
	tab.Click("b")
	c.expect(`["@",8,["e",0,0,"b"]]`)
	requireCannotLoad(t, tab)
}

// The connection is lost while a nested view waits for the module. The server believes that the page shows it, so
// the page joins.
func TestClient_Hold_NestedViewLost(t *testing.T) {
	t.Parallel()
	f, tab, c := openWithoutModule(t, `<input name="x"><div live-root="1"><i>fallback</i></div>`+end, `[0,[],[["title","joined"]]]`)
	tab.Click("input")
	tab.Keys("a")
	c.send(`[0,[],[["open",1,8,1,"<b>nested</b>"],["title","after"]]]`)
	tab.Wait(`document.title === "after"`)
	c.cut()
	c = f.accept()
	c.expectJoin()
	tab.Open("about:blank") // the page would report further attempts
	requireCannotLoad(t, tab)
}

// A page with text of the user whose session ends is not loaded again although the server does not have the module.
func TestClient_Module_OtherVersionTypedText(t *testing.T) {
	t.Parallel()
	f, tab, c := openWithoutModule(t, typedField)
	tab.Click("input")
	tab.Keys("a")
	c.expect(`["e",0,0,"c",[0,"x",["x","a"]]]`)
	tab.Do(`attempts = 0`)
	c.close(4002, "not live")
	tab.Wait(goOnline + ` && attempts > 1`)
	require.Equal(t, "live-error a", tab.Text(`liveSocket.main.el.className + " " + document.querySelector("input").value`))
	require.Equal(t, 1, f.loads())
	tab.Do("unblock()")
	tab.Wait(goOnline + ` && document.querySelector("#live-pill")?.textContent.includes("Reload")`)
	requireCannotLoad(t, tab)
}

// A policy that allows only the client script by its hash blocks the module. The page works, also after the
// connection was lost.
func TestClient_Module_BlockedByPolicy(t *testing.T) {
	t.Parallel()
	f := newFakeServer(t, typedField)
	f.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/page") && r.Header.Get("Upgrade") == "" {
			w.Header().Set("Content-Security-Policy", fmt.Sprintf("default-src 'none'; connect-src 'self'; script-src http://%s/_live/live.%s.js", r.Host, js.Hash))
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte(`<!doctype html><script defer src="/_live/live.` + js.Hash + `.js"></script><div id="live-root">` + typedField + `</div>`))
			return
		}
		f.ServeHTTP(w, r)
	})
	tab := newTab(t)
	tab.Open(f.server.URL + "/page")
	c := f.accept()
	c.expectJoin()
	c.send(openField)
	tab.Wait("window.liveSocket?.isConnected()")
	c.cut()
	c = f.accept()
	c.expectResume()
	c.send(`["resumed",{"session":"s2","done":0,"resume":30000}]`)
	tab.Wait("liveSocket.isConnected()")
	tab.Click("input")
	tab.Keys("a")
	c.expect(`["e",0,0,"c",[0,"x",["x","a"]]]`)
	c.send(`[1,[[2,[3,0,"2"]]]]`)
	tab.Wait(`document.querySelector("p").textContent === "2"`)
	require.NotEmpty(t, tab.Errors(), "the console says that the module is blocked")
}
