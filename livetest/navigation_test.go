package livetest_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	templruntime "github.com/a-h/templ/runtime"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A roomView is a page of a house: it has a counter, a note that users may enter, and links to other pages.
type roomView struct {
	name string
	n    int
	note string

	hasFrame bool
}

type (
	roomSave  struct{ Note string }
	roomUp    struct{}
	roomFrame struct{}
	roomGo    struct{ To string }
	roomQuery struct{ N int }
)

func (v *roomView) Events() live.Events {
	return live.Events{
		live.On(func(*live.Socket, roomUp) error { v.n++; return nil }),
		live.On(func(*live.Socket, roomFrame) error { v.hasFrame = true; return nil }),
		live.On(func(s *live.Socket, e roomGo) error { return s.Navigate(e.To) }),
		live.OnParams(func(_ *live.Socket, q roomQuery) error { v.n += q.N; return nil }),
		live.On(func(s *live.Socket, e roomSave) error { v.note = e.Note; s.Flash(live.FlashInfo, "noted"); return nil }),
	}
}

func (v *roomView) Title() string { return fmt.Sprintf("%s %d", v.name, v.n) }

func (v *roomView) Render() templ.Component {
	links := []any{button("frame", "livetest_test.roomFrame")}
	if v.hasFrame {
		links = append(links, `<iframe title="frame"></iframe>`)
	}
	for _, to := range []string{"/a", "/b", "/c", "/d", "/e", "/plain", "/old", "/loop", "/away", "/other-layout", "/a?n=5"} {
		links = append(links, tag(`a id="to`+to+`"`, live.Navigate(to)), `x</a>`, tag(`button id="go`+to+`"`, live.Click(roomGo{to})), `x</button>`)
	}
	return markup(append([]any{
		`<h1>`, v.name, `</h1><output>`, fmt.Sprint(v.n), `</output><i id="note">`, v.note, `</i>`, button("up", "livetest_test.roomUp"),
		`<form live-submit="livetest_test.roomSave"><input name="note"><button type="submit" id="save">Save</button></form>`,
		tag(`a id="patch"`, live.Patch(roomQuery{10})), `10</a>`, tag(`a id="replace"`, live.ReplaceNavigate("/b")), `x</a>`,
	}, links...)...)
}

// tag returns a start tag with attributes.
func tag(start string, a live.Attr) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if _, err := io.WriteString(w, "<"+start); err != nil {
			return err
		}
		if err := templruntime.RenderAttributes(ctx, w, w, "a", a); err != nil {
			return err
		}
		_, err := io.WriteString(w, ">")
		return err
	})
}

// house returns a server whose pages are rooms. Its layout has a region, with a sticky view in it.
func house() *live.Server {
	mux := http.NewServeMux()
	for _, name := range []string{"a", "b", "c", "d", "e", "other-layout"} {
		mux.Handle("GET /"+name, live.Page(func(*http.Request) live.View { return &roomView{name: name} }))
	}
	mux.HandleFunc("GET /plain", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprint(w, `<!doctype html><title>plain</title><h1>plain</h1><a href="/a">a</a>`)
	})
	mux.Handle("GET /old", http.RedirectHandler("/older", http.StatusMovedPermanently))
	mux.Handle("GET /older", http.RedirectHandler("/b", http.StatusFound))
	mux.HandleFunc("GET /loop", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/loop?"+r.URL.RawQuery+"x", http.StatusFound)
	})
	mux.Handle("GET /away", http.RedirectHandler("https://example.org/", http.StatusFound))
	return &live.Server{Handler: mux, Layout: func(d live.Document) templ.Component {
		region := "menu"
		if d.Title == "other-layout 0" {
			region = "other"
		}
		return markup(`<!doctype html><html lang="en"><head><title>`, d.Title, ` · House</title>`, d.Head, `</head><body>`, tag("header", live.LayoutRegion(region)),
			`<b>`, d.Title, `</b>`, tag(`a id="home"`, live.Navigate("/a")), `home</a>`,
			live.Sticky("lamp", func() live.View { return &boardView{Boxes: []string{"lamp"}} }), `</header>`, d.Root, `</body></html>`)
	}}
}

// state is what a test sees of a page.
func state(p *livetest.Page) string {
	return fmt.Sprintf("%s %s at %s, %d documents, %d requests, %d mounts", p.Title(), p.Text("#live-root output"), p.URL(), p.Documents(), p.Requests(), p.Mounts())
}

// A link and Socket.Navigate show the other page in the same document, with one request and one mount. Back and Forward
// show the pages as they were, without any.
func TestNavigate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := livetest.Open(t, house(), "/a")
		p.Click("#up").Click("#up-lamp")
		require.Equal(t, "a 1 · House 1 at /a, 1 documents, 1 requests, 1 mounts", state(p))
		p.Click("[id='to/b']")
		require.Equal(t, "b 0 · House 0 at /b, 1 documents, 2 requests, 2 mounts", state(p))
		require.Equal(t, "b 0", p.Text("header > b"))
		require.Equal(t, "1", p.Text("#box-lamp b"), "the sticky view stays")
		p.Click("#up").Click("#up").Click("[id='go/c']").Click("#up-lamp")
		require.Equal(t, "c 0 · House 0 at /c, 1 documents, 3 requests, 3 mounts", state(p))
		p.Back()
		require.Equal(t, "b 2 · House 2 at /b, 1 documents, 3 requests, 3 mounts", state(p))
		require.Equal(t, "2", p.Text("#box-lamp b"))
		p.Click("#up").Back()
		require.Equal(t, "a 1 · House 1 at /a, 1 documents, 3 requests, 3 mounts", state(p))
		require.Equal(t, "a 0", p.Text("header > b"), "the region is that of the response")
		p.Click("#up").Forward().Forward()
		require.Equal(t, "c 0 · House 0 at /c, 1 documents, 3 requests, 3 mounts", state(p))
		p.Back()
		require.Equal(t, "b 3 · House 3 at /b, 1 documents, 3 requests, 3 mounts", state(p))
		p.Click("#home")
		require.Equal(t, "a 0 · House 0 at /a, 1 documents, 4 requests, 4 mounts", state(p))
	})
}

// What the user has entered belongs to the page, and is there after Back.
func TestNavigate_EnteredText(t *testing.T) {
	p := livetest.Open(t, house(), "/a")
	p.Fill("#live-root input", "mine").Click("[id='to/b']")
	require.Empty(t, p.Form("#live-root form").Value("note"))
	p.Fill("#live-root input", "other").Click("form button")
	require.Equal(t, "other", p.Text("#note"))
	require.Equal(t, "noted", p.Flash(live.FlashInfo))
	p.Back()
	require.Empty(t, p.Flash(live.FlashInfo), "a message belongs to the page that has shown it")
	require.Equal(t, "mine", p.Form("#live-root form").Value("note"))
	p.Click("#save")
	require.Equal(t, "mine", p.Text("#note"))
}

// Redirects are followed one at a time. What is not a live page of this layout is loaded as a document.
func TestNavigate_OtherResponses(t *testing.T) {
	for to, want := range map[string]string{
		"/old":          "b 0 · House 0 at /b, 1 documents, 4 requests, 2 mounts",
		"/other-layout": "other-layout 0 · House 0 at /other-layout, 2 documents, 3 requests, 3 mounts",
		"/a?n=5":        "a 5 · House 5 at /a?n=5, 1 documents, 2 requests, 2 mounts",
		"/a":            "a 0 · House 0 at /a, 1 documents, 2 requests, 2 mounts",
	} {
		for _, how := range []string{"to", "go"} {
			p := livetest.Open(t, house(), "/a")
			p.Click("[id='" + how + to + "']")
			require.Equal(t, want, state(p), to)
			if to != "/a" {
				require.Equal(t, "/a", p.Back().URL())
			}
		}
	}
	p := livetest.Open(t, house(), "/a")
	p.Click("[id='to/plain']")
	require.Equal(t, "plain", p.Text("h1"))
	require.Equal(t, 2, p.Documents())
	require.Equal(t, 3, p.Requests())
	p.Back()
	require.Equal(t, "a 0 · House 0 at /a, 3 documents, 4 requests, 2 mounts", state(p), "a document is loaded again")
	p.Click("[id='to/away']")
	require.Equal(t, "https://example.org/", p.URL())
}

// A navigation that fails leaves the page, and says so until another one succeeds.
func TestNavigate_Fails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := livetest.Open(t, house(), "/a")
		p.Click("#up").Click("[id='to/loop']")
		require.Equal(t, "a 1 · House 1 at /a, 1 documents, 12 requests, 1 mounts", state(p))
		require.Equal(t, "This page could not be loaded, because it redirects too often.", p.Flash(live.FlashError))
		p.Click("[id='go/loop']").Click("#up")
		require.Equal(t, "a 2 · House 2 at /a, 1 documents, 23 requests, 1 mounts", state(p), "events are handled again")
		p.Disconnect().Click("[id='to/b']")
		require.Equal(t, []string{"This page could not be loaded. Try again."}, p.Flashes(live.FlashError))
		require.Equal(t, "/a", p.URL())
		p.Resume().Click("[id='to/b']")
		require.Empty(t, p.Flash(live.FlashError))
		require.Equal(t, "b 0 · House 0 at /b, 1 documents, 24 requests, 2 mounts", state(p))
	})
}

// A page that sleeps ends after a time, or because others sleep. Back then requests it.
func TestNavigate_SleepEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := livetest.Open(t, house(), "/a")
		p.Click("#up").Click("[id='to/b']")
		time.Sleep(29 * time.Second)
		p.Settle().Back()
		require.Equal(t, "a 1 · House 1 at /a, 1 documents, 2 requests, 2 mounts", state(p))
		time.Sleep(31 * time.Second)
		p.Settle().Forward()
		require.Equal(t, "b 0 · House 0 at /b, 1 documents, 3 requests, 3 mounts", state(p))
		for _, name := range []string{"c", "d", "e"} {
			p.Click("#up").Click("[id='to/" + name + "']")
		}
		require.Equal(t, "e 0 · House 0 at /e, 1 documents, 6 requests, 6 mounts", state(p))
		for range 3 {
			p.Back()
		}
		require.Equal(t, "b 1 · House 1 at /b, 1 documents, 6 requests, 6 mounts", state(p))
		p.Back()
		require.Equal(t, "a 0 · House 0 at /a, 1 documents, 7 requests, 7 mounts", state(p), "at most three pages sleep")
	})
}

// Pages that sleep survive a lost connection, also one that is lost during Back, and end with the server.
func TestNavigate_ConnectionLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := livetest.Open(t, house(), "/a")
		p.Click("#up").Click("[id='to/b']").Click("#up").Click("#up")
		p.Disconnect().Resume().Back()
		require.Equal(t, "a 1 · House 1 at /a, 1 documents, 2 requests, 2 mounts", state(p))
		p.Disconnect().Forward()
		require.Equal(t, "b 2 · House 2 at /b, 1 documents, 2 requests, 2 mounts", state(p))
		p.Click("#up").Resume()
		require.Equal(t, "b 3 · House 3 at /b, 1 documents, 2 requests, 2 mounts", state(p))
		p.Back().DropFrames(1).Click("#up").Forward()
		require.Equal(t, "b 3 · House 3 at /b, 1 documents, 2 requests, 2 mounts", state(p))
		p.KillSession().Back()
		require.Equal(t, "a 2 · House 2 at /a, 1 documents, 2 requests, 3 mounts", state(p), "the other page has stayed")
		p.RestartServer(house())
		require.Equal(t, "a 0 · House 0 at /a, 1 documents, 2 requests, 5 mounts", state(p), "one of the mounts is for the sticky view")
		p.Forward()
		require.Equal(t, "b 0 · House 0 at /b, 1 documents, 3 requests, 6 mounts", state(p))
		p.DrainServer(house()).Back()
		require.Equal(t, "/a", p.URL())
	})
}

// A link may replace the entry of the history. Entries of a page differ in their query.
func TestNavigate_History(t *testing.T) {
	p := livetest.Open(t, house(), "/a")
	p.Click("#patch").Click("[id='to/b']").Click("#replace")
	require.Equal(t, "b 0 · House 0 at /b, 1 documents, 3 requests, 3 mounts", state(p))
	p.Back()
	require.Equal(t, "a 10 · House 10 at /a?n=10, 1 documents, 3 requests, 3 mounts", state(p))
	p.Back()
	require.Equal(t, "a 10 · House 10 at /a, 1 documents, 3 requests, 3 mounts", state(p))
	p.Forward().Forward()
	require.Equal(t, "/b", p.URL())
	p.Reload()
	require.Equal(t, "b 0 · House 0 at /b, 2 documents, 4 requests, 4 mounts", state(p))
	p.Back()
	require.Equal(t, "a 10 · House 10 at /a?n=10, 2 documents, 5 requests, 5 mounts", state(p), "another document knows no page")
	p.Back()
	require.Equal(t, "a 10 · House 10 at /a, 2 documents, 5 requests, 5 mounts", state(p))
}

// A page whose response must not be stored, and one with an iframe, are not kept when they are left.
func TestNavigate_NotKept(t *testing.T) {
	for name, private := range map[string]string{"no-store": "/b", "iframe": "/c"} {
		t.Run(name, func(t *testing.T) {
			srv := house()
			mux := srv.Handler
			srv.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/b" {
					w.Header().Set("Cache-Control", "no-store")
				}
				mux.ServeHTTP(w, r)
			})
			p := livetest.Open(t, srv, "/a")
			p.Click("[id='to" + private + "']")
			if private == "/c" {
				p.Click("#frame")
			}
			p.Click("#up").Back()
			require.Equal(t, 2, p.Requests())
			p.Forward()
			require.Equal(t, "0", p.Text("#live-root output"))
			require.Equal(t, 3, p.Requests())
		})
	}
}

// The page of a document that must not be stored ends when another page is shown.
func TestNavigate_DocumentNotKept(t *testing.T) {
	srv := house()
	mux := srv.Handler
	srv.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/a" {
			w.Header().Set("Cache-Control", "no-store")
		}
		mux.ServeHTTP(w, r)
	})
	p := livetest.Open(t, srv, "/a")
	p.Click("#up").Click("[id='to/b']").Settle()
	p.Back()
	require.Equal(t, "0", p.Text("#live-root output"))
	require.Equal(t, 3, p.Requests())
}
