package expiry

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// A recorder records the dropped values.
type recorder struct {
	mu    sync.Mutex
	names []string
}

func (r *recorder) add(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names = append(r.names, name)
}

func (r *recorder) all() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.names)
}

func newStore(dropped *recorder) *Store[string] {
	return &Store[string]{TTL: 10 * time.Second, MaxBytes: 1000, MaxCount: 100, OnDrop: dropped.add}
}

func TestStore_TakeOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var dropped recorder
		s := newStore(&dropped)
		s.Put("a", "addr", "ann", 1)
		v, ok := s.Take("a")
		require.True(t, ok)
		require.Equal(t, "ann", v)
		_, ok = s.Take("a")
		require.False(t, ok)
		require.Empty(t, dropped.all())
		require.Nil(t, s.timer, "an empty store has no timer")
	})
}

func TestStore_Expires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var dropped recorder
		s := newStore(&dropped)
		s.Put("a", "addr", "ann", 1)
		time.Sleep(6 * time.Second)
		s.Put("b", "addr", "bob", 1)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		require.Equal(t, []string{"ann"}, dropped.all())
		time.Sleep(5 * time.Second)
		synctest.Wait()
		require.Equal(t, []string{"ann", "bob"}, dropped.all())
		require.Zero(t, s.bytes)
		require.Empty(t, s.byClient)
	})
}

func TestStore_FloodEvictsOwnEntries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var dropped recorder
		s := newStore(&dropped)
		s.Put("user", "home", "user", 1)
		for i := range 1000 {
			s.Put(fmt.Sprint(i), "flood", fmt.Sprint(i), 20)
		}
		require.LessOrEqual(t, s.bytes, 1000)
		require.LessOrEqual(t, s.Len(), 100)
		_, ok := s.Take("user")
		require.True(t, ok)
		require.Equal(t, "0", dropped.all()[0], "the oldest value is evicted first")
	})
}

// If all clients have the same number of values, the oldest value is evicted.
func TestStore_TiesEvictOldest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var dropped recorder
		s := newStore(&dropped)
		for i := range 105 {
			s.Put(fmt.Sprint(i), fmt.Sprint("addr ", i), fmt.Sprint(i), 1)
			time.Sleep(time.Millisecond)
		}
		require.Equal(t, []string{"0", "1", "2", "3", "4"}, dropped.all())
		s.Close()
	})
}

// A value that exceeds MaxBytes on its own is held only if no other client has values.
func TestStore_OversizedValue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var dropped recorder
		s := newStore(&dropped)
		s.Put("b", "y", "b", 5000)
		require.Empty(t, dropped.all())
		s.Put("a", "x", "a", 1)
		require.Equal(t, []string{"b"}, dropped.all())
		s.Put("c", "y", "c", 5000)
		require.Equal(t, []string{"b", "c"}, dropped.all())
		require.Equal(t, 1, s.Len())
		s.Close()
	})
}

// The largest values of one client are evicted, and not the many small ones of another.
func TestStore_BytesEvictLargestClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var dropped recorder
		s := newStore(&dropped)
		for i := range 50 {
			s.Put(fmt.Sprint(i), "office", fmt.Sprint(i), 6)
		}
		for i := range 5 {
			s.Put(fmt.Sprint("large ", i), "mallory", fmt.Sprint("large ", i), 300)
		}
		require.Equal(t, []string{"large 0", "large 1", "large 2"}, dropped.all())
		s.Resize("7", 800)
		require.Equal(t, []string{"0", "1", "2", "3", "4", "5", "6", "7"}, dropped.all()[3:])
		s.Close()
	})
}

func TestStore_Close(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var dropped recorder
		s := newStore(&dropped)
		s.Put("a", "x", "a", 1)
		s.Close()
		s.Put("b", "x", "b", 1)
		require.Equal(t, []string{"a", "b"}, dropped.all())
	})
}
