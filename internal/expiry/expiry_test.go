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

// names are of what a lot dropped.
type recorder struct {
	mu    sync.Mutex
	names []string
}

func (l *recorder) add(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.names = append(l.names, name)
}

func (l *recorder) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.names)
}

func newStore(dropped *recorder) *Store[string] {
	return &Store[string]{TTL: 10 * time.Second, MaxBytes: 1000, MaxCount: 100, OnDrop: dropped.add}
}

func TestAValueIsTakenOnce(t *testing.T) {
	var dropped recorder
	l := newStore(&dropped)
	l.Put("a", "addr", "ann", 1)
	v, ok := l.Take("a")
	require.True(t, ok)
	require.Equal(t, "ann", v)
	_, ok = l.Take("a")
	require.False(t, ok)
	require.Empty(t, dropped.all())
	require.Nil(t, l.timer, "no timer for an empty lot")
}

func TestWhatNobodyTakesIsDroppedInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var dropped recorder
		l := newStore(&dropped)
		l.Put("a", "addr", "ann", 1)
		time.Sleep(6 * time.Second)
		l.Put("b", "addr", "bob", 1)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		require.Equal(t, []string{"ann"}, dropped.all())
		time.Sleep(5 * time.Second)
		synctest.Wait()
		require.Equal(t, []string{"ann", "bob"}, dropped.all())
		require.Zero(t, l.bytes)
		require.Empty(t, l.byClient)
	})
}

func TestAFloodPushesOutItsOwn(t *testing.T) {
	var dropped recorder
	l := newStore(&dropped)
	l.Put("person", "home", "person", 1)
	for i := range 1000 {
		l.Put(fmt.Sprint(i), "flood", fmt.Sprint(i), 20)
	}
	require.LessOrEqual(t, l.bytes, 1000)
	require.LessOrEqual(t, l.Len(), 100)
	_, ok := l.Take("person")
	require.True(t, ok)
	require.Equal(t, "0", dropped.all()[0], "the oldest goes first")
}

// Of those who have as many the oldest goes first.
func TestAmongEqualsTheOldestGoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var dropped recorder
		l := newStore(&dropped)
		for i := range 105 {
			l.Put(fmt.Sprint(i), fmt.Sprint("addr ", i), fmt.Sprint(i), 1)
			time.Sleep(time.Millisecond)
		}
		require.Equal(t, []string{"0", "1", "2", "3", "4"}, dropped.all())
		l.Close()
	})
}

func TestAValueLargerThanTheLotIsKeptAlone(t *testing.T) {
	var dropped recorder
	l := newStore(&dropped)
	l.Put("a", "x", "a", 1)
	l.Put("b", "y", "b", 5000)
	require.Len(t, dropped.all(), 1)
	require.Equal(t, 1, l.Len())
}

func TestAClosedLotKeepsNothing(t *testing.T) {
	var dropped recorder
	l := newStore(&dropped)
	l.Put("a", "x", "a", 1)
	l.Close()
	l.Put("b", "x", "b", 1)
	require.Equal(t, []string{"a", "b"}, dropped.all())
}
