package e2e

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func redirect(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Live-Location", to)
		w.WriteHeader(http.StatusNoContent)
	}
}

// The client follows redirects of the server one by one. The fragment stays, unless a redirect has another one.
func TestClient_Navigate_Redirect(t *testing.T) {
	t.Parallel()
	p := &fakePages{handlers: map[string]http.HandlerFunc{"/first": redirect("second"), "/second": redirect("/b?x=1")}}
	_, tab, c := openPages(t, p)
	c.send(`[0,[],[["navigate","/first#text"]]]`)
	c.expectPage(p, 0, 1, "/b?x=1")
	tab.waitHeading("B", "/b?x=1")
	require.Equal(t, "#text", tab.Text("location.hash"))
	require.Equal(t, "/first /second /b?x=1", p.takeFetched())
	require.Equal(t, "/a", p.documents())
}

// After ten redirects the page stays, and a message says why. The next navigation removes it.
func TestClient_Navigate_RedirectLoop(t *testing.T) {
	t.Parallel()
	p := &fakePages{handlers: map[string]http.HandlerFunc{"/1": redirect("/2"), "/2": redirect("/1")}}
	_, tab, c := openPages(t, p)
	c.send(`[0,[],[["navigate","/1"]]]`)
	tab.Wait(`find("#live-flash [role=alert] p")?.textContent.includes("redirects too often")`)
	require.Equal(t, "/1 /2 /1 /2 /1 /2 /1 /2 /1 /2 /1", p.takeFetched())
	require.Equal(t, "/a", tab.Text("location.pathname"))
	require.Len(t, tab.Errors(), 1)
	c.expect(`["wake"]`) // the server ignores events while it waits for the navigation
	tab.Click("#b")
	c.expectPage(p, 0, 1, "/b?x=1")
	tab.waitHeading("B", "/b?x=1")
	require.Equal(t, "null", tab.JSON(`find("#live-flash p")`))
}

// Without a response the page stays, and a message says so. Back puts the address back.
func TestClient_Navigate_NetworkFailure(t *testing.T) {
	t.Parallel()
	abort := func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	p := &fakePages{}
	_, tab, c := openPages(t, p)
	tab.Click("#b")
	c.expectPage(p, 0, 1, "/b?x=1")
	tab.waitHeading("B", "/b?x=1")
	c.endSleeping(tab, 0, 1)
	p.mu.Lock()
	p.handlers = map[string]http.HandlerFunc{"/a": abort, "/c": abort}
	p.mu.Unlock()
	const shown = `find("#live-flash [role=alert] p")?.textContent.includes("could not be loaded")`
	tab.Click("#c")
	tab.Wait(shown)
	tab.waitHeading("B", "/b?x=1")
	tab.Do(`history.back()`)
	tab.waitHeading("B", "/b?x=1")
	tab.Wait(`log.filter(line => line === "before-navigate /a history").length === 1 && ` + shown)
	tab.waitHeading("B", "/b?x=1")
	p.mu.Lock()
	p.handlers = nil
	p.mu.Unlock()
	tab.Do(`history.back()`)
	c.expectPage(p, 1, 3, "/a")
	tab.waitHeading("A", "/a")
	tab.Do(`history.forward()`)
	c.expect(wrap(1, `["wake"]`), wrap(3, `["sleep"]`))
	tab.waitHeading("B", "/b?x=1")
	require.NotEmpty(t, tab.Errors())
}

// What is not a live page of this build is loaded as a document.
func TestClient_Navigate_Document(t *testing.T) {
	t.Parallel()
	for name, handler := range map[string]http.HandlerFunc{
		"other build": redirect("/b?x=1"),
		"not live": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "<h1>B</h1>")
		},
		"error": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("Live-Page", version)
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, "<h1>B</h1>")
		},
		"other type": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			w.Header().Set("Live-Page", version)
			fmt.Fprint(w, "B")
		},
		"real redirect": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/c", http.StatusFound) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &fakePages{}
			_, tab, _ := openPages(t, p)
			p.mu.Lock()
			p.handlers = map[string]http.HandlerFunc{"/b?x=1": func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Live-Navigate") != "" {
					handler(w, r)
				} else {
					w.Header().Set("Content-Type", "text/html")
					fmt.Fprint(w, "<h1>document B</h1>")
				}
			}}
			p.mu.Unlock()
			tab.Do(`find("#b").click()`)
			tab.Until(`document.querySelector("h1")?.textContent === "document B"`)
			require.Equal(t, "/a /b?x=1", p.documents())
			require.Equal(t, "/b?x=1", p.takeFetched())
		})
	}
}

// A page that cannot be joined on the connection is joined on another one, with its token, and the pages that sleep
// are resumed there.
func TestClient_Navigate_Elsewhere(t *testing.T) {
	t.Parallel()
	p := &fakePages{}
	f, tab, c := openPages(t, p)
	tab.Click("#b")
	c.expect(`["sleep"]`)
	require.Contains(t, c.receiveNext(), `"token":"token of /b?x=1"`)
	c.send(wrap(1, `["end",4000,"elsewhere"]`))
	c = f.accept()
	require.Equal(t, "/b?x=1", c.path)
	j := c.expectJoin()
	require.Equal(t, "/b?x=1 token of /b?x=1", j.URL+" "+*j.Token)
	c.send(`["joined",{"session":"secret of /b?x=1","adopted":true,"version":1,"resume":30000}]`)
	require.Regexp(t, `^\["@",1,\["resume",{.*"url":"/a","session":"secret of /a"`, c.receiveNext())
	c.send(wrap(1, `["resumed",{"session":"second of /a","ref":0,"done":0,"resume":30000}]`))
	for _, want := range []string{`["a",0,1,0]`, wrap(1, `["sleep"]`)} {
		m, _ := c.receive()
		require.Equal(t, want, m)
	}
	tab.Do("history.back()")
	c.expect(wrap(1, `["wake"]`), `["sleep"]`)
	tab.waitHeading("A", "/a")
}

// The connection is cut while the user goes Back: the page that is shown resumes first.
func TestClient_Navigate_CutDuringBack(t *testing.T) {
	t.Parallel()
	p := &fakePages{}
	f, tab, c := openPages(t, p)
	tab.Click("#b")
	c.expectPage(p, 0, 1, "/b?x=1")
	tab.waitHeading("B", "/b?x=1")
	c.cut()
	tab.Wait("!liveSocket.isConnected()")
	tab.Do("history.back()")
	tab.waitHeading("A", "/a")
	for c = f.accept(); c.path != "/a"; c = f.accept() {
	}
	r := c.expectResume()
	require.Equal(t, "/a secret of /a", r.URL+" "+r.Session)
	c.send(`["resumed",{"session":"second of /a","ref":0,"done":0,"resume":30000}]`)
	require.Contains(t, c.receiveNext(), `"session":"secret of /b?x=1"`)
	c.endSleeping(tab, 1, 0)
	tab.Do("history.forward()")
	c.expectPage(p, 0, 3, "/b?x=1")
	tab.waitHeading("B", "/b?x=1")
	require.Equal(t, "/b?x=1 /b?x=1", p.takeFetched())
}

// A page whose response has no-store ends when it is left.
func TestClient_Navigate_NoStore(t *testing.T) {
	t.Parallel()
	p := &fakePages{}
	f, tab, c := openPages(t, p)
	p.handlers = map[string]http.HandlerFunc{"/b?x=1": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Live-Page", version)
		w.Header().Set("Cache-Control", "private, no-store")
		f.writeDocument(w, p.html["/b?x=1"], "title of /b?x=1", "token of /b?x=1")
	}}
	tab.Click("#b")
	c.expectPage(p, 0, 1, "/b?x=1")
	tab.waitHeading("B", "/b?x=1")
	tab.Wait(`liveSocket.isConnected()`)
	tab.Do("history.back()")
	c.expect(`["wake"]`, wrap(1, `["bye"]`))
	tab.waitHeading("A", "/a")
	tab.Do("history.forward()")
	c.expectPage(p, 0, 3, "/b?x=1")
}

// Escape ends Back to a page that is fetched, and a link does so, too: both put the address back first.
func TestClient_Navigate_BackIsCancelled(t *testing.T) {
	t.Parallel()
	p := &fakePages{}
	_, tab, c := openPages(t, p)
	tab.Click("#b")
	c.expectPage(p, 0, 1, "/b?x=1")
	tab.waitHeading("B", "/b?x=1")
	c.endSleeping(tab, 0, 1)
	release := p.hold("/a")
	tab.Do("history.back()")
	tab.Wait(`location.pathname === "/a" && log.at(-1) === "before-navigate /a history"`)
	tab.Press("Escape")
	tab.waitHeading("B", "/b?x=1")
	tab.Do("history.back()")
	tab.Wait(`location.pathname === "/a" && log.filter(line => line === "before-navigate /a history").length === 2`)
	length := tab.JSON("history.length")
	tab.Click("#c")
	c.expectPage(p, 1, 3, "/c")
	tab.waitHeading("C", "/c")
	require.Equal(t, length, tab.JSON("history.length"))
	release()
	tab.Do("history.back()")
	c.expectPage(p, 3, 5, "/a")
	tab.waitHeading("A", "/a")
}

// A redirect to a URL that is not a web address is left to the browser, which does not run it.
func TestClient_Navigate_RedirectToScript(t *testing.T) {
	t.Parallel()
	const script = "javascript:document.body.dataset.ran=1"
	load := 0
	p := &fakePages{handlers: map[string]http.HandlerFunc{"/script": func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Live-Navigate") != "" {
			redirect(script)(w, r)
			return
		}
		load++
		_, _ = w.Write([]byte("<!doctype html><h1>loaded</h1>"))
	}}}
	_, tab, c := openPages(t, p)
	c.send(`[0,[],[["navigate",` + quote(script) + `]]]`)
	c.send(`[0,[],[["navigate","/script"]]]`)
	tab.Until(`document.querySelector("h1")?.textContent === "loaded"`)
	require.Equal(t, 1, load)
	require.Equal(t, "undefined", tab.Text(`String(document.body.dataset.ran)`))
}
