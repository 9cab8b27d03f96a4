package live_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A clock counts its ticks.
type clock struct {
	stub
	ticks []time.Time
	work  func() // at each tick
	stop  func()
}

func newClock(every time.Duration) *clock {
	v := &clock{work: func() {}}
	v.mount = func(s *live.Socket) error {
		v.stop = live.Every(s, every, func(_ *live.Socket, now time.Time) error {
			v.ticks = append(v.ticks, now)
			v.work()
			return nil
		})
		return nil
	}
	v.events = on(func(tip) { v.stop() })
	v.render = func() templ.Component {
		return markup(`<div>`, button("tip", tip{}), `<p>`, len(v.ticks), `</p></div>`)
	}
	return v
}

func TestEveryTicksFromTheJoinOn(t *testing.T) {
	bubble(t, func(t *testing.T) {
		v := newClock(time.Second)
		p := serve(t, &live.Server{Handler: pages(one(v))}, nil).browser().load("/")
		time.Sleep(9 * time.Second)
		synctest.Wait()
		require.Empty(t, v.ticks, "a parked page does nothing")
		require.NoError(t, p.join())
		joined := time.Now()
		p.until(func() bool { return p.Version() == 4 })
		require.Equal(t, []time.Time{joined.Add(time.Second), joined.Add(2 * time.Second), joined.Add(3 * time.Second)}, v.ticks)
		require.Contains(t, p.html(), "<p>3</p>")
	})
}

// While the connection is lost, ticks collapse into one.
func TestTicksCollapseWhileDisconnected(t *testing.T) {
	bubble(t, func(t *testing.T) {
		v := newClock(time.Second)
		p := livetest.Mount(t, func() live.View { return v })
		time.Sleep(2 * time.Second)
		require.Equal(t, "2", p.Settle().Text("p"))
		p.Disconnect()
		time.Sleep(20*time.Second + time.Second/2)
		synctest.Wait()
		require.Len(t, v.ticks, 2)
		p.Resume()
		require.Equal(t, "3", p.Text("p"))
		time.Sleep(time.Second / 2)
		require.Equal(t, "4", p.Settle().Text("p"), "the beat goes on")
	})
}

// A tick that comes while another waits is dropped: a slow handler does not pile them up.
func TestASlowTickIsOne(t *testing.T) {
	bubble(t, func(t *testing.T) {
		v := newClock(time.Second)
		v.work = func() { time.Sleep(10 * time.Second) }
		p := livetest.Mount(t, func() live.View { return v })
		time.Sleep(35 * time.Second)
		require.Contains(t, []string{"3", "4", "5"}, p.Settle().Text("p"))
	})
}

func TestEveryStops(t *testing.T) {
	bubble(t, func(t *testing.T) {
		v := newClock(time.Second)
		p := livetest.Mount(t, func() live.View { return v })
		time.Sleep(time.Second)
		p.Click(".tip")
		time.Sleep(time.Minute)
		require.Equal(t, "1", p.Settle().Text("p"))
	})
}

// The ticks of a component end with it, and start anew with a new one.
func TestEveryEndsWithItsComponent(t *testing.T) {
	bubble(t, func(t *testing.T) {
		child := newClock(time.Second)
		shown := true
		v := &stub{events: on(func(flip) { shown = !shown })}
		v.render = func() templ.Component {
			if shown {
				return markup(button("flip", flip{}), live.Component("clock", child))
			}
			return button("flip", flip{})
		}
		p := livetest.Mount(t, func() live.View { return v })
		time.Sleep(3 * time.Second)
		require.Equal(t, "3", p.Settle().Text("p"))
		p.Click(".flip")
		time.Sleep(10 * time.Second)
		synctest.Wait()
		require.Len(t, child.ticks, 3)
		p.Click(".flip")
		time.Sleep(2 * time.Second)
		require.Equal(t, "5", p.Settle().Text("p"))
	})
}

func TestEveryNeedsATime(t *testing.T) {
	livetest.Mount(t, func() live.View {
		return &stub{mount: func(s *live.Socket) error {
			require.PanicsWithValue(t, `live: Every: non-positive interval 0s`, func() { live.Every(s, 0, nil) })
			return nil
		}}
	})
}
