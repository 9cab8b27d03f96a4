package park

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func lot(dropped *[]string) *Lot[string] {
	return &Lot[string]{For: 10 * time.Second, MaxBytes: 1000, MaxCount: 100, Drop: func(s string) { *dropped = append(*dropped, s) }}
}

func TestAValueIsTakenOnce(t *testing.T) {
	var dropped []string
	l := lot(&dropped)
	l.Park("a", "addr", "ann", 1)
	v, ok := l.Take("a")
	require.True(t, ok)
	require.Equal(t, "ann", v)
	_, ok = l.Take("a")
	require.False(t, ok)
	require.Empty(t, dropped)
	require.Nil(t, l.timer, "no timer for an empty lot")
}

func TestWhatNobodyTakesIsDroppedInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var dropped []string
		l := lot(&dropped)
		l.Park("a", "addr", "ann", 1)
		time.Sleep(6 * time.Second)
		l.Park("b", "addr", "bob", 1)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		require.Equal(t, []string{"ann"}, dropped)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		require.Equal(t, []string{"ann", "bob"}, dropped)
		require.Zero(t, l.bytes)
		require.Empty(t, l.byAddr)
	})
}

func TestAFloodPushesOutItsOwn(t *testing.T) {
	var dropped []string
	l := lot(&dropped)
	l.Park("person", "home", "person", 1)
	for i := range 1000 {
		l.Park(fmt.Sprint(i), "flood", fmt.Sprint(i), 20)
	}
	require.LessOrEqual(t, l.bytes, 1000)
	require.LessOrEqual(t, l.Len(), 100)
	_, ok := l.Take("person")
	require.True(t, ok)
	require.Equal(t, "0", dropped[0], "the oldest goes first")
}

func TestAValueLargerThanTheLotIsKeptAlone(t *testing.T) {
	var dropped []string
	l := lot(&dropped)
	l.Park("a", "x", "a", 1)
	l.Park("b", "y", "b", 5000)
	require.Len(t, dropped, 1)
	require.Equal(t, 1, l.Len())
}

func TestAClosedLotKeepsNothing(t *testing.T) {
	var dropped []string
	l := lot(&dropped)
	l.Park("a", "x", "a", 1)
	l.Close()
	l.Park("b", "x", "b", 1)
	require.Equal(t, []string{"a", "b"}, dropped)
}
