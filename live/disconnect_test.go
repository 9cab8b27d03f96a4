package live_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// twoNodes returns two nodes that share a bus and the set of valid logins. The views call Identify.
func twoNodes(t *testing.T, bus pubsub.Bus, logins map[string]bool) (nodes [2]*app, factories [2]*viewFactory) {
	for i := range nodes {
		factories[i] = &viewFactory{newView: func(r *http.Request) *view {
			c, _ := r.Cookie("user")
			return &view{mount: func(s *live.Socket) error { return live.Identify(s, bus, c.Value) }}
		}}
		page := pageMux(factories[i].create)
		nodes[i] = serve(t, &live.Server{Secret: []byte("shared"), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if c, err := r.Cookie("user"); err != nil || !logins[c.Value] {
				http.Redirect(w, r, "/login", http.StatusSeeOther)
				return
			}
			page.ServeHTTP(w, r)
		})}, nil)
	}
	return nodes, factories
}

// When Ann logs out, her views on both nodes end, and those of Bob do not.
func TestDisconnect_AllNodes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		logins := map[string]bool{"ann": true, "bob": true}
		nodes, factories := twoNodes(t, &bus, logins)
		var anns, bobs []*page
		for _, n := range nodes {
			anns = append(anns, n.browser().withUser("ann").open("/"))
			bobs = append(bobs, n.browser().withUser("bob").open("/"))
		}
		delete(logins, "ann")
		require.NoError(t, live.Disconnect(t.Context(), &bus, "ann"))
		synctest.Wait()
		for i, p := range anns {
			require.Equal(t, 1, factories[i].views[0].unmounts.get())
			p.requireClose(wire.Remount, wire.Disconnected)
			requireCloseError(t, p.join(), wire.Reload, wire.NotLive)
		}
		for _, p := range bobs {
			p.sendAndWait("live_test.action?name=add")
		}
	})
}

// A page that is still authorized is remounted. What the user has typed still belongs to the user.
func TestDisconnect_AuthorizedPageRemounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		nodes, factories := twoNodes(t, &bus, map[string]bool{"ann": true})
		p := nodes[0].browser().withUser("ann").open("/")
		p.sendAndWait("live_test.action?name=add")
		require.NoError(t, live.Disconnect(t.Context(), &bus, "ann"))
		p.requireClose(wire.Remount, wire.Disconnected)
		require.NoError(t, p.join())
		require.False(t, p.OtherUser())
		require.Equal(t, "<p>0</p>", p.html())
		p.sendAndWait("live_test.action?name=add")
		require.Len(t, factories[0].views, 2)
	})
}

// Detached and unadopted views end as well, although the middleware admits everybody.
func TestDisconnect_EndsViewsWithoutConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		nodes, factories := twoNodes(t, &bus, map[string]bool{"ann": true})
		b := nodes[0].browser().withUser("ann")
		unadopted, detached := b.load("/"), b.open("/")
		require.NoError(t, detached.Abort())
		synctest.Wait()
		require.NoError(t, live.Disconnect(t.Context(), &bus, "ann"))
		synctest.Wait()
		for _, v := range factories[0].views {
			require.Equal(t, 1, v.unmounts.get())
		}
		requireCloseError(t, detached.resume(), wire.Remount, wire.Gone)
		requireCloseError(t, unadopted.join(), wire.Remount, wire.Gone)
		for _, p := range []*page{unadopted, detached} {
			require.NoError(t, p.join())
			require.False(t, p.Adopted())
		}
	})
}

// With Server.Bus, pages listen for their identity without calling Identify.
func TestDisconnect_OfIdentity(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		l := annAndBob()
		first := usersApp(t, &live.Server{Bus: &bus}, l, &viewFactory{})
		second := usersApp(t, &live.Server{Bus: &bus}, l, &viewFactory{})
		anns := []*page{first.browser().withUser("ann").open("/"), second.browser().withUser("ann").open("/")}
		bob := second.browser().withUser("bob").open("/")
		l.set("ann", false)
		require.NoError(t, live.Disconnect(t.Context(), &bus, "ann"))
		for _, p := range anns {
			p.requireClose(wire.Remount, wire.Disconnected)
			requireCloseError(t, p.join(), wire.Reload, wire.NotLive)
		}
		bob.sendAndWait("live_test.action?name=add")
	})
}

// Events of a client that ignores the close are not handled.
func TestDisconnect_EventsAreIgnored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		logins := map[string]bool{"ann": true}
		nodes, factories := twoNodes(t, &bus, logins)
		p := nodes[0].browser().withUser("ann").open("/")
		delete(logins, "ann")
		require.NoError(t, live.Disconnect(t.Context(), &bus, "ann"))
		p.send("live_test.action?name=add")
		time.Sleep(time.Second)
		require.Zero(t, factories[0].views[0].n.get())
	})
}

// The join of an unadopted page is authorized again.
func TestDisconnect_BeforeJoin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		logins := map[string]bool{"ann": true}
		nodes, factories := twoNodes(t, &bus, logins)
		p := nodes[0].browser().withUser("ann").load("/")
		delete(logins, "ann")
		require.NoError(t, live.Disconnect(t.Context(), &bus, "ann"))
		requireCloseError(t, p.join(), wire.Reload, wire.NotLive)
		synctest.Wait()
		require.Equal(t, 1, factories[0].views[0].unmounts.get())
	})
}

// A Disconnect while a handler runs ends the view after the handler.
func TestDisconnect_DuringHandler(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		nodes, factories := twoNodes(t, &bus, map[string]bool{"ann": true})
		p := nodes[0].browser().withUser("ann").open("/")
		v := factories[0].views[0]
		v.actions = map[string]func(*live.Socket) error{"slow": func(*live.Socket) error { time.Sleep(time.Second); v.n.inc(); return nil }}
		p.send("live_test.action?name=slow")
		synctest.Wait()
		require.NoError(t, live.Disconnect(t.Context(), &bus, "ann"))
		synctest.Wait()
		require.Zero(t, v.unmounts.get())
		time.Sleep(time.Second)
		synctest.Wait()
		require.Equal(t, 1, v.unmounts.get())
	})
}

// A loss may have hidden a Disconnect. Pages reconnect through the middleware, and keep their views.
func TestDisconnect_AfterLoss(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus lossyBus
		nodes, factories := twoNodes(t, &bus, map[string]bool{"ann": true})
		p := nodes[0].browser().withUser("ann").open("/")
		p.sendAndWait("live_test.action?name=add")
		bus.reportLoss()
		p.requireClose(wire.Reconnect, wire.Unchecked)
		require.NoError(t, p.resume())
		p.sendAndWait("live_test.action?name=add")
		require.Equal(t, "<p>2</p>", p.html())
		require.Len(t, factories[0].views, 1)
	})
}

// After Shutdown a Server holds no subscription, and pages that are served do not fail.
func TestDisconnect_AfterShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus countingBus
		nodes, _ := twoNodes(t, &bus, map[string]bool{"ann": true})
		b := nodes[0].browser().withUser("ann")
		b.open("/")
		b.open("/")
		require.EqualValues(t, 1, bus.active.Load(), "one for all pages")
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		require.NoError(t, nodes[0].live.Shutdown(ctx))
		require.Zero(t, bus.active.Load())
		b.load("/")
		require.Zero(t, bus.active.Load())
	})
}

// Identify returns the error of the bus, also if the Server was subscribed before.
func TestIdentify_BusClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		nodes, _ := twoNodes(t, &bus, map[string]bool{"ann": true})
		b := nodes[0].browser().withUser("ann")
		b.load("/")
		require.NoError(t, bus.Close())
		resp, _ := b.get("/")
		require.Equal(t, http.StatusInternalServerError, resp.StatusCode)
		require.Contains(t, nodes[0].log.String(), pubsub.ErrClosed.Error())
	})
}

// A component that calls Identify stops listening when it is unmounted. Others with the same id still
// listen.
func TestIdentify_EndsWithComponent(t *testing.T) {
	for removed := range 4 {
		synctest.Test(t, func(t *testing.T) {
			var bus pubsub.Local
			v, children := &stub{}, []*stub(nil)
			for range 3 {
				children = append(children, &stub{mount: func(s *live.Socket) error { return live.Identify(s, &bus, "group") }})
			}
			v.events = on(func(e remove) { children = slices.Delete(children, e.ID, e.ID+1) })
			v.render = func() templ.Component {
				all := []any{"<ul>"}
				for _, c := range children {
					all = append(all, live.Component(fmt.Sprintf("%p", c), c))
				}
				return markup(append(all, "</ul>")...)
			}
			p := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser().open("/")
			for i := range removed {
				p.sendAndWait(fmt.Sprintf("live_test.remove?id=%d", []int{1, 1, 0}[i]))
			}
			require.NoError(t, live.Disconnect(t.Context(), &bus, "group"))
			if removed == 3 {
				p.sendAndWait("live_test.unknown") // still connected
			} else {
				p.requireClose(wire.Remount, wire.Disconnected)
			}
		})
	}
}

func TestDisconnect_EmptyIDPanics(t *testing.T) {
	var bus pubsub.Local
	require.PanicsWithValue(t, `live: Identify and Disconnect need a non-empty id`, func() { _ = live.Disconnect(t.Context(), &bus, "") })
	require.NoError(t, bus.Close())
	require.ErrorIs(t, live.Disconnect(t.Context(), &bus, "ann"), pubsub.ErrClosed)
}
