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

// A lonely view notices when two of its methods or handlers run at once. n is guarded by nothing: the race detector watches.
type lonely struct {
	t      *testing.T
	pause  func() // lets the others have their chance
	topic  pubsub.Topic[int]
	inside atomic.Int32
	n      int
	from   map[string]int
	load   live.Async[int]
	child  *lonely
}

func (v *lonely) alone(what string) error {
	if !v.inside.CompareAndSwap(0, 1) {
		v.t.Errorf("%s runs beside another", what)
	}
	v.n++
	v.from[what]++
	v.pause()
	v.inside.Store(0)
	return nil
}

func (v *lonely) Mount(s *live.Socket) error {
	v.from = map[string]int{}
	live.Every(s, 20*time.Millisecond, func(*live.Socket, time.Time) error { return v.alone("tick") })
	v.load.Load(s, func(context.Context) (int, error) { v.pause(); return 1, nil })
	return live.Subscribe(s, v.topic, func(*live.Socket, int) error { return v.alone("message") })
}

func (v *lonely) Joined(*live.Socket) error { return v.alone("joined") }
func (v *lonely) Reload(*live.Socket) error { return v.alone("reload") }
func (v *lonely) Unmount()                  { _ = v.alone("unmount") }

func (v *lonely) Events() live.Events {
	return live.Events{live.On(func(s *live.Socket, _ tap) error {
		v.load.Load(s, func(context.Context) (int, error) { return 2, nil })
		return v.alone("event")
	})}
}

func (v *lonely) Render() templ.Component {
	_ = v.alone("render")
	pieces := []any{`<div>`, button("tap", tap{}), `<p>`, v.n, `</p>`}
	if v.child != nil {
		pieces = append(pieces, live.Component("child", v.child))
	}
	return markup(append(pieces, `</div>`)...)
}

// Events, messages, ticks, loads, renders and Unmount of one page come one after the other, whatever happens outside.
func TestHandlersOfOnePageAreSerialized(t *testing.T) {
	bubble(t, func(t *testing.T) {
		var bus pubsub.Local
		topic := pubsub.NewTopic[int](&bus, "numbers")
		pause := func() { time.Sleep(time.Millisecond) }
		child := &lonely{t: t, topic: topic, pause: pause}
		v := &lonely{t: t, topic: topic, pause: pause, child: child}
		page := func() live.View { return v }
		p := livetest.Mount(t, page)

		var talk sync.WaitGroup
		for range 3 {
			talk.Go(func() {
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
		talk.Wait()
		p.Settle().Disconnect()
		time.Sleep(time.Minute)
		synctest.Wait()
		for _, from := range []map[string]int{v.from, child.from} {
			require.Equal(t, []int{10, 150, 1, 1}, []int{from["event"], from["message"], from["joined"], from["unmount"]}, fmt.Sprint(from))
			require.NotZero(t, from["tick"])
		}
	})
}

// Parent and child are one page: they never run at once either.
func TestComponentsOfOnePageAreSerialized(t *testing.T) {
	bubble(t, func(t *testing.T) {
		var inside atomic.Int32
		work := func(*live.Socket, time.Time) error {
			require.EqualValues(t, 1, inside.Add(1))
			time.Sleep(time.Millisecond)
			inside.Add(-1)
			return nil
		}
		ticking := func() *stub {
			return &stub{mount: func(s *live.Socket) error { live.Every(s, 5*time.Millisecond, work); return nil }}
		}
		v, kids := ticking(), []*stub{ticking(), ticking(), ticking()}
		v.render = func() templ.Component {
			var all []any
			for i, k := range kids {
				all = append(all, live.Component(fmt.Sprint(i), k))
			}
			return markup(all...)
		}
		p := livetest.Mount(t, func() live.View { return v })
		time.Sleep(time.Second)
		p.Settle()
	})
}
