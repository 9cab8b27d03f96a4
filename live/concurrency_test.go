package live_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
	"github.com/lively-go/lively/pubsub"
)

// A serialView reports calls of its methods or handlers that overlap. n is not guarded, so that the
// race detector also reports them.
type serialView struct {
	t       *testing.T
	pause   func() // gives other goroutines a chance to run
	topic   pubsub.Topic[int]
	running atomic.Int32
	n       int
	calls   map[string]int
	load    live.Async[int]
	child   *serialView
}

func (v *serialView) enter(name string) error {
	if !v.running.CompareAndSwap(0, 1) {
		v.t.Errorf("%s overlaps another call", name)
	}
	v.n++
	v.calls[name]++
	v.pause()
	v.running.Store(0)
	return nil
}

func (v *serialView) Mount(s *live.Socket) error {
	v.calls = map[string]int{}
	live.Every(s, 20*time.Millisecond, func(*live.Socket, time.Time) error { return v.enter("tick") })
	v.load.Load(s, func(context.Context) (int, error) { v.pause(); return 1, nil })
	_, err := live.Subscribe(s, v.topic, func(*live.Socket, int) error { return v.enter("message") })
	return err
}

func (v *serialView) Joined(*live.Socket) error { return v.enter("joined") }
func (v *serialView) Reload(*live.Socket) error { return v.enter("reload") }
func (v *serialView) Unmount()                  { _ = v.enter("unmount") }

func (v *serialView) Events() live.Events {
	return live.Events{live.On(func(s *live.Socket, _ tap) error {
		v.load.Load(s, func(context.Context) (int, error) { return 2, nil })
		return v.enter("event")
	})}
}

func (v *serialView) Render() templ.Component {
	_ = v.enter("render")
	content := []any{`<div>`, button("tap", tap{}), `<p>`, v.n, `</p>`}
	if v.child != nil {
		content = append(content, live.Component("child", v.child))
	}
	return markup(append(content, `</div>`)...)
}

// Handlers of events, messages and ticks, renders and Unmount of one page never overlap.
func TestHandlersOfOnePageAreSerialized(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		topic := pubsub.NewTopic[int](&bus, "numbers")
		pause := func() { time.Sleep(time.Millisecond) }
		child := &serialView{t: t, topic: topic, pause: pause}
		v := &serialView{t: t, topic: topic, pause: pause, child: child}
		page := func() live.View { return v }
		p := livetest.Mount(t, page)

		var publishers sync.WaitGroup
		for range 3 {
			publishers.Go(func() {
				for i := range 50 {
					require.NoError(t, topic.Publish(t.Context(), i))
					time.Sleep(2 * time.Millisecond)
				}
			})
		}
		for range 10 {
			p.Click("[live-c] .tap").Click("#live-root > div > .tap")
		}
		p.Disconnect()
		time.Sleep(20 * time.Millisecond)
		p.Resume()
		publishers.Wait()
		p.Settle().Disconnect()
		time.Sleep(time.Minute)
		synctest.Wait()
		for _, calls := range []map[string]int{v.calls, child.calls} {
			require.Equal(t, []int{10, 150, 1, 1}, []int{calls["event"], calls["message"], calls["joined"], calls["unmount"]}, fmt.Sprint(calls))
			require.NotZero(t, calls["tick"])
		}
	})
}

// The handlers of all components of one page never overlap.
func TestComponentsOfOnePageAreSerialized(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var running atomic.Int32
		work := func(*live.Socket, time.Time) error {
			require.EqualValues(t, 1, running.Add(1))
			time.Sleep(time.Millisecond)
			running.Add(-1)
			return nil
		}
		ticking := func() *stub {
			return &stub{mount: func(s *live.Socket) error { live.Every(s, 5*time.Millisecond, work); return nil }}
		}
		v, children := ticking(), []*stub{ticking(), ticking(), ticking()}
		v.render = func() templ.Component {
			var all []any
			for i, child := range children {
				all = append(all, live.Component(fmt.Sprint(i), child))
			}
			return markup(all...)
		}
		p := livetest.Mount(t, func() live.View { return v })
		time.Sleep(time.Second)
		p.Settle()
	})
}
