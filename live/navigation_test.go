package live_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

const (
	added     = `[1,[[2,[2,0,"1"]]]]` // reply to the first addMessage of a session
	elsewhere = `["end",4000,"elsewhere"]`
	gone      = `["end",4001,"gone"]`
)

// A navigator is a document whose client fetches pages and shows them in it, with raw messages.
type navigator struct {
	*rawConn
	s        *site
	b        *browser
	livePage string // content of the meta element live-page
	next     int    // number of the next session
}

// openDocument loads the page at path and joins it.
func (s *site) openDocument(b *browser, path string) *navigator {
	s.t.Helper()
	_, body := b.get(path)
	p, err := client.ParsePage(path, []byte(body))
	require.NoError(s.t, err)
	n := &navigator{s: s, b: b, livePage: livePage(s.t, body)}
	n.connect(path, joinURL(path, p.Token))
	return n
}

// connect opens a connection with a first message.
func (n *navigator) connect(path, message string) (reply string) {
	n.s.t.Helper()
	n.rawConn, n.next = n.b.dialRaw(path), 1
	reply = n.request(message)
	require.NotContains(n.s.t, reply, `"end"`)
	return reply
}

// fetchPage fetches the page at path.
func (n *navigator) fetchPage(path string) client.Page {
	n.s.t.Helper()
	resp, body := n.b.fetch(n.livePage, path)
	require.NotEmpty(n.s.t, resp.Header.Get("Live-Page"), "%d %v", resp.StatusCode, resp.Header)
	p, err := client.ParsePage(path, []byte(body))
	require.NoError(n.s.t, err)
	return p
}

// show puts a session to sleep and joins another page. It returns the number of the new session.
func (n *navigator) show(from int, p client.Page) (number int, reply string) {
	n.s.t.Helper()
	n.send(from, `["sleep"]`)
	number = n.next
	n.next += 2
	return number, n.request(wrapped(number, joinURL(p.URL, p.Token)))
}

// navigate goes from the page with a session to another one.
func (n *navigator) navigate(from int, path string) (number int) {
	n.s.t.Helper()
	number, reply := n.show(from, n.fetchPage(path))
	require.Contains(n.s.t, reply, `"adopted":true`)
	return number
}

// inSession returns a message of a session.
func inSession(number int, m string) string {
	if number == 0 {
		return m
	}
	return wrapped(number, m)
}

func (n *navigator) send(number int, m string) { n.write(inSession(number, m)) }

// requireActive sends an event of a session, and requires the reply.
func (n *navigator) requireActive(number int, reply string) {
	n.s.t.Helper()
	require.Equal(n.s.t, inSession(number, reply), n.request(inSession(number, addMessage)))
}

// secretIn returns the secret in a reply to a join or resume.
func secretIn(t *testing.T, reply string) string {
	t.Helper()
	_, after, ok := strings.Cut(reply, `"session":"`)
	require.True(t, ok, reply)
	secret, _, _ := strings.Cut(after, `"`)
	return secret
}

// A navigation is one request, and mounts once. The page that is left sleeps, and is shown again without a request.
func TestNavigation(t *testing.T) {
	testSite(t, &live.Server{}, func(t *testing.T, s *site) {
		n := s.openDocument(s.browser(), "/a")
		time.Sleep(time.Minute) // no synthetic GET may be sent any more
		n.requireActive(0, added)
		clear(s.gets)
		b := n.navigate(0, "/b?x=1")
		c := n.navigate(b, "/c")
		require.Equal(t, map[string]int{"/b?x=1": 1, "/c": 1}, s.gets)
		require.Len(t, s.views.views, 3)
		n.requireActive(c, added)

		n.send(c, `["sleep"]`)
		n.send(0, `["wake"]`)
		n.send(0, `["a",1]`)
		n.requireActive(0, `[1,[[3,[2,0,"2"]]]]`)
		n.send(0, `["sleep"]`)
		n.send(b, `["wake"]`)
		n.requireActive(b, added)
		require.Len(t, s.views.views, 3)
		require.Equal(t, map[string]int{"/b?x=1": 1, "/c": 1}, s.gets)
		require.EqualValues(t, 3, s.live.Stats().Adopted)
		require.Equal(t, 3, s.live.Stats().Sessions)
		require.NoError(t, n.Close())
		time.Sleep(time.Minute)
		require.Zero(t, live.OpenCount(s.live))
	})
}

// A join that belongs to another user, or that has no unadopted page here, is answered elsewhere, and the client joins
// on another connection. The pages of the previous user that sleep end.
func TestNavigation_Elsewhere(t *testing.T) {
	testSite(t, &live.Server{}, func(t *testing.T, s *site) {
		b := s.browser().withUser("ann")
		n := s.openDocument(b, "/a")
		second := n.navigate(0, "/b")
		third := n.navigate(second, "/c")
		b.withUser("bob")
		p := n.fetchPage("/d")
		n.send(third, `["sleep"]`)
		n.write(wrapped(7, joinURL("/d", p.Token)))
		got := []string{n.read(), n.read(), n.read()}
		require.Subset(t, got, []string{wrapped(second, `["end",4001,"identity"]`), wrapped(third, `["end",4001,"identity"]`)})
		n.requireClose(wire.Reconnect, wire.Elsewhere)
		synctest.Wait()
		for i, want := range []int{1, 1, 1, 0} {
			require.Equal(t, want, s.views.views[i].unmounts.get())
		}
		reply := n.connect("/d", joinURL("/d", p.Token))
		require.Contains(t, reply, `"adopted":true`)
		require.NotContains(t, reply, `"user"`)
		n.requireActive(0, added)
	})
}

// Tokens that were used, belong to another page, have expired or were changed, and numbers that were used, do not
// disturb the other sessions.
func TestNavigation_Hostile(t *testing.T) {
	testSite(t, &live.Server{}, func(t *testing.T, s *site) {
		n := s.openDocument(s.browser(), "/a")
		p := n.fetchPage("/b")
		b, reply := n.show(0, p)
		require.Contains(t, reply, `"adopted":true`)
		other := s.openDocument(s.browser(), "/a")
		foreign := other.fetchPage("/b").Token
		old := n.fetchPage("/b").Token
		time.Sleep(11 * time.Second)
		for i, c := range []struct{ url, token, reply string }{
			{"/b", p.Token, elsewhere}, // used
			{"/c", n.fetchPage("/b").Token, elsewhere},
			{"/b", foreign, elsewhere}, // of another browser
			{"/b", old, elsewhere},
			{"/b", "x", `["end",4001,"token"]`},
			{"/b", "", elsewhere},
			{"//evil.test/b", n.fetchPage("/b").Token, `["end",4002,"not live"]`},
		} {
			number := b + 2 + 2*i
			require.Equal(t, wrapped(number, c.reply), n.request(wrapped(number, joinURL(c.url, c.token))), "%d", i)
		}
		n.requireActive(b, added)
		n.write(wrapped(b, joinURL("/b", n.fetchPage("/b").Token)))
		n.requireClose(wire.Stop, wire.Malformed)
	})
}

// A token that was signed with another secret, or whose page waits on another node, does not close the connection,
// and is counted.
func TestNavigation_OtherNode(t *testing.T) {
	testSite(t, &live.Server{Secret: []byte("secret"), Node: "a"}, func(t *testing.T, s *site) {
		other := &live.Server{Secret: []byte("secret"), Node: "b", Handler: s.live.Handler, Layout: s.live.Layout, Identity: s.live.Identity}
		second := serve(t, other, nil)
		b := s.browser()
		n := s.openDocument(b, "/a")
		b.app = second
		p := n.fetchPage("/b")
		b.app = s.app
		_, reply := n.show(0, p)
		require.Equal(t, wrapped(1, elsewhere), reply)
		require.EqualValues(t, 1, s.live.Stats().Elsewhere)
		require.Zero(t, s.live.Stats().Refused)
		require.Zero(t, other.Stats().Unadopted, "it does not wait where the session is not")
		n.send(0, `["wake"]`)
		n.requireActive(0, added)
		require.Contains(t, n.connect("/b", joinURL("/b", p.Token)), `"adopted":false`)
	})
}

// Three pages of a connection sleep. A further one ends the oldest.
func TestNavigation_Sleepers(t *testing.T) {
	testSite(t, &live.Server{}, func(t *testing.T, s *site) {
		n := s.openDocument(s.browser(), "/a")
		last := 0
		for range 3 {
			last = n.navigate(last, "/b")
		}
		p := n.fetchPage("/c")
		n.send(last, `["sleep"]`)
		require.Equal(t, gone, n.read())
		require.Contains(t, n.request(wrapped(7, joinURL("/c", p.Token))), `"adopted":true`)
		synctest.Wait()
		require.EqualValues(t, 1, s.views.views[0].unmounts.get())
		require.Equal(t, 4, s.live.Stats().Sessions)
		n.write(`["e",0,0,"live_test.action?name=add"]`) // of a session that the connection does not have any more
		n.requireActive(7, added)
		time.Sleep(time.Minute)
		require.Equal(t, 1, s.live.Stats().Sessions, "the time to sleep is over")
	})
}

// A connection that has all sessions that it may have ends a page that sleeps for the next one.
func TestNavigation_MaxSessionsPerConnection(t *testing.T) {
	testSite(t, &live.Server{MaxSessionsPerConnection: 2}, func(t *testing.T, s *site) {
		n := s.openDocument(s.browser(), "/a")
		last := 0
		for range 10 {
			p := n.fetchPage("/b")
			from := last
			n.send(last, `["sleep"]`)
			last = n.next
			n.next += 2
			n.write(wrapped(last, joinURL(p.URL, p.Token)))
			if from > 0 || last > 1 {
				first, second := n.read(), n.read() // in either order
				require.Contains(t, first+second, `"adopted":true`)
				require.Contains(t, first+second, gone)
			} else {
				require.Contains(t, n.read(), `"adopted":true`)
			}
			n.requireActive(last, added)
			synctest.Wait()
			require.LessOrEqual(t, s.live.Stats().Sessions, 2)
		}
		for range 2 { // pages that are awake do not end
			n.write(wrapped(n.next, joinURL("/c", n.fetchPage("/c").Token)))
			n.next += 2
		}
		got := n.read() + n.read() + n.read()
		for _, reply := range []string{`"adopted":true`, gone, `["end",4003,"too many"]`} {
			require.Contains(t, got, reply)
		}
	})
}

// Pages that sleep count as detached: a client that has as many sessions as it may have, and a server that keeps as
// many as it may keep, end them.
func TestNavigation_SleepersAreDetached(t *testing.T) {
	for _, srv := range []*live.Server{{MaxSessionsPerClient: 2}, {MaxDetached: 1}, {MaxDetachedBytes: 1}} {
		testSite(t, srv, func(t *testing.T, s *site) {
			n := s.openDocument(s.browser(), "/a")
			last := n.navigate(0, "/b")
			stats := s.live.Stats()
			if srv.MaxDetachedBytes == 0 {
				require.Equal(t, [2]int{1, 1}, [2]int{stats.Attached, stats.Detached})
			}
			for range 5 {
				p := n.fetchPage("/c")
				n.send(last, `["sleep"]`)
				last = n.next
				n.next += 2
				n.write(wrapped(last, joinURL("/c", p.Token)))
				for reply := ""; !strings.Contains(reply, "joined"); {
					if reply = n.read(); !strings.Contains(reply, "joined") {
						require.Contains(t, reply, gone)
					}
				}
				synctest.Wait()
				stats = s.live.Stats()
				require.LessOrEqual(t, stats.Detached, 1)
				require.LessOrEqual(t, stats.Sessions, 2)
			}
			n.send(last, `["sleep"]`)
			n.send(last, `["wake"]`)
			synctest.Wait()
			require.Equal(t, 1, s.live.Stats().Attached, "a page that has woken is not detached")
		})
	}
}

// After a lost connection the page in view is resumed first, whatever its number was, and then those that sleep.
func TestNavigation_Resume(t *testing.T) {
	testSite(t, &live.Server{}, func(t *testing.T, s *site) {
		b := s.browser()
		_, body := b.get("/a")
		first, err := client.ParsePage("/a", []byte(body))
		require.NoError(t, err)
		n := &navigator{s: s, b: b, livePage: livePage(t, body)}
		secrets := []string{secretIn(t, n.connect("/a", joinURL("/a", first.Token)))}
		for i := range 3 {
			_, reply := n.show(max(0, 2*i-1), n.fetchPage("/b"))
			secrets = append(secrets, secretIn(t, reply))
		}
		time.Sleep(20 * time.Second)
		for range 2 {
			require.NoError(t, n.Close())
			synctest.Wait()
			require.Equal(t, 4, s.live.Stats().Detached)
			secrets[3] = secretIn(t, n.connect("/b", resumeMessage(secrets[3], 1, 0, 1)))
			n.send(0, `["a",0]`)
			for i := 2; i >= 0; i-- {
				number := 5 - 2*i
				secrets[i] = secretIn(t, n.request(wrapped(number, resumeMessage(secrets[i], 1, 0, 1))))
				n.write(fmt.Sprintf(`["a",0,%d,0]`, number))
				n.send(number, `["sleep"]`)
			}
			synctest.Wait()
			time.Sleep(5 * time.Second)
		}
		n.requireActive(0, added)
		n.send(0, `["sleep"]`)
		require.Equal(t, wrapped(5, gone), n.read(), "the page that has slept for the longest time")
		n.send(3, `["wake"]`)
		n.requireActive(3, added)
		require.Len(t, s.views.views, 4)
		require.EqualValues(t, 8, s.live.Stats().Resumed)
	})
}

// A client that joins on another connection says that it has further sessions, so that these can be resumed.
func TestNavigation_ResumeAfterJoin(t *testing.T) {
	testSite(t, &live.Server{}, func(t *testing.T, s *site) {
		b := s.browser()
		_, body := b.get("/a")
		first, err := client.ParsePage("/a", []byte(body))
		require.NoError(t, err)
		n := &navigator{s: s, b: b, livePage: livePage(t, body)}
		secret := secretIn(t, n.connect("/a", joinURL("/a", first.Token)))
		n.send(0, `["sleep"]`)
		require.NoError(t, n.Close())
		n.connect("/b", `["join",{"url":"/b","caps":[],"more":true,"client":{"width":1,"height":1}}]`)
		require.Contains(t, n.request(wrapped(1, resumeMessage(secret, 1, 0, 1))), `["resumed"`)
		n.requireActive(1, added)
	})
}

// Disconnect ends the page in view and those that sleep.
func TestNavigation_Disconnect(t *testing.T) {
	var bus pubsub.Local
	testSite(t, &live.Server{Bus: &bus}, func(t *testing.T, s *site) {
		n := s.openDocument(s.browser().withUser("ann"), "/a")
		n.navigate(n.navigate(0, "/b"), "/c")
		require.NoError(t, live.Disconnect(t.Context(), &bus, "ann"))
		n.requireClose(wire.Remount, wire.Disconnected)
		synctest.Wait()
		require.Zero(t, live.OpenCount(s.live))
	})
}

// Disconnect of an id with which only a page that sleeps has called Identify ends that page. The page in view keeps
// its state, and connects again through the middleware.
func TestNavigation_DisconnectSleeper(t *testing.T) {
	var bus pubsub.Local
	testSite(t, &live.Server{}, func(t *testing.T, s *site) {
		s.views.newView = func(r *http.Request) *view {
			v := &view{}
			if r.URL.Path == "/a" {
				v.mount = func(s *live.Socket) error { _, err := live.Identify(s, &bus, "group"); return err }
			}
			return v
		}
		n := s.openDocument(s.browser(), "/a")
		_, reply := n.show(0, n.fetchPage("/b"))
		require.NoError(t, live.Disconnect(t.Context(), &bus, "group"))
		require.Equal(t, `["end",4001,"disconnected"]`, n.read())
		n.requireClose(wire.Reconnect, wire.Unchecked)
		n.connect("/b", resumeMessage(secretIn(t, reply), 1, 0, 1))
		n.requireActive(0, added)
		synctest.Wait()
		require.EqualValues(t, 1, s.views.views[0].unmounts.get())
		require.Zero(t, s.views.views[1].unmounts.get())
	})
}

// Shutdown ends pages that sleep at once, and drains the page in view.
func TestNavigation_Shutdown(t *testing.T) {
	testSite(t, &live.Server{}, func(t *testing.T, s *site) {
		n := s.openDocument(s.browser(), "/a")
		b := n.navigate(0, "/b")
		done := make(chan error)
		go func() { done <- s.live.Shutdown(t.Context()) }()
		got := []string{n.read(), n.read()}
		require.Contains(t, got, gone)
		require.Contains(t, got[0]+got[1], `["drain",`)
		n.requireActive(b, added)
		n.requireClose(wire.Reconnect, wire.Drain)
		require.NoError(t, <-done)
	})
}
