package presence_test

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/presence"
)

// A node sends one heartbeat in each interval, however many rooms it has, and nothing else. It does
// not expire in any of them. A node without entries sends none.
func TestNode_OneHeartbeatForAllRooms(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context) {
		n := cluster(2)
		events := recordEvents(t, ctx, n[1])
		for i := range 100 {
			n[0].Track(ctx, fmt.Sprint("room ", i), "ann", "a")
			cancel, err := n[1].Changes(fmt.Sprint("room ", i)).Subscribe(ctx, func(pubsub.Delivery[[]presence.Event[string]]) {})
			require.NoError(t, err)
			context.AfterFunc(ctx, cancel)
		}
		n[0].Track(ctx, "go", "ann", "a")
		require.Equal(t, []string{"ann joined a 1"}, events())
		n[0].countPublished()
		n[1].countPublished()
		time.Sleep(time.Minute)
		require.Equal(t, 12, n[0].countPublished())
		require.Zero(t, n[1].countPublished())
		require.Empty(t, events())
		for i := range 100 {
			require.Len(t, n[1].List(fmt.Sprint("room ", i)), 1)
		}
	})
}

// A node that is dead is removed from all rooms, also from those in which it was quiet.
func TestNode_ExpiresInAllRooms(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context) {
		n := cluster(2)
		n[1].Track(ctx, "rust", "bob", "b")
		events := recordEvents(t, ctx, n[1])
		n[0].Track(ctx, "rust", "ann", "a")
		n[0].Track(ctx, "go", "ann", "a")
		synctest.Wait()
		require.Len(t, n[1].List("rust"), 2)
		n[0].setPartitioned(true)
		time.Sleep(21 * time.Second)
		require.Equal(t, []string{"ann joined a 1", "ann left a 0"}, events())
		require.Len(t, n[1].List("rust"), 1)
	})
}

// Whatever change was missed, the next heartbeat shows it: an update, the removal of the last entry,
// or the end of the node's use of the room.
func TestNode_HeartbeatShowsMissedChange(t *testing.T) {
	for name, c := range map[string]struct {
		change func(first, second *presence.Handle[string])
		want   []string
	}{
		"update": {func(first, _ *presence.Handle[string]) { first.Update("new") }, []string{"ann new", "eve b"}},
		"left":   {func(first, _ *presence.Handle[string]) { first.Leave() }, []string{"eve b"}},
		"closed": {func(first, second *presence.Handle[string]) { first.Leave(); second.Leave() }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, ctx context.Context) {
				n := cluster(2)
				recordEvents(t, ctx, n[1])
				n[0].Track(ctx, "other", "ann", "a") // so that the node keeps sending heartbeats
				first, second := n[0].Track(ctx, "go", "ann", "a"), n[0].Track(ctx, "go", "eve", "b")
				require.Equal(t, []string{"ann a", "eve b"}, list(n[1]))
				n[0].setPartitioned(true)
				c.change(first, second)
				require.Equal(t, []string{"ann a", "eve b"}, list(n[1]))
				n[0].setPartitioned(false)
				time.Sleep(5 * time.Second)
				require.Equal(t, c.want, list(n[1]))
			})
		})
	}
}

// A subscriber of Changes that panics or calls Goexit keeps receiving events, as do others.
func TestChanges_FailingSubscriber(t *testing.T) {
	for name, fail := range map[string]func(){"Goexit": runtime.Goexit, "panic": func() { panic("subscriber failed") }} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, ctx context.Context) {
				n := cluster(2)
				calls := 0
				cancel, err := n[1].Changes("go").Subscribe(ctx, func(pubsub.Delivery[[]presence.Event[string]]) {
					calls++
					fail()
				})
				require.NoError(t, err)
				context.AfterFunc(ctx, cancel)
				events := recordEvents(t, ctx, n[1])
				for i := range 3 {
					n[0].Track(ctx, "go", "ann", "a")
					require.Equal(t, []string{fmt.Sprint("ann joined a ", i+1)}, events())
				}
				require.Equal(t, 3, calls)
			})
		})
	}
}

// A meta is metadata whose encoding fails if it says so.
type meta string

func (m meta) MarshalJSON() ([]byte, error) {
	switch m {
	case "panic":
		panic("cannot encode")
	case "Goexit":
		runtime.Goexit()
	case "error":
		return nil, errBusDown
	}
	return json.Marshal(string(m))
}

// Metadata that cannot be encoded is reported as Lost on its node. Later changes are delivered on
// all nodes.
func TestTrack_MetadataCannotBeEncoded(t *testing.T) {
	for _, fails := range []meta{"panic", "Goexit", "error"} {
		t.Run(string(fails), func(t *testing.T) {
			bubble(t, func(t *testing.T, ctx context.Context) {
				var bus pubsub.Local
				nodes := []*presence.Tracker[meta]{{Bus: &bus}, {Bus: &bus}}
				var mu sync.Mutex
				received := make([]string, 2)
				for i, n := range nodes {
					cancel, err := n.Changes("go").Subscribe(ctx, func(d pubsub.Delivery[[]presence.Event[meta]]) {
						mu.Lock()
						defer mu.Unlock()
						if d.Lost {
							received[i] += "Lost "
							return
						}
						for _, e := range *d.Value {
							received[i] += fmt.Sprint(e.Kind, " ", string(e.Entry.Meta), " ")
						}
					})
					require.NoError(t, err)
					context.AfterFunc(ctx, cancel)
				}
				synctest.Wait()
				e := nodes[0].Track(ctx, "go", "ann", fails)
				synctest.Wait()
				e.Update("fine")
				time.Sleep(10 * time.Second) // a heartbeat shows that a message was missed
				mu.Lock()
				defer mu.Unlock()
				require.Equal(t, []string{"Lost updated fine ", "joined fine "}, received)
			})
		})
	}
}
