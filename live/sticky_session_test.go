package live_test

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// A stickyPage is a page that has joined, and its sticky view.
type stickyPage struct {
	*page
	sticky *client.Root
}

// openBoth loads the page at / and waits until it and its sticky view have joined.
func (s *stickySite) openBoth(b *browser) *stickyPage {
	s.t.Helper()
	p := b.open("/")
	both := &stickyPage{p, p.Sticky()[0]}
	both.waitSticky()
	s.log.addSecret(both.sticky.Session())
	return both
}

// waitSticky waits for the reply to the join or resume of the sticky view.
func (p *stickyPage) waitSticky() {
	p.t.Helper()
	p.readUntil(func() bool { return !p.sticky.IsWaiting() })
}

// reopenSticky opens the sticky view, whose session may have ended.
func (p *stickyPage) reopenSticky() {
	p.t.Helper()
	for p.waitSticky(); !p.sticky.IsOpen(); p.waitSticky() {
		require.NoError(p.t, p.Abort())
		synctest.Wait()
		require.NoError(p.t, p.resume())
	}
}

// leave ends both sessions, as a browser does that leaves the document.
func (p *stickyPage) leave() {
	p.t.Helper()
	require.NoError(p.t, p.sticky.Bye())
	require.NoError(p.t, p.Write(wire.Bye))
	synctest.Wait()
}

// pass lets time pass in the bubble.
func (s *stickySite) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// act sends an action of the sticky view, and waits until it is acknowledged.
func (p *stickyPage) act(name string) (ref int) {
	p.t.Helper()
	ref, err := p.sticky.Send(wire.Event{URL: "live_test.action?name=" + name})
	require.NoError(p.t, err)
	p.readUntil(func() bool { return p.sticky.Acknowledged() >= ref })
	return ref
}

// unmounts returns how often the n-th view of the page, and the n-th sticky view, were unmounted.
func (s *stickySite) unmounts(n int) [2]int {
	synctest.Wait()
	return [2]int{s.views.views[n].unmounts.get(), s.stickies.views[n].unmounts.get()}
}

// Disconnect of the user ends the page and its sticky view, whatever state they are in, on every node.
func TestSticky_DisconnectIdentity(t *testing.T) {
	for _, state := range []string{"unadopted", "open", "detached"} {
		t.Run(state, func(t *testing.T) {
			var bus pubsub.Local
			testSticky(t, &live.Server{Bus: &bus}, func(t *testing.T, s *stickySite) {
				b := s.browser().withUser("ann")
				var p *stickyPage
				switch state {
				case "unadopted":
					b.load("/")
				default:
					p = s.openBoth(b)
				}
				if state == "detached" {
					require.NoError(t, p.Abort())
					synctest.Wait()
					require.Equal(t, 2, s.live.Stats().Detached)
				}
				require.NoError(t, live.Disconnect(t.Context(), &bus, "bob"))
				require.Equal(t, [2]int{0, 0}, s.unmounts(0))
				require.NoError(t, live.Disconnect(t.Context(), &bus, "ann"))
				require.Equal(t, [2]int{1, 1}, s.unmounts(0))
				if state == "open" {
					p.requireClose(wire.Remount, wire.Disconnected)
				}
				if p != nil {
					require.Zero(t, live.OpenCount(s.live))
					require.NoError(t, p.Abort())
					require.NoError(t, p.join())
					p.reopenSticky()
					p.act("add")
					require.Equal(t, "<p>1</p>", string(p.sticky.HTML()))
				}
			})
		})
	}
}

// Disconnect of an id with which only the sticky view has called Identify ends that view. The page keeps its
// state, and connects again through the middleware.
func TestSticky_DisconnectOwnID(t *testing.T) {
	var bus pubsub.Local
	testSticky(t, &live.Server{}, func(t *testing.T, s *stickySite) {
		s.stickies.newView = func(*http.Request) *view {
			return &view{mount: func(s *live.Socket) error { _, err := live.Identify(s, &bus, "group"); return err }}
		}
		p := s.openBoth(s.browser())
		p.sendAndWait("live_test.action?name=add")
		gets := s.gets["/"]
		require.NoError(t, live.Disconnect(t.Context(), &bus, "group"))
		require.Equal(t, [2]int{0, 1}, s.unmounts(0))
		p.requireClose(wire.Reconnect, wire.Unchecked)
		require.NoError(t, p.resume())
		require.Equal(t, gets+1, s.gets["/"])
		p.reopenSticky()
		p.sendAndWait("live_test.action?name=add")
		p.act("add")
		require.Equal(t, []string{"<p>2</p>", "<p>1</p>"}, []string{p.html(), string(p.sticky.HTML())})
		require.Len(t, s.views.views, 2, "one more was mounted for the layout")
	})
}

// Shutdown announces the end once, and waits for the events of the page and of the sticky view.
func TestSticky_Shutdown(t *testing.T) {
	testSticky(t, &live.Server{}, func(t *testing.T, s *stickySite) {
		s.stickies.newView = func(*http.Request) *view {
			return &view{actions: map[string]func(*live.Socket) error{"slow": func(*live.Socket) error { time.Sleep(7 * time.Second); return nil }}}
		}
		b := s.browser()
		b.load("/") // not joined
		lost := s.openBoth(b)
		require.NoError(t, lost.Abort())
		p := s.openBoth(b)
		ref, err := p.sticky.Send(wire.Event{URL: "live_test.action?name=slow"})
		require.NoError(t, err)
		synctest.Wait()
		start := time.Now()
		done := make(chan error, 1)
		go func() { done <- s.live.Shutdown(t.Context()) }()
		p.readUntil(func() bool { return p.sticky.Acknowledged() >= ref })
		require.Equal(t, 7*time.Second, time.Since(start))
		p.requireClose(wire.Reconnect, wire.Drain)
		require.NoError(t, <-done)
		require.Equal(t, 7*time.Second, time.Since(start))
		for n := range 3 {
			require.Equal(t, [2]int{1, 1}, s.unmounts(n))
		}
		require.Zero(t, live.OpenCount(s.live))
	})
}

// Serve drains sticky views too, and cuts them off after its grace period.
func TestSticky_ServeDrains(t *testing.T) {
	testServe(t, func(t *testing.T) {
		var unmounts counter
		newView := func() *view { return &view{unmount: unmounts.inc} }
		layout := layoutOf(live.Sticky("player", func() live.View {
			v := newView()
			v.actions = map[string]func(*live.Socket) error{"slow": func(*live.Socket) error { time.Sleep(time.Hour); return nil }}
			return v
		}))
		s := runServe(t, &live.Server{Handler: live.Page(func(*http.Request) live.View { return newView() }), Layout: layout},
			live.ServeOptions{Grace: 10 * time.Second})
		p := s.browser().open("/")
		sticky := p.Sticky()[0]
		p.readUntil(func() bool { return !sticky.IsWaiting() })
		_, err := sticky.Send(wire.Event{URL: "live_test.action?name=slow"})
		require.NoError(t, err)
		synctest.Wait()
		start := time.Now()
		s.stop()
		require.Error(t, <-s.done)
		require.WithinDuration(t, start.Add(10*time.Second), time.Now(), time.Second)
		p.requireClose(wire.Reconnect, wire.Drain)
		synctest.Wait()
		require.Equal(t, 1, unmounts.get())
		time.Sleep(time.Hour)
		synctest.Wait()
		require.Equal(t, 2, unmounts.get())
	})
}

// A sticky view takes places as a page does. If there is none, or if mounting it takes too long, only its own
// join is refused: the page continues, and the sticky view can be joined later.
func TestSticky_MaxSessions(t *testing.T) {
	for name, srv := range map[string]*live.Server{
		"MaxSessions":              {MaxSessions: 3},
		"MaxSessionsPerClient":     {MaxSessionsPerClient: 3},
		"MaxSessionsPerConnection": {MaxSessionsPerConnection: 1},
		"JoinTimeout":              {JoinTimeout: time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			testSticky(t, srv, func(t *testing.T, s *stickySite) {
				s.stickies.newView = func(*http.Request) *view {
					return &view{mount: func(*live.Socket) error {
						if srv.JoinTimeout > 0 && len(s.stickies.views) > 1 {
							time.Sleep(2 * time.Second)
						}
						return nil
					}}
				}
				want := `["end",4000,"busy"]`
				switch name {
				case "MaxSessionsPerConnection":
					want = `["end",4003,"too many"]`
				case "JoinTimeout":
					want = `["end",4000,"timeout"]`
				default:
					s.openBoth(s.browser())
					require.Equal(t, 2, live.PlaceCount(s.live))
				}
				conn := s.openRaw(s.browser()) // mounts a view in the GET, and one in the join
				require.Equal(t, wrapped(1, want), conn.request(wrapped(1, joinSticky("/", ""))))
				require.Equal(t, "[1,[[2,[2,0,\"1\"]]]]", conn.request(addMessage))
				require.Equal(t, []int{0, 0}, []int{s.views.views[1].unmounts.get(), s.live.Stats().Detached})
				time.Sleep(2 * time.Second)
				synctest.Wait()
				if name == "JoinTimeout" {
					require.Equal(t, 1, s.stickies.views[1].unmounts.get(), "it has been mounted too late")
				}
			})
		})
	}
}

// The place of a sticky view is free again when the browser has left the document.
func TestSticky_ReturnsPlace(t *testing.T) {
	testSticky(t, &live.Server{MaxSessions: 3}, func(t *testing.T, s *stickySite) {
		p := s.openBoth(s.browser())
		b := s.browser()
		conn := s.openRaw(b)
		require.Equal(t, wrapped(1, `["end",4000,"busy"]`), conn.request(wrapped(1, joinSticky("/", ""))))
		p.leave()
		require.Equal(t, 1, live.PlaceCount(s.live))
		require.Contains(t, conn.request(wrapped(3, joinSticky("/", ""))), "joined")
		require.Equal(t, 2, live.PlaceCount(s.live))
	})
}

// Sessions of sticky views count as detached ones, with their bytes.
func TestSticky_Detached(t *testing.T) {
	testSticky(t, &live.Server{MaxDetached: 3}, func(t *testing.T, s *stickySite) {
		b := s.browser()
		first, second := s.openBoth(b), s.openBoth(b)
		require.Equal(t, []int{4, 0, 0}, []int{s.live.Stats().Attached, s.live.Stats().Detached, s.live.Stats().Unadopted})
		require.NoError(t, first.Abort())
		synctest.Wait()
		require.NoError(t, second.Abort())
		synctest.Wait()
		require.Equal(t, []int{0, 3}, []int{s.live.Stats().Attached, s.live.Stats().Detached})
		time.Sleep(31 * time.Second)
		synctest.Wait()
		require.Zero(t, s.live.Stats().Detached)
		for n := range 2 {
			require.Equal(t, [2]int{1, 1}, s.unmounts(n))
		}
		require.Zero(t, live.OpenCount(s.live))
	})
}

// The memory of a sticky view counts for MaxDetachedBytes.
func TestSticky_DetachedBytes(t *testing.T) {
	testSticky(t, &live.Server{MaxDetachedBytes: 1 << 20}, func(t *testing.T, s *stickySite) {
		s.stickies.newView = func(*http.Request) *view {
			return &view{html: func() string { return fmt.Sprintf("<p>%0300000d</p>", 1) }}
		}
		b := s.browser()
		for range 6 {
			p := s.openBoth(b)
			require.NoError(t, p.Abort())
			synctest.Wait()
		}
		require.Less(t, s.live.Stats().Detached, 10)
		require.Greater(t, s.live.Stats().Detached, 4)
	})
}
