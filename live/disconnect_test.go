package live_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// twoNodes returns two nodes that share a bus and the set of valid logins.
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

// When Ann logs out, her connections on both nodes are closed, and those of Bob are not.
func TestDisconnect_AllNodes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		logins := map[string]bool{"ann": true, "bob": true}
		nodes, _ := twoNodes(t, &bus, logins)
		var anns, bobs []*page
		for _, n := range nodes {
			anns = append(anns, n.browser().withUser("ann").open("/"))
			bobs = append(bobs, n.browser().withUser("bob").open("/"))
		}
		delete(logins, "ann")
		require.NoError(t, live.Disconnect(t.Context(), &bus, "ann"))
		for _, p := range anns {
			p.requireClose(wire.Reconnect, wire.Disconnected)
			requireCloseError(t, p.resume(), wire.Reload, wire.NotLive)
		}
		for _, p := range bobs {
			p.sendAndWait("live_test.action?name=add")
		}
	})
}

// A page that is still authorized resumes its session without loss.
func TestDisconnect_AuthorizedPageResumes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		nodes, factories := twoNodes(t, &bus, map[string]bool{"ann": true})
		p := nodes[0].browser().withUser("ann").open("/")
		p.sendAndWait("live_test.action?name=add")
		require.NoError(t, live.Disconnect(t.Context(), &bus, "ann"))
		p.requireClose(wire.Reconnect, wire.Disconnected)
		require.NoError(t, p.resume())
		p.sendAndWait("live_test.action?name=add")
		require.Contains(t, p.html(), "2")
		require.Equal(t, 1, factories[0].views[0].mounts.get())
		require.Len(t, factories[0].views, 1)
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

func TestDisconnect_EmptyIDPanics(t *testing.T) {
	var bus pubsub.Local
	require.PanicsWithValue(t, `live: Identify and Disconnect need a non-empty id`, func() { _ = live.Disconnect(t.Context(), &bus, "") })
	require.NoError(t, bus.Close())
	require.ErrorIs(t, live.Disconnect(t.Context(), &bus, "ann"), pubsub.ErrClosed)
}
