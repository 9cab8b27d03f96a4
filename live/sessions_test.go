package live_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// A site has pages at all paths, and counts the requests that reach each.
type site struct {
	*app
	views *viewFactory
	mu    sync.Mutex
	gets  map[string]int // by path and query; of a synthetic GET or a page load

	handle func(w http.ResponseWriter, r *http.Request) (done bool) // middleware; may be nil

	hasSticky bool // the layout of testSite has a sticky view
}

// testSite runs a test in a bubble, in which user cookies are identities. There is a layout: with the default one,
// a connection has no further sessions.
func testSite(t *testing.T, srv *live.Server, test func(t *testing.T, s *site)) {
	t.Helper()
	var s *site
	if srv.Layout == nil {
		srv.Layout = func(d live.Document) templ.Component {
			var more templ.Component = templ.NopComponent
			if s.hasSticky {
				more = live.Sticky("more", func() live.View { return &view{} })
			}
			return markup(`<html><head>`, d.Head, `</head><body>`, d.Root, more, `</body></html>`)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		s = &site{views: &viewFactory{newView: func(*http.Request) *view { return &view{} }}, gets: map[string]int{}}
		page := live.Page(s.views.create)
		srv.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			s.mu.Lock()
			s.gets[r.URL.RequestURI()]++
			s.mu.Unlock()
			if s.handle == nil || !s.handle(w, r) {
				page.ServeHTTP(w, r)
			}
		})
		srv.Identity = func(r *http.Request) string {
			if c, err := r.Cookie("user"); err == nil {
				return c.Value
			}
			return ""
		}
		s.app = serve(t, srv, nil)
		test(t, s)
	})
}

// joinURL returns the join of a page, with a token if that is not empty.
func joinURL(url, token string) string {
	return fmt.Sprintf(`["join",{"url":%q,"token":%q,"caps":[],"client":{"width":1,"height":1}}]`, url, token)
}

func wrapped(n int, message string) string { return fmt.Sprintf(`["@",%d,%s]`, n, message) }

// openUnadopted joins the page at path without its token. The page may have further sessions.
func (s *site) openUnadopted(b *browser, path string) *page {
	s.t.Helper()
	initial := b.load(path).initial
	initial.Token = ""
	p := b.newPage(initial)
	s.hasSticky = true
	defer func() { s.hasSticky = false }()
	require.NoError(s.t, p.join())
	return p
}

// openRaw joins the page at / with raw messages. The page may have further sessions.
func (s *site) openRaw(b *browser) *rawConn {
	b.get("/") // sets the cookie of the browser
	conn := b.dialRaw("/")
	s.hasSticky = true
	defer func() { s.hasSticky = false }()
	conn.write(joinMessage)
	require.Contains(s.t, conn.read(), `["joined"`)
	return conn
}

func (c *rawConn) request(message string) string {
	c.t.Helper()
	c.write(message)
	return c.read()
}

const addMessage = `["e",0,0,"live_test.action?name=add"]`

// A further page of a connection adopts the view of its own GET, once. That GET has passed through the middleware.
func TestSessions_Join(t *testing.T) {
	testSite(t, &live.Server{}, func(t *testing.T, s *site) {
		b := s.browser()
		conn := s.openRaw(b)
		page := b.load("/users?page=2").initial
		mounted := len(s.views.views)
		require.Contains(t, conn.request(wrapped(1, joinURL("/users?page=2", page.Token))), `"adopted":true`)
		require.Len(t, s.views.views, mounted)
		require.Equal(t, 1, s.gets["/users?page=2"], "no synthetic GET")
		require.Equal(t, `["@",1,[1,[[2,[2,0,"1"]]]]]`, conn.request(wrapped(1, addMessage)))
		require.Equal(t, `[1,[[2,[2,0,"1"]]]]`, conn.request(addMessage))
		require.Equal(t, wrapped(3, `["end",4000,"elsewhere"]`), conn.request(wrapped(3, joinURL("/users?page=2", page.Token))), "a token is used once")
	})
}

// Later, a join is accepted only for a page that the browser has just loaded, because a synthetic GET would
// have the cookies of the request that opened the connection.
func TestSessions_JoinOnOldConnection(t *testing.T) {
	testSite(t, &live.Server{}, func(t *testing.T, s *site) {
		b := s.browser().withUser("ann")
		conn := s.openRaw(b)
		time.Sleep(11 * time.Second)

		token := b.load("/users").initial.Token
		require.Contains(t, conn.request(wrapped(1, joinURL("/users", token))), `"adopted":true`)
		require.Equal(t, 1, s.gets["/users"], "no synthetic GET")

		elsewhere := `["end",4000,"elsewhere"]`
		require.Equal(t, wrapped(3, elsewhere), conn.request(wrapped(3, joinURL("/users", token))), "used token")
		require.Equal(t, wrapped(5, elsewhere), conn.request(wrapped(5, joinURL("/users", ""))), "no token")
		require.Equal(t, wrapped(7, elsewhere), conn.request(wrapped(7, joinURL("/other", b.load("/users").initial.Token))), "other page")
		mounts := len(s.views.views)

		token = b.withUser("bob").load("/users").initial.Token
		require.Equal(t, wrapped(9, elsewhere), conn.request(wrapped(9, joinURL("/users", token))), "another user")
		require.Len(t, s.views.views, mounts+1)
		require.Len(t, conn.request(addMessage), len(`[1,[[2,[2,0,"1"]]]]`), "the first session is not affected")
		synctest.Wait()
		require.Zero(t, s.views.views[mounts].unmounts.get(), "another connection may adopt the view")
		time.Sleep(11 * time.Second)
		synctest.Wait()
		require.EqualValues(t, 1, s.views.views[mounts].unmounts.get(), "a view that is not adopted is unmounted")
	})
}

// Resumes on a connection send one synthetic GET for each path and query, and only in the first 10 seconds.
func TestSessions_Resume(t *testing.T) {
	testSite(t, &live.Server{}, func(t *testing.T, s *site) {
		b := s.browser()
		first, second, third, other, late := s.openUnadopted(b, "/a?x=1"), s.openUnadopted(b, "/b"), s.openUnadopted(b, "/b?tenant=2"),
			s.openUnadopted(b, "/b"), s.openUnadopted(b, "/b")
		for _, p := range []*page{first, second, third, other, late} {
			require.NoError(t, p.Abort())
		}
		synctest.Wait()
		time.Sleep(time.Second)
		clear(s.gets)
		conn := b.dialRaw("/b")
		require.Contains(t, conn.request(resumeMessage(second.Session(), 1, 0, 1)), `["resumed"`)
		require.Contains(t, conn.request(wrapped(1, resumeMessage(first.Session(), 1, 0, 1))), `["@",1,["resumed"`)
		require.Contains(t, conn.request(wrapped(3, resumeMessage(third.Session(), 1, 0, 1))), `["@",3,["resumed"`)
		require.Equal(t, map[string]int{"/a?x=1": 1, "/b": 1, "/b?tenant=2": 1}, s.gets)
		require.Equal(t, `["@",1,[1,[[2,[2,0,"1"]]]]]`, conn.request(wrapped(1, addMessage)))
		require.Equal(t, wrapped(5, `["end",4001,"gone"]`), conn.request(wrapped(5, resumeMessage("unknown", 1, 0, 1))))

		require.Contains(t, conn.request(wrapped(7, resumeMessage(other.Session(), 1, 0, 1))), `["resumed"`)
		require.Equal(t, 1, s.gets["/b"])
		time.Sleep(11 * time.Second)
		require.Equal(t, wrapped(9, `["end",4000,"elsewhere"]`), conn.request(wrapped(9, resumeMessage(late.Session(), 1, 0, 1))))
		require.NoError(t, late.resume(), "it is kept")
	})
}

// The middleware decides for each session. One that it refuses ends alone.
func TestSessions_MiddlewareRefuses(t *testing.T) {
	testSite(t, &live.Server{}, func(t *testing.T, s *site) {
		b := s.browser()
		conn := s.openRaw(b)
		s.handle = func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == "/admin" {
				http.Error(w, "no", http.StatusForbidden)
			}
			if r.URL.Path == "/panic" {
				panic("test panic")
			}
			return r.URL.Path == "/admin"
		}
		for n, url := range []string{"/admin", "/panic", "//evil.test/", "http://evil.test/", "", "x", "/a#b", "/%zz", "/" + strings.Repeat("x", 9000)} {
			number := 2*n + 1
			require.Equal(t, wrapped(number, `["end",4002,"not live"]`), conn.request(wrapped(number, joinURL(url, ""))), url)
		}
		require.Len(t, conn.request(addMessage), len(`[1,[[2,[2,0,"1"]]]]`))
	})
}

// A join that is taken back, or takes too long, does not affect the other sessions.
func TestSessions_JoinTakesLong(t *testing.T) {
	testSite(t, &live.Server{}, func(t *testing.T, s *site) {
		b := s.browser()
		conn := s.openRaw(b)
		var ended counter
		s.handle = func(w http.ResponseWriter, r *http.Request) bool {
			<-r.Context().Done()
			ended.inc()
			return false
		}
		conn.write(wrapped(1, joinURL("/users", "")))
		require.Len(t, conn.request(addMessage), len(`[1,[[2,[2,0,"1"]]]]`), "it does not delay the page")
		synctest.Wait() // the handler runs
		conn.write(wrapped(1, `["bye"]`))
		synctest.Wait()
		require.Equal(t, 1, ended.get())
		conn.write(wrapped(3, joinURL("/users", "")))
		require.Equal(t, wrapped(3, `["end",4000,"timeout"]`), conn.read())
		require.Len(t, conn.request(addMessage), len(`[1,[[3,[2,0,"2"]]]]`))
		synctest.Wait()
		for _, v := range s.views.views[2:] {
			require.Equal(t, v.mounts.get(), v.unmounts.get())
		}
	})
}

// Disconnect closes the connection of a page, and with it that of all others in it.
func TestSessions_Disconnect(t *testing.T) {
	var bus pubsub.Local
	testSite(t, &live.Server{Bus: &bus}, func(t *testing.T, s *site) {
		b := s.browser().withUser("ann")
		conn := s.openRaw(b)
		require.Contains(t, conn.request(wrapped(1, joinURL("/users", ""))), "joined")
		require.NoError(t, live.Disconnect(t.Context(), &bus, "ann"))
		conn.requireClose(wire.Remount, wire.Disconnected)
		synctest.Wait()
		for _, v := range s.views.views {
			require.EqualValues(t, 1, v.unmounts.get())
		}
	})
}

// Shutdown announces the end once, whatever the number of sessions, and all end.
func TestSessions_Shutdown(t *testing.T) {
	testSite(t, &live.Server{}, func(t *testing.T, s *site) {
		conn := s.openRaw(s.browser())
		for n := 1; n < 10; n += 2 {
			require.Contains(t, conn.request(wrapped(n, joinURL("/users", ""))), "joined")
		}
		done := make(chan error)
		go func() { done <- s.live.Shutdown(t.Context()) }()
		require.Contains(t, conn.read(), `["drain"`)
		conn.requireClose(wire.Reconnect, wire.Drain)
		require.NoError(t, <-done)
	})
}

// All sessions of a lost connection count as detached, and nothing is left of them after ResumeTimeout.
func TestSessions_Detached(t *testing.T) {
	testSite(t, &live.Server{MaxDetached: 3}, func(t *testing.T, s *site) {
		conn := s.openRaw(s.browser())
		for n := 1; n < 10; n += 2 {
			require.Contains(t, conn.request(wrapped(n, joinURL("/users", ""))), "joined")
		}
		require.Equal(t, 6, s.live.Stats().Attached)
		require.Equal(t, 6, s.live.Stats().Sessions)
		require.NoError(t, conn.Close())
		time.Sleep(time.Second)
		synctest.Wait()
		require.Equal(t, 3, s.live.Stats().Detached)
		require.Zero(t, s.live.Stats().Attached)
		require.Equal(t, 3, s.live.Stats().Sessions)
		time.Sleep(31 * time.Second)
		synctest.Wait()
		require.Equal(t, live.Stats{
			Remounted: 6, BytesSent: s.live.Stats().BytesSent, BytesReceived: s.live.Stats().BytesReceived,
		}, s.live.Stats())
		for _, v := range s.views.views {
			require.EqualValues(t, 1, v.unmounts.get())
		}
	})
}

// MaxSessionsPerConnection and MaxSessionsPerClient limit the sessions of a connection.
func TestSessions_Limits(t *testing.T) {
	testSite(t, &live.Server{MaxSessionsPerConnection: 2}, func(t *testing.T, s *site) {
		conn := s.openRaw(s.browser())
		require.Contains(t, conn.request(wrapped(1, joinURL("/users", ""))), "joined")
		require.Equal(t, wrapped(3, `["end",4003,"too many"]`), conn.request(wrapped(3, joinURL("/users", ""))))
	})
	testSite(t, &live.Server{MaxSessionsPerClient: 2}, func(t *testing.T, s *site) {
		conn := s.openRaw(s.browser())
		require.Contains(t, conn.request(wrapped(1, joinURL("/users", ""))), "joined")
		require.Equal(t, wrapped(3, `["end",4000,"busy"]`), conn.request(wrapped(3, joinURL("/users", ""))))
		conn.write(wrapped(1, `["bye"]`))
		synctest.Wait()
		require.Contains(t, conn.request(wrapped(5, joinURL("/users", ""))), "joined", "the place is free again")
	})
}

// A further join that takes longer than JoinTimeout ends as that of a page does, and the other sessions stay. So
// does one that waits for it.
func TestSessions_JoinTimeout(t *testing.T) {
	testSite(t, &live.Server{JoinTimeout: 2 * time.Second}, func(t *testing.T, s *site) {
		conn := s.openRaw(s.browser())
		s.handle = func(_ http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == "/slow" {
				<-r.Context().Done()
			}
			return r.URL.Path == "/slow"
		}
		conn.write(wrapped(1, joinURL("/slow", "")))
		start := time.Now()
		conn.write(wrapped(3, joinURL("/users", "")))
		got := conn.read() + conn.read() // in either order
		require.Equal(t, 2*time.Second, time.Since(start))
		require.Contains(t, got, wrapped(1, `["end",4000,"timeout"]`))
		require.Contains(t, got, `["@",3,["joined"`)
		require.Equal(t, `[1,[[2,[2,0,"1"]]]]`, conn.request(addMessage), "the first session is not affected")
		require.EqualValues(t, 1, s.live.Stats().Refused)

		alone := s.browser().dialRaw("/slow")
		alone.write(joinMessage)
		alone.requireClose(wire.Reconnect, wire.Timeout)
	})
}

// A page of another version of the protocol is loaded again. Nothing is mounted.
func TestProtocol_OtherVersion(t *testing.T) {
	testSite(t, &live.Server{}, func(t *testing.T, s *site) {
		for _, version := range []string{"lively.1", "lively.3", "chat, lively.10", "lively.x"} {
			d := websocket.Dialer{NetDialContext: s.net.From("192.0.2.1:1234"), Subprotocols: strings.Split(version, ", ")}
			ws, _, err := d.Dial("ws://lively.test/", http.Header{"Origin": {origin}})
			require.NoError(t, err, version)
			(&rawConn{ws, t}).requireClose(wire.Reload, wire.Build)
			require.NoError(t, ws.Close())
		}
		require.Empty(t, s.views.views)
		require.Empty(t, s.gets)
		require.EqualValues(t, 4, s.live.Stats().Refused)
	})
}
