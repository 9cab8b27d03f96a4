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

// Two nodes on one bus, and the logins that both look up.
func twoNodes(t *testing.T, bus pubsub.Bus, logins map[string]bool) (nodes [2]*app, mades [2]*made) {
	for i := range nodes {
		mades[i] = &made{make: func(r *http.Request) *view {
			c, _ := r.Cookie("user")
			return &view{mount: func(s *live.Socket) error { return live.Identify(s, bus, c.Value) }}
		}}
		page := pages(mades[i].factory)
		nodes[i] = serve(t, &live.Server{Secret: []byte("one for both"), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if c, err := r.Cookie("user"); err != nil || !logins[c.Value] {
				http.Redirect(w, r, "/login", http.StatusSeeOther)
				return
			}
			page.ServeHTTP(w, r)
		})}, nil)
	}
	return nodes, mades
}

// Ann logs out: her pages leave, on whichever node they live. Bob's stay as they are.
func TestDisconnectAPersonEverywhere(t *testing.T) {
	bubble(t, func(t *testing.T) {
		var bus pubsub.Local
		logins := map[string]bool{"ann": true, "bob": true}
		nodes, _ := twoNodes(t, &bus, logins)
		var anns, bobs []*tab
		for _, n := range nodes {
			anns = append(anns, n.browser().as("ann").open("/"))
			bobs = append(bobs, n.browser().as("bob").open("/"))
		}
		delete(logins, "ann")
		require.NoError(t, live.Disconnect(t.Context(), &bus, "ann"))
		for _, p := range anns {
			p.closed(wire.Reconnect, wire.Disconnected)
			requireClosed(t, p.resume(), wire.Reload, wire.NotLive)
		}
		for _, p := range bobs {
			p.do("live_test.do?what=add")
		}
	})
}

// Who may stay loses nothing: the session is taken up where it was.
func TestDisconnectKeepsAPageThatMayStay(t *testing.T) {
	bubble(t, func(t *testing.T) {
		var bus pubsub.Local
		nodes, made := twoNodes(t, &bus, map[string]bool{"ann": true})
		p := nodes[0].browser().as("ann").open("/")
		p.do("live_test.do?what=add")
		require.NoError(t, live.Disconnect(t.Context(), &bus, "ann"))
		p.closed(wire.Reconnect, wire.Disconnected)
		require.NoError(t, p.resume())
		p.do("live_test.do?what=add")
		require.Contains(t, p.html(), "2")
		require.Equal(t, 1, made[0].views[0].mounts.get())
		require.Len(t, made[0].views, 1)
	})
}

// A browser that does not obey the close is not heard.
func TestADisconnectedBrowserIsNotHeard(t *testing.T) {
	bubble(t, func(t *testing.T) {
		var bus pubsub.Local
		logins := map[string]bool{"ann": true}
		nodes, made := twoNodes(t, &bus, logins)
		p := nodes[0].browser().as("ann").open("/")
		delete(logins, "ann")
		require.NoError(t, live.Disconnect(t.Context(), &bus, "ann"))
		p.send("live_test.do?what=add")
		time.Sleep(time.Second)
		require.Zero(t, made[0].views[0].n.get())
	})
}

// A page that nobody has joined yet is no way around it: the join is a visit too.
func TestDisconnectBeforeTheJoin(t *testing.T) {
	bubble(t, func(t *testing.T) {
		var bus pubsub.Local
		logins := map[string]bool{"ann": true}
		nodes, made := twoNodes(t, &bus, logins)
		p := nodes[0].browser().as("ann").load("/")
		delete(logins, "ann")
		require.NoError(t, live.Disconnect(t.Context(), &bus, "ann"))
		requireClosed(t, p.join(), wire.Reload, wire.NotLive)
		synctest.Wait()
		require.Equal(t, 1, made[0].views[0].unmounts.get())
	})
}

func TestDisconnectNeedsAnID(t *testing.T) {
	var bus pubsub.Local
	require.PanicsWithValue(t, `live: Identify and Disconnect need a non-empty id`, func() { _ = live.Disconnect(t.Context(), &bus, "") })
	require.NoError(t, bus.Close())
	require.ErrorIs(t, live.Disconnect(t.Context(), &bus, "ann"), pubsub.ErrClosed)
}
