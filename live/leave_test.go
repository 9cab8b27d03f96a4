package live_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// Events of a page whose handler has navigated away are stale: the browser shows the page until the other
// one has loaded, and a user may click again.
func TestNavigate_LaterEventsAreStale(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		orders := 0
		v := buttonView(func(s *live.Socket) error { orders++; return s.Navigate("/thanks") })
		p := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser().open("/")
		p.send("live_test.click")
		p.send("live_test.click?n=2")
		second := p.sendAndWait("live_test.click?n=3")
		require.Equal(t, 1, orders)
		require.Equal(t, "stale", p.outcome(second-1))
		require.Equal(t, "stale", p.outcome(second))

		require.NoError(t, p.Abort()) // the connection is lost while the other page loads
		require.NoError(t, p.resume())
		require.Equal(t, "stale", p.outcome(p.sendAndWait("live_test.click")))
		require.Equal(t, 1, orders)

		time.Sleep(10 * time.Second) // the browser has stayed, as for a download
		require.Equal(t, "applied", p.outcome(p.sendAndWait("live_test.click")))
		require.Equal(t, 2, orders)
		require.Equal(t, []string{`["navigate","/thanks"]`, `["navigate","/thanks"]`}, p.effects())
	})
}

// A page that returns from the back/forward cache can be used at once.
func TestNavigate_UserGoesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		orders := 0
		v := buttonView(func(s *live.Socket) error { orders++; return s.Redirect("/thanks") })
		p := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser().open("/")
		p.sendAndWait("live_test.click")
		require.NoError(t, p.Write(wire.Sleep))
		synctest.Wait()
		require.NoError(t, p.resume())
		require.Equal(t, "applied", p.outcome(p.sendAndWait("live_test.click")))
		require.Equal(t, 2, orders)
		require.Len(t, p.effects(), 2)
	})
}
