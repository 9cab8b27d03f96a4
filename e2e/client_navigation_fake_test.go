package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// version is that of all pages of a fakeServer, in <meta name="live-page">.
const version = "build.assets.policy.node"

// fakePages are pages of a fakeServer to which others navigate.
type fakePages struct {
	mu       sync.Mutex
	html     map[string]string           // content of the root, by path and query
	handlers map[string]http.HandlerFunc // respond in place of pages
	before   map[string]string           // replaces what is before the root
	heads    map[string]string           // added to the head
	held     map[string]chan bool        // responses wait for these
	fetched  []string                    // what the client has requested by fetch
	loaded   []string                    // documents
}

// serve responds to a request for one of the pages.
func (p *fakePages) serve(f *fakeServer, w http.ResponseWriter, r *http.Request) bool {
	if p == nil || r.URL.Path == "/favicon.ico" {
		return false
	}
	url := r.URL.RequestURI()
	isFetch := r.Header.Get("Live-Navigate") != ""
	p.mu.Lock()
	if isFetch {
		p.fetched = append(p.fetched, url)
	} else {
		p.loaded = append(p.loaded, url)
	}
	handler, hold, before, head := p.handlers[url], p.held[url], p.before[url], p.heads[url]
	html, found := p.html[url]
	p.mu.Unlock()
	if hold != nil && isFetch {
		f.mu.Unlock()
		select {
		case <-hold:
		case <-r.Context().Done():
		}
		f.mu.Lock()
	}
	switch {
	case handler != nil:
		handler(w, r)
	case found:
		if isFetch {
			w.Header().Set("Live-Page", version)
		}
		oldBefore, oldHead := f.before, f.head
		if before != "" {
			f.before = before
		}
		f.head += head
		f.writeDocument(w, html, "title of "+url, "token of "+url)
		f.before, f.head = oldBefore, oldHead
	default:
		return false
	}
	return true
}

// takeFetched returns the paths that the client has requested by fetch since the last call.
func (p *fakePages) takeFetched() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	fetched := strings.Join(p.fetched, " ")
	p.fetched = nil
	return fetched
}

// documents returns the paths of the documents that the browser has loaded.
func (p *fakePages) documents() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.loaded, " ")
}

// hold makes the response to the client wait until release is called.
func (p *fakePages) hold(url string) (release func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held == nil {
		p.held = map[string]chan bool{}
	}
	held := make(chan bool)
	p.held[url] = held
	return sync.OnceFunc(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.held, url)
		close(held)
	})
}

// navigationLinks has a link to each page.
const navigationLinks = `<a id="a" href="/a" live-navigate>A</a><a id="b" href="/b?x=1" live-navigate>B</a><a id="c" href="/c" live-navigate="replace">C</a>`

func navigationPage(name, more string) string {
	return `<main><h1>` + name + `</h1>` + navigationLinks + `<input name="text" id="text" value="">` + more + `</main>`
}

// openPages loads the page /a of three pages that navigate to each other, and joins it.
func openPages(t testing.TB, p *fakePages, script ...string) (*fakeServer, *Tab, *fakeConn) {
	t.Helper()
	f, tab := newFakeServer(t, ""), newTab(t)
	if p.html == nil {
		p.html = map[string]string{"/a": navigationPage("A", ""), "/b?x=1": navigationPage("B", ""), "/c": navigationPage("C", "")}
	}
	f.pages = p
	f.head = `<meta name="live-page" content="` + version + `">`
	f.scripts = strings.Join(script, "\n") + `
		window.find = s => document.querySelector(s)
		window.log = []
		for (const name of ["before-navigate", "navigate"]) {
			addEventListener("live:" + name, ({ detail }) => log.push([name, detail.to.replace(location.origin, ""), detail.kind].join(" ")))
		}`
	tab.Open(f.server.URL + "/a")
	c := f.accept()
	j := c.expectJoin()
	require.Equal(t, "/a", j.URL)
	require.Equal(t, sumOf(t, p.html["/a"]), j.Sum)
	c.send(`["joined",{"session":"secret of /a","adopted":true,"version":1,"resume":30000}]`)
	tab.Wait(`window.liveSocket?.isConnected() && document.querySelector("body > #live-bar")`) // and has loaded its module
	tab.waitNavigation()
	return f, tab, c
}

// waitNavigation waits until the module has taken note of the page.
func (tab *Tab) waitNavigation() {
	tab.t.Helper()
	tab.Wait(`performance.getEntriesByType("resource").some(({ name }) => name.includes(".navigation.js")) && !document.querySelector("script[src*='.navigation.js']")`)
}

// expectPage requires that the page in session left sleeps and that the client joins url as session number, and replies.
func (c *fakeConn) expectPage(p *fakePages, left, number int, url string) {
	c.t.Helper()
	c.expect(wrap(left, `["sleep"]`))
	m := c.receiveNext()
	require.Regexp(c.t, fmt.Sprintf(`^\["@",%d,\["join",`, number), m)
	require.Contains(c.t, m, `"url":`+quote(url)+`,"token":`+quote("token of "+url)+fmt.Sprintf(`,"sum":%d,`, sumOf(c.t, p.html[url])))
	c.send(wrap(number, `["joined",{"session":"secret of `+url+`","adopted":true,"version":1,"resume":30000}]`))
}

// endSleeping ends a session that sleeps, and waits until the client, which shows the page of session shown, has
// received that.
func (c *fakeConn) endSleeping(tab *Tab, sleeping, shown int) {
	c.t.Helper()
	c.send(wrap(sleeping, `["end",4001,"gone"]`), wrap(shown, `[0,[],[["title","after the end"]]]`))
	tab.Wait(`document.title === "after the end"`)
}

// waitHeading waits until the page with this heading and address is shown.
func (tab *Tab) waitHeading(heading, url string) {
	tab.t.Helper()
	tab.Wait(`document.querySelector("h1")?.textContent === ` + quote(heading) + ` && location.pathname + location.search === ` + quote(url))
}
