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

// A clock is a view that records its ticks.
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
	v.events = on(func(click) { v.stop() })
	v.render = func() templ.Component {
		return markup(`<div>`, button("click", click{}), `<p>`, len(v.ticks), `</p></div>`)
	}
	return v
}

func TestEvery_StartsAtJoin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newClock(time.Second)
		p := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser().load("/")
		time.Sleep(9 * time.Second)
		synctest.Wait()
		require.Empty(t, v.ticks, "an unadopted page runs nothing")
		require.NoError(t, p.join())
		joined := time.Now()
		p.readUntil(func() bool { return p.Version() == 4 })
		require.Equal(t, []time.Time{joined.Add(time.Second), joined.Add(2 * time.Second), joined.Add(3 * time.Second)}, v.ticks)
		require.Contains(t, p.html(), "<p>3</p>")
	})
}

// While disconnected, ticks coalesce into one.
func TestEvery_TicksCoalesceWhileDisconnected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
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
		require.Equal(t, "4", p.Settle().Text("p"), "ticks continue on schedule")
	})
}

// A tick is dropped while another one is pending: ticks do not accumulate if a handler is slow.
func TestEvery_SlowHandlerDropsTicks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newClock(time.Second)
		v.work = func() { time.Sleep(10 * time.Second) }
		p := livetest.Mount(t, func() live.View { return v })
		time.Sleep(35 * time.Second)
		require.Contains(t, []string{"3", "4", "5"}, p.Settle().Text("p"))
	})
}

func TestEvery_Stop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newClock(time.Second)
		p := livetest.Mount(t, func() live.View { return v })
		time.Sleep(time.Second)
		p.Click(".click")
		time.Sleep(time.Minute)
		require.Equal(t, "1", p.Settle().Text("p"))
	})
}

// The timer of a component stops at Unmount and restarts when the component is mounted again.
func TestEvery_StopsAtUnmount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		child := newClock(time.Second)
		shown := true
		v := &stub{events: on(func(toggle) { shown = !shown })}
		v.render = func() templ.Component {
			if shown {
				return markup(button("toggle", toggle{}), live.Component("clock", child))
			}
			return button("toggle", toggle{})
		}
		p := livetest.Mount(t, func() live.View { return v })
		time.Sleep(3 * time.Second)
		require.Equal(t, "3", p.Settle().Text("p"))
		p.Click(".toggle")
		time.Sleep(10 * time.Second)
		synctest.Wait()
		require.Len(t, child.ticks, 3)
		p.Click(".toggle")
		time.Sleep(2 * time.Second)
		require.Equal(t, "5", p.Settle().Text("p"))
	})
}

func TestEvery_NonPositiveIntervalPanics(t *testing.T) {
	livetest.Mount(t, func() live.View {
		return &stub{mount: func(s *live.Socket) error {
			require.PanicsWithValue(t, `live: Every: non-positive interval 0s`, func() { live.Every(s, 0, nil) })
			return nil
		}}
	})
}
