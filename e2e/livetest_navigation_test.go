package e2e_test

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A hall is a page with a counter, a field, and links and buttons that lead to other pages.
type hall struct {
	name string
	n    int
	note string
}

type (
	hallUp   struct{}
	hallGo   struct{ To string }
	hallSave struct{ Note string }
	hallSpin struct{ N int }
)

func (v *hall) Events() live.Events {
	return live.Events{
		live.On(func(*live.Socket, hallUp) error { v.n++; return nil }),
		live.On(func(s *live.Socket, e hallGo) error { return s.Navigate(e.To) }),
		live.On(func(s *live.Socket, e hallSave) error { v.note = e.Note; s.Flash(live.FlashInfo, "noted"); return nil }),
		live.OnParams(func(_ *live.Socket, q hallSpin) error { v.n += q.N; return nil }),
	}
}

func (v *hall) Title() string { return v.name }

func (v *hall) Render() templ.Component {
	html := fmt.Sprintf(`<h1>%s</h1><output>%d</output><i id="note">%s</i><button type="button" id="up" live-click="e2e_test.hallUp">+</button>
		<form live-submit="e2e_test.hallSave"><input name="note" aria-label="note"><button type="submit" id="save">Save</button></form>
		<a id="spin" href="?n=10" live-patch>10</a><a id="replace" href="/b" live-navigate="replace">replace</a>`, v.name, v.n, v.note)
	for _, to := range []string{"a", "b", "c", "plain", "old"} {
		html += fmt.Sprintf(` <a id="to-%[1]s" href="/%[1]s" live-navigate>%[1]s</a> <button type="button" id="go-%[1]s" live-click="e2e_test.hallGo?to=%%2F%[1]s">%[1]s</button>`, to)
	}
	return templ.Raw(html)
}

// A hallSite counts the requests for the pages of a server, and its WebSockets.
type hallSite struct {
	*live.Server
	pages, sockets atomic.Int64
}

func newHallSite() *hallSite {
	mux := http.NewServeMux()
	for _, name := range []string{"a", "b", "c"} {
		mux.Handle("GET /"+name, live.Page(func(*http.Request) live.View { return &hall{name: name} }))
	}
	mux.Handle("GET /old", http.RedirectHandler("/b", http.StatusFound))
	mux.HandleFunc("GET /plain", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = fmt.Fprint(w, `<!doctype html><html lang="en"><title>plain</title><h1>plain</h1><a id="to-a" href="/a">a</a>`)
	})
	layout := func(d live.Document) templ.Component {
		return templ.Join(templ.Raw(`<!doctype html><html lang="en"><head><title>`+d.Title+` · Hall</title>`), d.Head,
			templ.Raw(`</head><body><header live-region="menu"><b>`+d.Title+`</b><a id="home" href="/a" live-navigate>home</a>`),
			live.Sticky("lamp", func() live.View { return &lampView{name: "lamp"} }), templ.Raw(`</header>`), d.Root, templ.Raw(`</body></html>`))
	}
	return &hallSite{Server: &live.Server{Handler: mux, Layout: layout, EventRate: 1e6, EventBurst: 1e6}}
}

func (s *hallSite) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Header.Get("Upgrade") != "":
		s.sockets.Add(1)
	case r.Header.Get("Accept-Encoding") == "": // a synthetic GET
	case r.Header.Get("Sec-Fetch-Dest") == "document" || r.Header.Get("Live-Navigate") != "":
		s.pages.Add(1)
	}
	s.Server.ServeHTTP(w, r)
}

// Pages are crossed in the same way in memory and in a browser: with one request for each, over one connection, and Back
// without any.
func TestLivetest_CrossesPages(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(t *testing.T, h http.Handler) *livetest.Page{
		"memory": func(t *testing.T, h http.Handler) *livetest.Page { return livetest.Open(t, h, "/a") },
		"browser": func(t *testing.T, h http.Handler) *livetest.Page {
			return livetest.Browser(t, e2e.NewDriver(t), h, "/a")
		},
	} {
		t.Run(name, func(t *testing.T) {
			site := newHallSite()
			p := open(t, site)
			repeated := int64(0) // attempts to connect again, of which a browser needs several on a busy machine
			requireState := func(want string) {
				t.Helper()
				require.Equal(t, want, fmt.Sprintf("%s %s at %s after %d requests and %d connections",
					p.Title(), p.Text("#live-root output"), p.URL(), site.pages.Load(), site.sockets.Load()-repeated))
			}
			p.Click("#up").Click("#on-lamp").Fill("#live-root input", "mine")
			requireState("a · Hall 1 at /a after 1 requests and 1 connections")
			p.Click("#to-b")
			requireState("b · Hall 0 at /b after 2 requests and 1 connections")
			require.Equal(t, "b", p.Text("header > b"))
			require.Equal(t, "1", p.Text("#lamp"), "the sticky view stays")
			require.Empty(t, p.Form("#live-root form").Value("note"))
			p.Click("#on-lamp").Fill("#live-root input", "of b").Click("#save")
			require.Equal(t, "of b", p.Text("#note"))
			require.Equal(t, []string{"noted"}, p.Flashes(live.FlashInfo))
			p.Click("#up").Click("#up").Click("#go-c")
			requireState("c · Hall 0 at /c after 3 requests and 1 connections")
			p.Back()
			requireState("b · Hall 2 at /b after 3 requests and 1 connections")
			p.Back()
			requireState("a · Hall 1 at /a after 3 requests and 1 connections")
			require.Equal(t, "a", p.Text("header > b"))
			require.Equal(t, "2", p.Text("#lamp"))
			require.Equal(t, "mine", p.Form("#live-root form").Value("note"))
			p.Click("#save")
			require.Equal(t, "mine", p.Text("#note"))
			p.Forward()
			requireState("b · Hall 2 at /b after 3 requests and 1 connections")
			p.Click("#up").Disconnect().Resume()
			repeated = site.sockets.Load() - 2
			requireState("b · Hall 3 at /b after 3 requests and 2 connections")
			p.Back().Click("#up")
			requireState("a · Hall 2 at /a after 3 requests and 2 connections")
			p.Click("#to-old")
			requireState("b · Hall 0 at /b after 5 requests and 2 connections")
			p.Click("#spin").Click("#home")
			requireState("a · Hall 0 at /a after 6 requests and 2 connections")
			p.Back()
			requireState("b · Hall 10 at /b?n=10 after 6 requests and 2 connections")
			p.Back()
			requireState("b · Hall 10 at /b after 6 requests and 2 connections")
			p.Click("#to-plain")
			require.Equal(t, "plain", p.Text("h1"))
			require.Equal(t, int64(8), site.pages.Load(), "what is not a live page is loaded as a document")
			p.Click("#to-a").Click("#up").Click("#replace")
			requireState("b · Hall 0 at /b after 10 requests and 3 connections")
			p.Back()
			require.Equal(t, "plain", p.Text("h1"))
		})
	}
}
