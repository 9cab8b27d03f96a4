package live_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// Messages, pushes and replies of a sticky view reach the browser in its own session. What belongs to the page
// is an error.
func TestSticky_Effects(t *testing.T) {
	testSticky(t, &live.Server{}, func(t *testing.T, s *stickySite) {
		var patchErr, sendErr error
		s.stickies.newView = func(*http.Request) *view {
			return &view{actions: map[string]func(*live.Socket) error{
				"effects": func(s *live.Socket) error {
					s.Flash(live.FlashInfo, "saved")
					s.Push("note", 1)
					s.Reply(2)
					patchErr, sendErr = s.ReplacePatch(struct{ Q int }{1}), s.Send(tap{})
					return nil
				},
			}}
		}
		p := s.openBoth(s.browser())
		p.act("effects")
		require.Equal(t, []string{`["flash","info","saved"]`, `["push","note",1]`, `["reply",1,2]`}, p.effects())
		for i := range p.effects() {
			require.Equal(t, p.sticky, p.EffectRoot(i))
		}
		require.EqualError(t, patchErr, `live: Patch: the URL belongs to the page, not to sticky view "player"`)
		require.EqualError(t, sendErr, "live: Send of live_test.tap: *live_test.view is not a nested view")
		require.Equal(t, "/", p.URL())

		// A client cannot change the URL of the page in the session of the sticky view.
		ref, err := p.sticky.Send(wire.Event{URL: "/?q=1", Params: true})
		require.NoError(t, err)
		p.readUntil(func() bool { return p.sticky.Acknowledged() >= ref })
		outcome, _ := p.sticky.Outcome(ref)
		require.Equal(t, "the URL belongs to the page", outcome.Reason)
	})
}

// While the browser leaves the document because of one of its views, the events of all of them end as stale,
// and no other navigation is sent.
func TestSticky_Navigates(t *testing.T) {
	for _, byPage := range []bool{true, false} {
		for _, mounted := range []string{"in the GET", "later", "with another page"} {
			t.Run(strings.Join([]string{map[bool]string{true: "page", false: "sticky view"}[byPage], mounted}, ", sticky view mounted "), func(t *testing.T) {
				testSticky(t, &live.Server{}, func(t *testing.T, s *stickySite) {
					s.stickies.newView = func(*http.Request) *view {
						return &view{actions: map[string]func(*live.Socket) error{
							"go":    func(s *live.Socket) error { return s.Navigate("/other") },
							"crash": func(*live.Socket) error { panic("test panic") },
						}}
					}
					s.views.newView = s.stickies.newView
					p := s.openBoth(s.browser())
					switch mounted {
					case "later":
						_, err := p.sticky.Send(wire.Event{URL: "live_test.action?name=crash"})
						require.NoError(t, err)
						p.readUntil(func() bool { return !p.sticky.IsOpen() })
						p.reopenSticky()
					case "with another page":
						p.send("live_test.action?name=crash")
						p.requireClose(wire.Remount, wire.Crashed)
						require.NoError(t, p.Abort())
						require.NoError(t, p.join())
						p.waitSticky()
					}
					page, sticky := s.views.views[0], s.stickies.views[len(s.stickies.views)-1]
					if mounted == "with another page" {
						page = s.views.views[len(s.views.views)-1]
					}
					if byPage {
						p.sendAndWait("live_test.action?name=go")
					} else {
						p.act("go")
					}
					require.Equal(t, []string{`["navigate","/other"]`}, p.effects())
					for _, action := range []string{"add", "go"} {
						require.Equal(t, wire.Stale, p.outcome(p.sendAndWait("live_test.action?name="+action)))
						ref := p.act(action)
						outcome, _ := p.sticky.Outcome(ref)
						require.Equal(t, wire.Stale, outcome.Kind)
					}
					require.Equal(t, []int{0, 0}, []int{page.n.get(), sticky.n.get()})
					require.Len(t, p.effects(), 1)

					s.pass(11 * time.Second) // the browser has stayed
					require.Equal(t, "applied", p.outcome(p.sendAndWait("live_test.action?name=add")))
					p.act("add")
					require.Equal(t, []int{1, 1}, []int{page.n.get(), sticky.n.get()})
				})
			})
		}
	}
}

// Timers, subscriptions and goroutines of a sticky view change it, also while the page is mounted again, and
// end with it.
func TestSticky_Background(t *testing.T) {
	var bus pubsub.Local
	type note struct{ N int }
	topic := pubsub.NewTopic[note](&bus, "notes")
	testSticky(t, &live.Server{ResumeTimeout: time.Minute}, func(t *testing.T, s *stickySite) {
		s.views.newView = func(*http.Request) *view {
			return &view{actions: map[string]func(*live.Socket) error{"crash": func(*live.Socket) error { panic("test panic") }}}
		}
		var async context.Context
		var ticks, after, notes counter
		s.stickies.newView = func(*http.Request) *view {
			v := &view{}
			v.mount = func(s *live.Socket) error {
				live.Every(s, 10*time.Second, func(*live.Socket, time.Time) error { ticks.inc(); v.n.inc(); return nil })
				live.After(s, 15*time.Second, func(*live.Socket) error { after.inc(); v.n.inc(); return nil })
				_, err := live.Subscribe(s, topic, func(_ *live.Socket, m note) error { notes.inc(); v.n.inc(); return nil })
				return err
			}
			var loaded live.Async[int]
			fetch := func(ctx context.Context) (int, error) {
				async = ctx
				select {
				case <-ctx.Done():
				case <-time.After(5 * time.Second):
				}
				v.n.inc()
				return 0, ctx.Err()
			}
			v.actions = map[string]func(*live.Socket) error{
				"async": func(s *live.Socket) error { loaded.Load(s, fetch); return nil },
			}
			return v
		}
		p := s.openBoth(s.browser())
		readFor := func(d time.Duration) { // answers what the server sends
			for ; d > 0; d -= time.Second {
				time.Sleep(time.Second)
				synctest.Wait()
				answered := false
				require.NoError(t, p.Write(wire.Heartbeat))
				for !answered {
					m, err := p.Read()
					require.NoError(t, err)
					answered = m == wire.Heartbeat
				}
			}
		}
		readFor(21 * time.Second)
		require.Equal(t, []int{2, 1}, []int{ticks.get(), after.get()})
		require.Equal(t, "<p>3</p>", string(p.sticky.HTML()))
		require.NoError(t, topic.Publish(t.Context(), note{1}))
		p.readUntil(func() bool { return string(p.sticky.HTML()) == "<p>4</p>" })

		p.send("live_test.action?name=crash")
		p.requireClose(wire.Remount, wire.Crashed)
		require.NoError(t, p.Abort())
		synctest.Wait()
		require.NoError(t, topic.Publish(t.Context(), note{2}))
		require.NoError(t, p.join())
		p.waitSticky()
		p.readUntil(func() bool { return string(p.sticky.HTML()) == "<p>5</p>" })
		readFor(10 * time.Second)
		require.Equal(t, 3, ticks.get())

		p.act("async")
		readFor(6 * time.Second)
		require.Equal(t, "<p>7</p>", string(p.sticky.HTML()))
		p.act("async")
		synctest.Wait()
		p.leave()
		require.Error(t, async.Err())
		time.Sleep(time.Minute)
		require.NoError(t, topic.Publish(t.Context(), note{3}))
		synctest.Wait()
		require.Equal(t, []int{3, 1, 2}, []int{ticks.get(), after.get(), notes.get()})
		require.Equal(t, 1, s.stickies.views[0].unmounts.get())
	})
}

// A sticky view is unmounted once, however its document ends.
func TestSticky_Unmount(t *testing.T) {
	for name, end := range map[string]func(p *stickyPage){
		"bye": func(p *stickyPage) { p.leave() },
		"page's bye, then the connection is lost": func(p *stickyPage) {
			require.NoError(p.t, p.Write(wire.Bye))
			synctest.Wait()
			require.NoError(p.t, p.Abort())
		},
		"lost":      func(p *stickyPage) { require.NoError(p.t, p.Abort()) },
		"sleeps":    func(p *stickyPage) { require.NoError(p.t, p.Write(wire.Sleep)); require.NoError(p.t, p.Abort()) },
		"malformed": func(p *stickyPage) { require.NoError(p.t, p.Write(wire.Join{})) },
	} {
		t.Run(name, func(t *testing.T) {
			testSticky(t, &live.Server{}, func(t *testing.T, s *stickySite) {
				p := s.openBoth(s.browser())
				require.Equal(t, [2]int{0, 0}, s.unmounts(0))
				end(p)
				s.pass(31 * time.Second)
				require.Equal(t, [2]int{1, 1}, s.unmounts(0))
				require.Zero(t, live.OpenCount(s.live))
			})
		})
	}
}
