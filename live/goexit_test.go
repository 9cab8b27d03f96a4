package live_test

import (
	"context"
	"net/http"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// exits are handlers in which a failed require may call runtime.Goexit.
var exits = map[string]func(s *live.Socket, bus *pubsub.Local) error{
	"Subscribe": func(s *live.Socket, bus *pubsub.Local) error {
		_, err := live.Subscribe(s, posts(bus), func(*live.Socket, string) error { runtime.Goexit(); return nil })
		return err
	},
	"Every": func(s *live.Socket, _ *pubsub.Local) error {
		live.Every(s, time.Second, func(*live.Socket, time.Time) error { runtime.Goexit(); return nil })
		return nil
	},
}

// The view is remounted, the reason is logged, and other pages receive the message.
func TestGoexit_InHandlerRemounts(t *testing.T) {
	for name, mount := range exits {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var bus pubsub.Local
				var store []string
				other := newBoard(posts(&bus), &store)
				views := []live.View{&stub{mount: func(s *live.Socket) error { return mount(s, &bus) }}, other, &stub{}}
				a := serve(t, &live.Server{Handler: pageMux(func(*http.Request) live.View {
					v := views[0]
					views = views[1:]
					return v
				})}, nil)
				p := a.browser().open("/")
				a.browser().open("/")
				go func() { _ = posts(&bus).Publish(t.Context(), "post") }()
				time.Sleep(time.Second)
				synctest.Wait()
				p.requireClose(wire.Remount, wire.Crashed)
				require.NoError(t, p.join())
				require.Equal(t, 1, other.received)
				require.Contains(t, a.log.String(), "handler called runtime.Goexit")
				require.Contains(t, a.log.String(), "goexit_test.go", "the stack")
			})
		})
	}
}

// A countingBus counts its subscriptions.
type countingBus struct {
	pubsub.Local
	active atomic.Int32
}

func (b *countingBus) Subscribe(ctx context.Context, topic string, fn func(pubsub.Message)) (func(), error) {
	cancel, err := b.Local.Subscribe(ctx, topic, fn)
	b.active.Add(1)
	return func() {
		b.active.Add(-1)
		cancel()
	}, err
}

// An Unmount that calls Goexit does not leave the other views of the page subscribed.
func TestGoexit_InUnmountEndsAllSubscriptions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := new(countingBus)
		subscriber := func(topic string, unmount func()) *view {
			return &view{unmount: unmount, mount: func(s *live.Socket) error {
				_, err := live.Subscribe(s, pubsub.NewTopic[string](bus, topic), func(*live.Socket, string) error { return nil })
				return err
			}}
		}
		first, exits, last := subscriber("first", nil), subscriber("exits", runtime.Goexit), subscriber("last", nil)
		root := &stub{mount: subscriber("root", nil).mount, render: func() templ.Component {
			return markup(`<div>`, live.Component("first", first), live.Component("exits", exits), live.Component("last", last), `</div>`)
		}}
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(root))}, nil)
		p := a.browser().open("/")
		require.EqualValues(t, 4, bus.active.Load())
		require.NoError(t, p.Write(wire.Bye))
		synctest.Wait()
		require.Zero(t, bus.active.Load())
		require.Equal(t, []int{1, 1, 1, 1}, []int{root.unmounts, first.unmounts.get(), exits.unmounts.get(), last.unmounts.get()})
		require.NoError(t, a.live.Shutdown(t.Context()), "the page counts as unmounted")
	})
}
