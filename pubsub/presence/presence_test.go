package presence_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/presence"
)

// testBus connects a node to the bus that the nodes share. It can lose messages, fail or hang.
type testBus struct {
	bus         pubsub.Bus
	mu          sync.Mutex
	subscribers []func(pubsub.Message)

	partitioned bool        // messages are lost silently
	fails       bool        // Publish and Subscribe return an error
	hangs       bool        // Publish waits until its context is done
	drop        func() bool // reports whether to lose a message
	published   int         // number of calls of Publish
}

var errBusDown = errors.New("bus is down")

func (b *testBus) Publish(ctx context.Context, topic string, data []byte) error {
	b.mu.Lock()
	b.published++
	lost, fails, hangs := b.partitioned || b.drop != nil && b.drop(), b.fails, b.hangs
	b.mu.Unlock()
	switch {
	case hangs:
		<-ctx.Done()
		return ctx.Err()
	case fails:
		return errBusDown
	case lost:
		return nil
	}
	return b.bus.Publish(ctx, topic, data)
}

func (b *testBus) Subscribe(ctx context.Context, topic string, fn func(pubsub.Message)) (func(), error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fails {
		return nil, errBusDown
	}
	var calling sync.Mutex // a bus calls fn by one goroutine at a time
	call := func(m pubsub.Message) {
		calling.Lock()
		defer calling.Unlock()
		fn(m)
	}
	b.subscribers = append(b.subscribers, call)
	return b.bus.Subscribe(ctx, topic, func(m pubsub.Message) {
		b.mu.Lock()
		lost := b.partitioned || b.drop != nil && b.drop()
		b.mu.Unlock()
		if !lost {
			call(m)
		}
	})
}

// countPublished returns the number of messages published since the previous call.
func (b *testBus) countPublished() int {
	synctest.Wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	n := b.published
	b.published = 0
	return n
}

func (b *testBus) setPartitioned(partitioned bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.partitioned = partitioned
}

func (b *testBus) reportLost() {
	b.mu.Lock()
	subscribers := b.subscribers
	b.mu.Unlock()
	for _, fn := range subscribers {
		fn(pubsub.Message{Lost: true})
	}
}

type node struct {
	*presence.Tracker[string]
	*testBus
}

func cluster(n int) (nodes []node) {
	bus := new(pubsub.Local)
	for range n {
		b := &testBus{bus: bus}
		nodes = append(nodes, node{&presence.Tracker[string]{Bus: b}, b})
	}
	return nodes
}

// recordEvents subscribes to the room and returns a function that returns the events since its
// previous call.
func recordEvents(t *testing.T, ctx context.Context, n node) func() []string {
	var mu sync.Mutex
	var events []string
	cancel, err := n.Changes("go").Subscribe(t.Context(), func(d pubsub.Delivery[[]presence.Event[string]]) {
		mu.Lock()
		defer mu.Unlock()
		for _, e := range *d.Value {
			events = append(events, fmt.Sprint(e.Entry.Key, " ", e.Kind, " ", e.Entry.Meta, " ", e.Entries))
		}
	})
	require.NoError(t, err)
	context.AfterFunc(ctx, cancel)
	return func() []string {
		synctest.Wait()
		mu.Lock()
		defer mu.Unlock()
		recorded := events
		events = nil
		return recorded
	}
}

// list returns "key meta meta" for each key.
func list(n node) (keys []string) {
	synctest.Wait()
	for _, p := range n.List("go") {
		line := p.Key
		for _, e := range p.Entries {
			line += " " + e.Meta
		}
		keys = append(keys, line)
	}
	return keys
}

// bubble runs test with a fake clock and a context that is cancelled at its end.
func bubble(t *testing.T, test func(t *testing.T, ctx context.Context)) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer synctest.Wait()
		defer cancel()
		test(t, ctx)
	})
}

func TestList_AcrossNodes(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context) {
		n := cluster(2)
		events := recordEvents(t, ctx, n[1])
		tab := n[0].Track(ctx, "go", "ann", "reads")
		n[1].Track(ctx, "go", "bob", "reads")
		n[0].Track(ctx, "rust", "eve", "reads")
		for i := range n {
			require.Equal(t, []string{"ann reads", "bob reads"}, list(n[i]))
		}
		require.ElementsMatch(t, []string{"ann joined reads 1", "bob joined reads 1"}, events())

		tab.Update("types")
		require.Equal(t, []string{"ann updated types 1"}, events())
		tab.Leave()
		tab.Leave()
		tab.Update("after Leave")
		require.Equal(t, []string{"ann left types 0"}, events())
		require.Equal(t, []string{"bob reads"}, list(n[1]))
	})
}

func TestList_GroupsTabsByUser(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context) {
		n := cluster(2)
		events := recordEvents(t, ctx, n[1])
		first, closeTab := context.WithCancel(ctx)
		n[0].Track(first, "go", "ann", "1")
		require.Equal(t, []string{"ann joined 1 1"}, events())
		n[1].Track(ctx, "go", "ann", "2")
		require.Equal(t, []string{"ann joined 2 2"}, events())
		require.Len(t, n[1].List("go"), 1)
		require.Len(t, n[1].List("go")[0].Entries, 2)
		closeTab()
		require.Equal(t, []string{"ann left 1 1"}, events())
		require.Equal(t, []string{"ann 2"}, list(n[1]))
	})
}

func TestNode_RequestsEntriesOnJoin(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context) {
		n := cluster(3)
		n[0].Track(ctx, "go", "ann", "a")
		n[1].Track(ctx, "go", "bob", "b")
		synctest.Wait()
		require.Nil(t, n[2].List("go"))
		recordEvents(t, ctx, n[2])
		require.Equal(t, []string{"ann a", "bob b"}, list(n[2])) // without waiting for a heartbeat
	})
}

func TestNode_ExpiresAndReappears(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context) {
		n := cluster(2)
		events := recordEvents(t, ctx, n[1])
		tab := n[0].Track(ctx, "go", "ann", "a")
		n[1].Track(ctx, "go", "bob", "b")
		events()
		n[0].setPartitioned(true)
		time.Sleep(14 * time.Second) // two heartbeats are missed
		require.Empty(t, events())
		time.Sleep(7 * time.Second)
		require.Equal(t, []string{"ann left a 0"}, events())
		require.Equal(t, []string{"bob b"}, list(n[1]))
		require.Equal(t, []string{"ann a"}, list(n[0]))

		tab.Update("back")
		n[0].setPartitioned(false)
		time.Sleep(10 * time.Second)
		require.Equal(t, []string{"ann joined back 1"}, events())
		require.Equal(t, []string{"ann back", "bob b"}, list(n[0]))
	})
}

// Lost triggers a request without waiting for a heartbeat.
func TestNode_RequestsEntriesOnLost(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context) {
		n := cluster(2)
		events := recordEvents(t, ctx, n[1])
		tab := n[0].Track(ctx, "go", "ann", "a")
		events()
		n[1].setPartitioned(true)
		tab.Update("missed")
		require.Empty(t, events())
		n[1].setPartitioned(false)
		n[1].reportLost()
		require.Equal(t, []string{"ann updated missed 1"}, events())
	})
}

// While the bus is down, Track returns at once and the users of a node see each other.
func TestTracker_BusDown(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context) {
		n := cluster(2)
		n[0].fails = true
		events := recordEvents(t, ctx, n[0])
		n[0].Track(ctx, "go", "ann", "a")
		recordEvents(t, ctx, n[1])
		n[1].Track(ctx, "go", "bob", "b")
		require.Equal(t, []string{"ann joined a 1"}, events())
		require.Equal(t, []string{"ann a"}, list(n[0]))
		n[0].mu.Lock()
		n[0].fails = false
		n[0].mu.Unlock()
		time.Sleep(10 * time.Second)
		require.Equal(t, []string{"ann a", "bob b"}, list(n[0]))
		require.Equal(t, []string{"ann a", "bob b"}, list(n[1]))
	})
}

// Track does not wait for a bus that does not return from calls.
func TestTracker_HangingBus(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context) {
		ctx, leave := context.WithCancel(ctx)
		n := cluster(1)
		n[0].hangs = true
		events := recordEvents(t, ctx, n[0])
		events()
		start := time.Now()
		for i := range 1_000 {
			n[0].Track(ctx, "go", "ann", strconv.Itoa(i))
		}
		require.Len(t, events(), 1_000)
		require.Zero(t, time.Since(start), "Track has waited")
		leave()
		time.Sleep(20 * time.Second) // until the calls of the bus time out, else goroutines are left in the bubble
	})
}

// After the last use of a room, its subscription has ended, its goroutines have returned (else the
// bubble would not end) and its entries are removed.
func TestRoom_ClosesAfterLastUse(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context) {
		n := cluster(2)
		events := recordEvents(t, ctx, n[1])
		tab := n[0].Track(ctx, "go", "ann", "a")
		events()
		tab.Leave()
		require.Equal(t, []string{"ann left a 0"}, events())
		require.Nil(t, n[0].List("go"))
		n[0].Track(ctx, "go", "ann", "second")
		require.Equal(t, []string{"ann joined second 1"}, events())
	})
}

func TestTracker_Misuse(t *testing.T) {
	n := cluster(1)[0]
	require.PanicsWithValue(t, `presence: Track("go", ""): empty room or key`, func() { n.Track(t.Context(), "go", "", "") })
	require.PanicsWithValue(t, "presence: Changes: empty room", func() { n.Changes("") })
	require.ErrorContains(t, n.Changes("go").Publish(t.Context(), nil), "use Track")
}

// After any sequence of lost messages and partitions, the lists and events of all nodes converge to
// the tracked entries.
func TestNodes_Converge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rapid.Check(struct{ rapid.TB }{t}, func(rt *rapid.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer synctest.Wait()
			defer cancel()
			n := cluster(3)
			lossy := rapid.Bool().Draw(rt, "lossy")
			seed := rapid.Uint32().Draw(rt, "seed")
			rooms := []string{"go", "rust"}
			counted := map[string]int{} // entries by room and key, from the events of node 0
			var mu sync.Mutex
			for i := range n {
				n[i].drop = guarded(&mu, func() bool {
					seed = seed*1664525 + 1013904223
					return lossy && seed>>30 == 0
				})
				for _, room := range rooms {
					cancel, err := n[i].Changes(room).Subscribe(ctx, func(d pubsub.Delivery[[]presence.Event[string]]) {
						mu.Lock()
						defer mu.Unlock()
						for _, e := range *d.Value {
							if i == 0 {
								counted[room+" "+e.Entry.Key] = e.Entries
							}
						}
					})
					require.NoError(rt, err)
					context.AfterFunc(ctx, cancel)
				}
			}
			type tab struct {
				*presence.Handle[string]
				room, key, meta string
			}
			var tabs []*tab
			rt.Repeat(map[string]func(*rapid.T){
				"track": func(rt *rapid.T) {
					room, key := rapid.SampledFrom(rooms).Draw(rt, "room"), rapid.SampledFrom([]string{"ann", "bob", "eve"}).Draw(rt, "key")
					i := rapid.IntRange(0, 2).Draw(rt, "node")
					tabs = append(tabs, &tab{n[i].Track(ctx, room, key, "new"), room, key, "new"})
				},
				"update": func(rt *rapid.T) {
					if len(tabs) == 0 {
						return
					}
					e := rapid.SampledFrom(tabs).Draw(rt, "tab")
					e.meta = rapid.StringMatching(`[a-z]{3}`).Draw(rt, "meta")
					e.Update(e.meta)
				},
				"leave": func(rt *rapid.T) {
					if len(tabs) == 0 {
						return
					}
					i := rapid.IntRange(0, len(tabs)-1).Draw(rt, "tab")
					tabs[i].Leave()
					tabs = append(tabs[:i], tabs[i+1:]...)
				},
				"partition": func(rt *rapid.T) { n[rapid.IntRange(0, 2).Draw(rt, "node")].setPartitioned(true) },
				"heal":      func(rt *rapid.T) { n[rapid.IntRange(0, 2).Draw(rt, "node")].setPartitioned(false) },
				"wait":      func(rt *rapid.T) { time.Sleep(time.Duration(rapid.IntRange(0, 20).Draw(rt, "s")) * time.Second) },
			})
			mu.Lock()
			lossy = false
			mu.Unlock()
			for i := range n {
				n[i].setPartitioned(false)
			}
			time.Sleep(30 * time.Second)
			want, sums := map[string]int{}, map[string]int{} // by room, key and metadata; by room and key
			for _, e := range tabs {
				want[e.room+" "+e.key+" "+e.meta]++
				sums[e.room+" "+e.key]++
			}
			synctest.Wait()
			for i := range n {
				got := map[string]int{}
				for _, room := range rooms {
					for _, p := range n[i].List(room) {
						for _, e := range p.Entries {
							got[room+" "+p.Key+" "+e.Meta]++
						}
					}
				}
				require.Equal(rt, want, got, "node %d", i)
			}
			mu.Lock()
			defer mu.Unlock()
			for key, n := range counted {
				require.Equal(rt, sums[key], n, "events of %s", key)
			}
		})
	})
}

func guarded(mu *sync.Mutex, fn func() bool) func() bool {
	return func() bool {
		mu.Lock()
		defer mu.Unlock()
		return fn()
	}
}
