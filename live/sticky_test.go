package live_test

import (
	"errors"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// A stickySite has a layout with one sticky view, which a factory creates, at each of its pages.
type stickySite struct {
	*site
	stickies *viewFactory
	key      string // of the sticky view; "" leaves it out
}

func testSticky(t *testing.T, srv *live.Server, test func(t *testing.T, s *stickySite)) {
	t.Helper()
	s := &stickySite{stickies: &viewFactory{newView: func(*http.Request) *view { return &view{} }}, key: "player"}
	srv.Layout = func(d live.Document) templ.Component {
		pieces := []any{`<html><head><title>`, d.Title, `</title>`, d.Head, `</head><body>`, d.Root}
		if s.key != "" {
			pieces = append(pieces, live.Sticky(s.key, func() live.View { return s.stickies.create(nil) }))
		}
		return markup(append(pieces, `</body></html>`)...)
	}
	testSite(t, srv, func(t *testing.T, inner *site) {
		s.site = inner
		test(t, s)
	})
}

// joinSticky returns the join of the sticky view, with a token if that is not empty.
func joinSticky(url, token string) string {
	return fmt.Sprintf(`["join",{"url":%q,"token":%q,"sticky":"player","caps":[],"client":{"width":1,"height":1}}]`, url, token)
}

// The document contains the sticky view, which is adopted without a further GET.
func TestSticky_Adopted(t *testing.T) {
	testSticky(t, &live.Server{}, func(t *testing.T, s *stickySite) {
		p := s.browser().load("/")
		require.Len(t, p.initial.Sticky, 1)
		require.Equal(t, "<p>0</p>", string(p.initial.Sticky[0].HTML))
		require.Equal(t, 2, s.live.Stats().Unadopted)
		require.NoError(t, p.join())
		sticky := p.Sticky()[0]
		p.readUntil(func() bool { return !sticky.IsWaiting() })
		require.True(t, sticky.Adopted())
		require.Equal(t, 2, s.gets["/"], "one GET of the document and one of the page's join")
		require.Len(t, s.stickies.views, 1)
		require.Len(t, s.views.views, 1)

		_, err := sticky.Send(wire.Event{URL: "live_test.action?name=add"})
		require.NoError(t, err)
		p.readUntil(func() bool { return string(sticky.HTML()) == "<p>1</p>" })
		require.Equal(t, "<p>0</p>", p.html())
		require.Equal(t, live.Stats{Attached: 2, Sessions: 2, Adopted: 2, BytesSent: s.live.Stats().BytesSent, BytesReceived: s.live.Stats().BytesReceived}, s.live.Stats())
	})
}

// A sticky view keeps its session when the page crashes, and the page when the sticky view does.
func TestSticky_Crashes(t *testing.T) {
	testSticky(t, &live.Server{}, func(t *testing.T, s *stickySite) {
		crash := map[string]func(*live.Socket) error{"crash": func(*live.Socket) error { panic("test panic") }}
		s.views.newView = func(*http.Request) *view { return &view{actions: crash} }
		s.stickies.newView = s.views.newView
		p := s.browser().open("/")
		sticky := p.Sticky()[0]
		p.readUntil(func() bool { return !sticky.IsWaiting() })
		_, err := sticky.Send(wire.Event{URL: "live_test.action?name=add"})
		require.NoError(t, err)
		p.readUntil(func() bool { return string(sticky.HTML()) == "<p>1</p>" })

		p.send("live_test.action?name=crash")
		p.requireClose(wire.Remount, wire.Crashed)
		require.NoError(t, p.Abort())
		require.NoError(t, p.join())
		p.readUntil(func() bool { return !sticky.IsWaiting() })
		_, err = sticky.Send(wire.Event{URL: "live_test.action?name=add"})
		require.NoError(t, err)
		p.readUntil(func() bool { return string(sticky.HTML()) == "<p>2</p>" })
		require.Len(t, s.stickies.views, 1)

		_, err = sticky.Send(wire.Event{URL: "live_test.action?name=crash"})
		require.NoError(t, err)
		p.sendAndWait("live_test.action?name=add")
		p.readUntil(func() bool { return sticky.IsOpen() && len(s.stickies.views) == 2 })
		require.Equal(t, "<p>1</p>", p.html())
		require.Equal(t, "<p>0</p>", string(sticky.HTML()))
		require.EqualValues(t, 1, s.stickies.views[0].unmounts.get())
		require.Contains(t, s.log.String(), "sticky=player")
	})
}

// A sticky view that has crashed is joined again on the connection of the page, at first at once, and later
// after some time. After getPeriod, the page takes another connection for that.
func TestSticky_Rejoins(t *testing.T) {
	testSticky(t, &live.Server{}, func(t *testing.T, s *stickySite) {
		crash := map[string]func(*live.Socket) error{"crash": func(*live.Socket) error { panic("test panic") }}
		s.stickies.newView = func(*http.Request) *view { return &view{actions: crash} }
		p := s.browser().open("/")
		sticky := p.Sticky()[0]
		p.readUntil(func() bool { return !sticky.IsWaiting() })
		doCrash := func() {
			t.Helper()
			_, err := sticky.Send(wire.Event{URL: "live_test.action?name=crash"})
			require.NoError(t, err)
		}
		p.sendAndWait("live_test.action?name=add")
		doCrash()
		p.readUntil(func() bool { return sticky.IsOpen() && len(s.stickies.views) == 2 })

		for n, delay := range []time.Duration{2 * time.Second, 4 * time.Second} {
			doCrash()
			p.readUntil(func() bool { return sticky.Err() != nil })
			time.Sleep(delay - 1)
			require.NoError(t, p.Rejoin())
			require.False(t, sticky.IsWaiting())
			time.Sleep(time.Nanosecond)
			require.NoError(t, p.Rejoin())
			p.readUntil(sticky.IsOpen)
			require.Len(t, s.stickies.views, 3+n)
		}
		for range 2 { // the next end is the first one again
			time.Sleep(40 * time.Second)
			p.sendAndWait("live_test.action?name=add")
		}
		doCrash()
		for err := error(nil); ; _, err = p.Read() {
			if err != nil {
				require.Equal(t, &client.CloseError{Code: wire.Reconnect, Reason: wire.Elsewhere}, err)
				break
			}
		}
		require.Len(t, s.stickies.views, 4)
		require.NoError(t, p.Abort())
		synctest.Wait()
		require.NoError(t, p.resume())
		p.readUntil(sticky.IsOpen)
		require.Len(t, s.stickies.views, 5)
		require.Equal(t, "<p>3</p>", p.html(), "the page is the same")
		require.Len(t, s.views.views, 1+4, "four were mounted for the layout only")
	})
}

// Without a token that can be used, the sticky view is mounted by a GET that reaches the page, whose view ends.
func TestSticky_Remount(t *testing.T) {
	testSticky(t, &live.Server{}, func(t *testing.T, s *stickySite) {
		b := s.browser()
		conn := s.openRaw(b)
		p := b.load("/users").initial
		pages, stickies := len(s.views.views), len(s.stickies.views)
		reply := conn.request(wrapped(1, joinSticky("/users", "")))
		require.Contains(t, reply, `"adopted":false`)
		require.Contains(t, reply, `"html":"<p>0</p>"`)
		require.Len(t, s.stickies.views, stickies+1)
		require.Len(t, s.views.views, pages+1)
		synctest.Wait()
		require.EqualValues(t, 1, s.views.views[pages].unmounts.get(), "the page's view was mounted for the layout only")
		require.Equal(t, `["@",1,[1,[[2,[2,0,"1"]]]]]`, conn.request(wrapped(1, addMessage)))

		// A token is that of one view, and is used once.
		require.Contains(t, conn.request(wrapped(3, joinURL("/users", p.Sticky[0].Token))), `["end",4000,"elsewhere"]`)
		require.Contains(t, conn.request(wrapped(5, joinSticky("/users", p.Token))), `"adopted":false`)
		require.Contains(t, conn.request(wrapped(7, joinSticky("/users", p.Sticky[0].Token))), `"adopted":false`)
		p = b.load("/users").initial
		require.Contains(t, conn.request(wrapped(9, joinSticky("/other", p.Sticky[0].Token))), `"adopted":false`, "another path")
		require.Contains(t, conn.request(wrapped(11, joinSticky("/users", p.Sticky[0].Token))), `"adopted":true`)

		s.key = "" // the layout has no such view any more
		require.Equal(t, wrapped(13, `["end",4002,"not live"]`), conn.request(wrapped(13, joinSticky("/users", ""))))
		s.key = "player"
		s.stickies.newView = func(*http.Request) *view {
			return &view{mount: func(*live.Socket) error { return errors.New("no database") }}
		}
		require.Equal(t, wrapped(15, `["end",4001,"crashed"]`), conn.request(wrapped(15, joinSticky("/users", ""))))
		require.Contains(t, s.log.String(), "no database")

		time.Sleep(11 * time.Second)
		require.Equal(t, wrapped(17, `["end",4000,"elsewhere"]`), conn.request(wrapped(17, joinSticky("/users", ""))))
	})
}

// The first session of a connection is that of a page.
func TestSticky_First(t *testing.T) {
	testSticky(t, &live.Server{}, func(t *testing.T, s *stickySite) {
		b := s.browser()
		p := b.open("/")
		sticky := p.Sticky()[0]
		p.readUntil(func() bool { return !sticky.IsWaiting() })
		conn := b.dialRaw("/")
		conn.write(joinSticky("/", ""))
		conn.requireClose(wire.Stop, wire.Malformed)
		conn = b.dialRaw("/")
		conn.write(resumeMessage(sticky.Session(), 1, 0, 1))
		conn.requireClose(wire.Stop, wire.Malformed)
	})
}

// The user of the page and that of its sticky view are the same.
func TestSticky_Identity(t *testing.T) {
	testSticky(t, &live.Server{}, func(t *testing.T, s *stickySite) {
		b := s.browser().withUser("ann")
		p := b.open("/")
		sticky := p.Sticky()[0]
		p.readUntil(func() bool { return !sticky.IsWaiting() })
		require.NoError(t, p.Abort())
		b.withUser("bob")
		require.NoError(t, p.join())
		p.readUntil(func() bool { return sticky.IsOpen() })
		synctest.Wait() // the view of the previous user ends in its own goroutine
		require.Len(t, s.stickies.views, 2)
		require.EqualValues(t, 1, s.stickies.views[0].unmounts.get())
	})
}

// Sticky views that no browser joins end with the page: when that is evicted, expires, or fails.
func TestSticky_Unadopted(t *testing.T) {
	testSticky(t, &live.Server{MaxUnadopted: 3}, func(t *testing.T, s *stickySite) {
		b := s.browser()
		b.load("/")
		b.load("/")
		synctest.Wait()
		require.Equal(t, 2, s.live.Stats().Unadopted)
		require.EqualValues(t, 1, s.stickies.views[0].unmounts.get())
		require.EqualValues(t, 0, s.stickies.views[1].unmounts.get())
		b.request(http.MethodHead, "/")
		time.Sleep(11 * time.Second)
		synctest.Wait()
		for _, v := range append(s.stickies.views, s.views.views...) {
			require.EqualValues(t, 1, v.unmounts.get())
		}
		require.Zero(t, s.live.Stats().Unadopted)
	})
}

// layoutOf returns a layout with pieces after the root.
func layoutOf(pieces ...any) func(live.Document) templ.Component {
	return func(d live.Document) templ.Component {
		return markup(append([]any{`<html><head>`, d.Head, `</head><body>`, d.Root, `<footer>`}, append(pieces, `</footer></body></html>`)...)...)
	}
}

func sticky(key string, v live.View, options ...live.NestedOption) templ.Component {
	return live.Sticky(key, func() live.View { return v }, options...)
}

// footer returns what the layout of layoutOf writes for its pieces, without tokens.
func (r getResult) footer() string {
	_, s, _ := strings.Cut(r.body, "<footer>")
	s, _, _ = strings.Cut(s, "</footer>")
	before, rest, found := strings.Cut(s, ` live-token="`)
	for found {
		_, rest, _ = strings.Cut(rest, `"`)
		s = before + rest
		before, rest, found = strings.Cut(s, ` live-token="`)
	}
	return s
}

func TestSticky_InDocument(t *testing.T) {
	player := showing(`<p>song</p>`, nested("n", showing(`<b>inner</b>`)))
	r := getPage(t, &live.Server{Dev: true, Layout: layoutOf(sticky("a&b", player), `<ul>`,
		sticky("c", showing(`<li>x</li>`), live.RootElement("ol", templ.Attributes{"id": "chat"})), `</ul>`)}, &stub{})
	require.Equal(t, 200, r.code, r.body)
	require.Equal(t, `<div live-sticky="a&amp;b"><p>song</p><div live-root="1"><b>inner</b></div></div>`+
		`<ul><ol live-sticky="c" id="chat"><li>x</li></ol></ul>`, r.footer())
	require.Equal(t, []int{1, 1}, []int{player.mounts, player.unmounts})
}

// Flash messages of sticky views, and of nested views in them, are part of the document, wherever the layout renders
// the sticky views.
func TestSticky_FlashInGET(t *testing.T) {
	flash := func(text string, pieces ...any) *stub {
		v := showing(pieces...)
		v.mount = func(s *live.Socket) error { s.Flash(live.FlashInfo, text); return nil }
		return v
	}
	before := sticky("before", flash("one & only"))
	srv := &live.Server{Layout: func(d live.Document) templ.Component {
		return markup(`<html><head>`, d.Head, `</head><body>`, before, d.Root,
			sticky("after", flash("two", nested("n", flash("three")))), `</body></html>`)
	}}
	r := getPage(t, srv, flash("zero", `<p>page</p>`))
	require.Contains(t, r.body, `<div role="alert" aria-atomic="false"></div>`+
		`<div><p class="live-flash-info">one &amp; only</p></div>`+
		`<div><p class="live-flash-info">two</p><p class="live-flash-info">three</p></div>`+
		`<div><p class="live-flash-info">zero</p></div></div>`)
	require.Contains(t, r.body, `<p>page</p></div><div id="live-flash">`)
}

// A sticky view that cannot be mounted does not affect the page.
func TestSticky_FailsInGET(t *testing.T) {
	for name, v := range map[string]live.View{
		"error":        &stub{mount: func(*live.Socket) error { return errors.New("disk sda1 is full") }},
		"panic":        &stub{mount: func(*live.Socket) error { panic("disk sda1 is full") }},
		"render error": &stub{render: func() templ.Component { return failingComponent{} }},
		"nil":          nil,
		"OnParams":     &nestedParams{},
		"bad Mount":    &badMount{},
	} {
		t.Run(name, func(t *testing.T) {
			r := getPage(t, &live.Server{Layout: layoutOf(
				sticky("a", v, live.Fallback(markup(`<em>unavailable</em>`))), sticky("b", showing(`<p>b</p>`)))}, &stub{})
			require.Equal(t, 200, r.code, r.body)
			require.Equal(t, `<div live-sticky="a"><em>unavailable</em></div><div live-sticky="b"><p>b</p></div>`, r.footer())
			require.NotContains(t, r.body, "sda1")
			require.Contains(t, r.log, `msg="live: a sticky view is not mounted"`)
			require.Contains(t, r.log, `sticky=a`)
		})
	}
}

// The second sticky view with a key is left out.
func TestSticky_DuplicateKey(t *testing.T) {
	second := &stub{}
	r := getPage(t, &live.Server{Dev: true, Layout: layoutOf(sticky("a", showing(`<p>1</p>`)), sticky("a", second))}, &stub{})
	require.Equal(t, `<div live-sticky="a"><p>1</p></div>`, r.footer())
	require.Zero(t, second.mounts)
	require.Contains(t, r.log, `sticky view \"a\" is rendered twice in the layout`)
}

// A navigation of a sticky view during the GET is the response.
func TestSticky_RedirectsInGET(t *testing.T) {
	page, later := &stub{}, &stub{}
	redirecting := &stub{mount: func(s *live.Socket) error { return s.Redirect("/login") }}
	r := getPage(t, &live.Server{Layout: layoutOf(sticky("a", redirecting), sticky("b", later))}, page)
	require.Equal(t, 303, r.code)
	require.Equal(t, "/login", r.location)
	require.Equal(t, []int{1, 1, 1, 1, 0}, []int{page.mounts, page.unmounts, redirecting.mounts, redirecting.unmounts, later.mounts})
}

// If the layout fails, its sticky views end.
func TestSticky_LayoutFails(t *testing.T) {
	v := &stub{}
	for _, bad := range []templ.Component{failingComponent{}, panickingComponent{}} {
		*v = stub{}
		r := getPage(t, &live.Server{Layout: layoutOf(sticky("a", v), bad)}, &stub{})
		require.Equal(t, 500, r.code)
		require.Equal(t, []int{1, 1}, []int{v.mounts, v.unmounts})
	}
}

// Sticky belongs in the layout, and what belongs to the page is refused in its view.
func TestSticky_Misuse(t *testing.T) {
	const inView = `live: Sticky "a" is rendered by a view; render it in Server.Layout, or use Nested`
	require.Contains(t, renderError(t, showing(sticky("a", &stub{}))), inView)
	require.ErrorContains(t, sticky("a", &stub{}).Render(t.Context(), nil), `live: Sticky "a" is rendered outside of Server.Layout`)
	require.PanicsWithValue(t, `live: Sticky "a": mount is nil`, func() { live.Sticky("a", nil) })
	require.PanicsWithValue(t, `live: Sticky: key is empty`, func() { sticky("", &stub{}) })
	require.PanicsWithValue(t, `live: Sticky "a": a sticky view cannot be Lazy`, func() { sticky("a", &stub{}, live.Lazy()) })
	w := httptest.NewRecorder()
	srv := &live.Server{Handler: live.Page(factoryOf(&stub{})), Dev: true, Log: slog.New(slog.DiscardHandler),
		Layout: layoutOf(sticky("outer", showing(sticky("a", &stub{}))))}
	srv.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	require.NoError(t, srv.Shutdown(t.Context()))
	require.NotContains(t, html.UnescapeString(w.Body.String()), `live-sticky="a"`)

	var patch, send error
	var url string
	v := &stub{mount: func(s *live.Socket) error {
		patch, send, url = s.Patch(struct{ A int }{1}), s.Send(tap{}), s.URL().String()
		return nil
	}}
	getPage(t, &live.Server{Layout: layoutOf(sticky("a", v))}, &stub{})
	require.EqualError(t, patch, `live: Patch: the URL belongs to the page, not to sticky view "a"`)
	require.EqualError(t, send, "live: Send of live_test.tap: *live_test.stub is not a nested view")
	require.Equal(t, "/", url)
}
