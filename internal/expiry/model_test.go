package expiry

import (
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A modelStore is a Store that walks all of its values to find what to drop.
type modelStore struct {
	held    []modelEntry // oldest first
	dropped []string
}

type modelEntry struct {
	id, client, value string
	size              int
	expires           time.Time
}

func (m *modelStore) put(e modelEntry, maxCount, maxBytes int) {
	m.take(e.id, func(old modelEntry) { m.dropped = append(m.dropped, old.value) })
	m.held = append(m.held, e)
	m.evict(maxCount, maxBytes)
}

func (m *modelStore) evict(maxCount, maxBytes int) {
	for {
		switch {
		case len(m.held) > maxCount:
			m.evictOldestOfLargest(func(modelEntry) int { return 1 })
		case m.bytes() > maxBytes && len(m.held) > 1:
			m.evictOldestOfLargest(func(e modelEntry) int { return e.size })
		default:
			return
		}
	}
}

// evictOldestOfLargest drops the oldest value of the client with the largest sum of weights.
func (m *modelStore) evictOldestOfLargest(weight func(modelEntry) int) {
	sums := map[string]int{}
	for _, e := range m.held {
		sums[e.client] += weight(e)
	}
	largest := slices.Max(slices.Collect(maps.Values(sums)))
	m.drop(func(e modelEntry) bool { return sums[e.client] == largest })
}

// drop drops the oldest value for which match returns true. It reports false if there is none.
func (m *modelStore) drop(match func(modelEntry) bool) bool {
	i := slices.IndexFunc(m.held, match)
	if i < 0 {
		return false
	}
	m.dropped = append(m.dropped, m.held[i].value)
	m.held = slices.Delete(m.held, i, i+1)
	return true
}

func (m *modelStore) take(id string, found func(modelEntry)) {
	if i := slices.IndexFunc(m.held, func(e modelEntry) bool { return e.id == id }); i >= 0 {
		e := m.held[i]
		m.held = slices.Delete(m.held, i, i+1)
		found(e)
	}
}

func (m *modelStore) expire() {
	for len(m.held) > 0 && !m.held[0].expires.After(time.Now()) {
		m.dropped = append(m.dropped, m.held[0].value)
		m.held = m.held[1:]
	}
}

func (m *modelStore) bytes() (n int) {
	for _, e := range m.held {
		n += e.size
	}
	return n
}

// Whatever the order of Put, Take and the passing of time, a Store drops the same values in the same
// order as the model.
func TestStore_Model(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rapid.Check(struct{ rapid.TB }{t}, func(rt *rapid.T) {
			var dropped recorder
			var model modelStore
			s := &Store[string]{TTL: 10 * time.Second, MaxBytes: 60, MaxCount: 12, OnDrop: dropped.add}
			defer s.Close()
			n := 0
			rt.Repeat(map[string]func(*rapid.T){
				"put": func(rt *rapid.T) {
					n++
					e := modelEntry{
						id:      fmt.Sprint(rapid.IntRange(0, 40).Draw(rt, "id")),
						client:  fmt.Sprint(rapid.IntRange(0, 6).Draw(rt, "client")),
						value:   fmt.Sprint(n),
						size:    rapid.SampledFrom([]int{0, 1, 5, 20, 100}).Draw(rt, "size"),
						expires: time.Now().Add(s.TTL),
					}
					model.put(e, s.MaxCount, s.MaxBytes)
					s.Put(e.id, e.client, e.value, e.size)
				},
				"take": func(rt *rapid.T) {
					id := fmt.Sprint(rapid.IntRange(0, 40).Draw(rt, "id"))
					want := ""
					model.take(id, func(e modelEntry) { want = e.value })
					got, ok := s.Take(id)
					require.Equal(rt, want, got)
					require.Equal(rt, want != "", ok)
				},
				"resize": func(rt *rapid.T) {
					id := fmt.Sprint(rapid.IntRange(0, 40).Draw(rt, "id"))
					size := rapid.SampledFrom([]int{0, 1, 5, 20, 100}).Draw(rt, "size")
					if i := slices.IndexFunc(model.held, func(e modelEntry) bool { return e.id == id }); i >= 0 {
						model.held[i].size = size
					}
					model.evict(s.MaxCount, s.MaxBytes)
					s.Resize(id, size)
				},
				"evict": func(rt *rapid.T) {
					client := fmt.Sprint(rapid.IntRange(0, 6).Draw(rt, "client"))
					require.Equal(rt, model.drop(func(e modelEntry) bool { return e.client == client }), s.EvictOldest(client))
				},
				"evict most": func(rt *rapid.T) {
					before := len(model.held)
					if before > 0 {
						model.evictOldestOfLargest(func(modelEntry) int { return 1 })
					}
					require.Equal(rt, before > 0, s.EvictMost())
				},
				"wait": func(rt *rapid.T) {
					time.Sleep(time.Duration(rapid.IntRange(1, 4000).Draw(rt, "ms")) * time.Millisecond)
					synctest.Wait()
					model.expire()
				},
				"": func(rt *rapid.T) {
					require.Equal(rt, model.dropped, dropped.all())
					require.Equal(rt, len(model.held), s.Len())
					s.mu.Lock()
					defer s.mu.Unlock()
					require.Equal(rt, model.bytes(), s.bytes)
					require.Len(rt, s.most.clients, len(s.byClient))
					require.Len(rt, s.largest.clients, len(s.byClient))
				},
			})
		})
	})
}

// The number of comparisons that a Put makes in a full store grows with the logarithm of the number
// of clients.
func TestStore_EvictionSteps(t *testing.T) {
	for _, clients := range []int{100, 10_000} {
		s := &Store[int]{TTL: time.Hour, MaxBytes: 1, MaxCount: clients, OnDrop: func(int) {}}
		defer s.Close()
		for i := range clients {
			s.Put(fmt.Sprint(i), fmt.Sprint("client ", i), i, 0)
		}
		const more = 1_000
		before := s.most.steps + s.largest.steps
		for i := range more {
			s.Put(fmt.Sprint("more ", i), fmt.Sprint("client ", clients+i), i, 0)
		}
		require.Equal(t, clients, s.Len())
		steps := (s.most.steps + s.largest.steps - before) / more
		require.LessOrEqual(t, steps, 8*bits.Len(uint(clients)), "comparisons for each Put with %d clients", clients)
	}
}

// BenchmarkPut_Full measures a Put that evicts the value of one of many clients.
func BenchmarkPut_Full(b *testing.B) {
	for _, clients := range []int{100, 10_000} {
		b.Run(fmt.Sprint(clients, " clients"), func(b *testing.B) {
			s := &Store[int]{TTL: time.Hour, MaxBytes: 1, MaxCount: clients, OnDrop: func(int) {}}
			defer s.Close()
			names := make([]string, 2*clients)
			for i := range names {
				names[i] = fmt.Sprint("client ", i)
			}
			for i := range clients {
				s.Put(names[i], names[i], i, 0)
			}
			b.ReportAllocs()
			n := clients
			for b.Loop() {
				name := names[n%len(names)]
				s.Put(name, name, n, 0)
				n++
			}
		})
	}
}
