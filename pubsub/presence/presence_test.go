package presence_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/presence"
)

// cable connects a node to the bus that the nodes share, and can be cut: silently, or so that Publish fails.
type cable struct {
	bus pubsub.Bus
	mu  sync.Mutex
	fns []func(pubsub.Message)

	dead, refuses bool
	hangs         bool // Publish waits for the end of its context
	drop          func() bool
}

var errCut = errors.New("cable is cut")

func (c *cable) Publish(ctx context.Context, topic string, data []byte) error {
	c.mu.Lock()
	dead, refuses, hangs := c.dead || c.drop != nil && c.drop(), c.refuses, c.hangs
	c.mu.Unlock()
	switch {
	case hangs:
		<-ctx.Done()
		return ctx.Err()
	case refuses:
		return errCut
	case dead:
		return nil
	}
	return c.bus.Publish(ctx, topic, data)
}

func (c *cable) Subscribe(ctx context.Context, topic string, fn func(pubsub.Message)) (func(), error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.refuses {
		return nil, errCut
	}
	var one sync.Mutex // a bus calls fn by one goroutine at a time
	call := func(m pubsub.Message) {
		one.Lock()
		defer one.Unlock()
		fn(m)
	}
	c.fns = append(c.fns, call)
	return c.bus.Subscribe(ctx, topic, func(m pubsub.Message) {
		c.mu.Lock()
		lose := c.dead || c.drop != nil && c.drop()
		c.mu.Unlock()
		if !lose {
			call(m)
		}
	})
}

func (c *cable) set(dead bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dead = dead
}

func (c *cable) lost() {
	c.mu.Lock()
	fns := c.fns
	c.mu.Unlock()
	for _, fn := range fns {
		fn(pubsub.Message{Lost: true})
	}
}

type node struct {
	*presence.Tracker[string]
	*cable
}

func cluster(n int) (nodes []node) {
	bus := new(pubsub.Local)
	for range n {
		c := &cable{bus: bus}
		nodes = append(nodes, node{&presence.Tracker[string]{Bus: c}, c})
	}
	return nodes
}

// watch keeps the room open, and says what has happened in it.
func watch(t *testing.T, ctx context.Context, n node) func() []string {
	var mu sync.Mutex
	var heard []string
	cancel, err := n.Changes("go").Subscribe(t.Context(), func(d pubsub.Delivery[[]presence.Event[string]]) {
		mu.Lock()
		defer mu.Unlock()
		for _, e := range *d.Value {
			heard = append(heard, fmt.Sprint(e.Entry.Key, " ", e.Kind, " ", e.Entry.Meta, " ", e.Entries))
		}
	})
	require.NoError(t, err)
	context.AfterFunc(ctx, cancel)
	return func() []string {
		synctest.Wait()
		mu.Lock()
		defer mu.Unlock()
		was := heard
		heard = nil
		return was
	}
}

// in lists "key meta meta" for each person.
func in(n node) (people []string) {
	synctest.Wait()
	for _, p := range n.List("go") {
		line := p.Key
		for _, e := range p.Entries {
			line += " " + e.Meta
		}
		people = append(people, line)
	}
	return people
}

// bubble runs test where time costs nothing; what it tracks under ctx ends with it.
func bubble(t *testing.T, test func(t *testing.T, ctx context.Context)) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer synctest.Wait()
		defer cancel()
		test(t, ctx)
	})
}

func TestWhoIsThereOnAllNodes(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context) {
		n := cluster(2)
		heard := watch(t, ctx, n[1])
		tab := n[0].Track(ctx, "go", "ann", "reads")
		n[1].Track(ctx, "go", "bob", "reads")
		n[0].Track(ctx, "rust", "eve", "reads")
		for _, n := range n {
			require.Equal(t, []string{"ann reads", "bob reads"}, in(n))
		}
		require.ElementsMatch(t, []string{"ann joined reads 1", "bob joined reads 1"}, heard())

		tab.Update("types")
		require.Equal(t, []string{"ann updated types 1"}, heard())
		tab.Leave()
		tab.Leave()
		tab.Update("is gone")
		require.Equal(t, []string{"ann left types 0"}, heard())
		require.Equal(t, []string{"bob reads"}, in(n[1]))
	})
}

func TestSeveralTabsAreOnePerson(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context) {
		n := cluster(2)
		heard := watch(t, ctx, n[1])
		first, close := context.WithCancel(ctx)
		n[0].Track(first, "go", "ann", "1")
		require.Equal(t, []string{"ann joined 1 1"}, heard())
		n[1].Track(ctx, "go", "ann", "2")
		require.Equal(t, []string{"ann joined 2 2"}, heard())
		require.Len(t, n[1].List("go"), 1)
		require.Len(t, n[1].List("go")[0].Entries, 2)
		close() // the tab's view has ended
		require.Equal(t, []string{"ann left 1 1"}, heard())
		require.Equal(t, []string{"ann 2"}, in(n[1]))
	})
}

func TestANewcomerAsks(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context) {
		n := cluster(3)
		n[0].Track(ctx, "go", "ann", "a")
		n[1].Track(ctx, "go", "bob", "b")
		synctest.Wait()
		require.Nil(t, n[2].List("go"))
		watch(t, ctx, n[2])
		require.Equal(t, []string{"ann a", "bob b"}, in(n[2])) // without waiting for a beat
	})
}

func TestADeadNodeExpiresAndHeals(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context) {
		n := cluster(2)
		heard := watch(t, ctx, n[1])
		tab := n[0].Track(ctx, "go", "ann", "a")
		n[1].Track(ctx, "go", "bob", "b")
		heard()
		n[0].set(true)
		time.Sleep(14 * time.Second) // two beats are missed
		require.Empty(t, heard())
		time.Sleep(7 * time.Second)
		require.Equal(t, []string{"ann left a 0"}, heard())
		require.Equal(t, []string{"bob b"}, in(n[1]))
		require.Equal(t, []string{"ann a"}, in(n[0]))

		tab.Update("back")
		n[0].set(false)
		time.Sleep(10 * time.Second)
		require.Equal(t, []string{"ann joined back 1"}, heard())
		require.Equal(t, []string{"ann back", "bob b"}, in(n[0]))
	})
}

// A node that lives is never taken for dead, and a node with nobody in it says nothing.
func TestBeats(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context) {
		n := cluster(2)
		var said atomic.Int32
		cancel, err := n[0].bus.Subscribe(ctx, "presence:go", func(pubsub.Message) { said.Add(1) })
		require.NoError(t, err)
		defer cancel()
		heard := watch(t, ctx, n[1])
		heard()
		said.Store(0)
		time.Sleep(time.Minute)
		require.Zero(t, said.Load())
		n[0].Track(ctx, "go", "ann", "a")
		require.Equal(t, []string{"ann joined a 1"}, heard())
		said.Store(0)
		time.Sleep(time.Minute)
		require.Empty(t, heard())
		require.EqualValues(t, 12, said.Load())
	})
}

// Lost is an occasion to ask: nobody waits for a beat.
func TestLostAsks(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context) {
		n := cluster(2)
		heard := watch(t, ctx, n[1])
		tab := n[0].Track(ctx, "go", "ann", "a")
		heard()
		n[1].set(true)
		tab.Update("missed")
		require.Empty(t, heard())
		n[1].set(false)
		n[1].lost()
		require.Equal(t, []string{"ann updated missed 1"}, heard())
	})
}

// While the bus is down, Track returns at once and the views of a node see each other.
func TestABusThatIsDown(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context) {
		n := cluster(2)
		n[0].refuses = true
		heard := watch(t, ctx, n[0])
		n[0].Track(ctx, "go", "ann", "a")
		watch(t, ctx, n[1])
		n[1].Track(ctx, "go", "bob", "b")
		require.Equal(t, []string{"ann joined a 1"}, heard())
		require.Equal(t, []string{"ann a"}, in(n[0]))
		n[0].mu.Lock()
		n[0].refuses = false
		n[0].mu.Unlock()
		time.Sleep(10 * time.Second)
		require.Equal(t, []string{"ann a", "bob b"}, in(n[0]))
		require.Equal(t, []string{"ann a", "bob b"}, in(n[1]))
	})
}

// Neither do they wait for a bus that does not answer.
func TestABusThatHangs(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context) {
		ctx, leave := context.WithCancel(ctx)
		n := cluster(1)
		n[0].hangs = true
		heard := watch(t, ctx, n[0])
		heard()
		start := time.Now()
		for i := range 1_000 {
			n[0].Track(ctx, "go", "ann", strconv.Itoa(i))
		}
		require.Len(t, heard(), 1_000)
		require.Zero(t, time.Since(start), "somebody has waited")
		leave()
		time.Sleep(20 * time.Second) // the room gives the bus up, or the bubble would not end
	})
}

// With the last user of a room all goes: the subscription, the goroutines (or the bubble would not end), the entries.
func TestARoomThatIsLeft(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context) {
		n := cluster(2)
		heard := watch(t, ctx, n[1])
		tab := n[0].Track(ctx, "go", "ann", "a")
		heard()
		tab.Leave()
		require.Equal(t, []string{"ann left a 0"}, heard())
		require.Nil(t, n[0].List("go"))
		n[0].Track(ctx, "go", "ann", "again")
		require.Equal(t, []string{"ann joined again 1"}, heard())
	})
}

func TestMisuse(t *testing.T) {
	n := cluster(1)[0]
	require.PanicsWithValue(t, `presence: Track of "" in room "go": neither may be empty`, func() { n.Track(t.Context(), "go", "", "") })
	require.Panics(t, func() { n.Changes("") })
	require.ErrorContains(t, n.Changes("go").Publish(t.Context(), nil), "use Track")
}

// Whatever is lost, cut and mended: when the bus is whole again, all nodes come to say the same, and it is the truth.
func TestNodesAgreeInTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rapid.Check(struct{ rapid.TB }{t}, func(rt *rapid.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer synctest.Wait()
			defer cancel()
			n := cluster(3)
			lossy := rapid.Bool().Draw(rt, "lossy")
			seed := rapid.Uint32().Draw(rt, "seed")
			counted := map[string]int{} // entries by key that node 0 has heard of
			var mu sync.Mutex
			for i := range n {
				n[i].drop = guarded(&mu, func() bool {
					seed = seed*1664525 + 1013904223
					return lossy && seed>>30 == 0
				})
				cancel, err := n[i].Changes("go").Subscribe(ctx, func(d pubsub.Delivery[[]presence.Event[string]]) {
					for _, e := range *d.Value {
						if i == 0 {
							counted[e.Entry.Key] = e.Entries
						}
					}
				})
				require.NoError(rt, err)
				context.AfterFunc(ctx, cancel)
			}
			type tab struct {
				*presence.Tracked[string]
				key, meta string
			}
			var tabs []*tab
			rt.Repeat(map[string]func(*rapid.T){
				"track": func(rt *rapid.T) {
					key := rapid.SampledFrom([]string{"ann", "bob", "eve"}).Draw(rt, "key")
					on := rapid.IntRange(0, 2).Draw(rt, "on")
					tabs = append(tabs, &tab{n[on].Track(ctx, "go", key, "new"), key, "new"})
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
				"cut":  func(rt *rapid.T) { n[rapid.IntRange(0, 2).Draw(rt, "node")].set(true) },
				"mend": func(rt *rapid.T) { n[rapid.IntRange(0, 2).Draw(rt, "node")].set(false) },
				"wait": func(rt *rapid.T) { time.Sleep(time.Duration(rapid.IntRange(0, 20).Draw(rt, "s")) * time.Second) },
			})
			mu.Lock()
			lossy = false
			mu.Unlock()
			for i := range n {
				n[i].set(false)
			}
			time.Sleep(30 * time.Second)
			truth := map[string]map[string]int{}
			for _, e := range tabs {
				if truth[e.key] == nil {
					truth[e.key] = map[string]int{}
				}
				truth[e.key][e.meta]++
			}
			synctest.Wait()
			for i := range n {
				seen := map[string]map[string]int{}
				for _, p := range n[i].List("go") {
					seen[p.Key] = map[string]int{}
					for _, e := range p.Entries {
						seen[p.Key][e.Meta]++
					}
				}
				require.Equal(rt, truth, seen, "node %d", i)
			}
			for key, n := range counted {
				sum := 0
				for _, c := range truth[key] {
					sum += c
				}
				require.Equal(rt, sum, n, "events of %s", key)
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
