package live

import (
	"math"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// isSame reports whether the row of value(0) would be reused for value(1).
func isSame[T any](value func(n int) T) bool {
	equal, keep := comparison[T]()
	old := value(0)
	var kept T
	keep(&kept, &old)
	next := value(1)
	return equal(&kept, &next)
}

// Values that may have changed although they are equal (==) are not compared with it.
func TestEach_Comparison(t *testing.T) {
	type card struct {
		ID string
		N  int
	}
	type float struct{ F [1]float64 }
	type hidden struct{ f float64 }
	now := time.Now()
	shared := &card{"a", 1}
	zero := func(n int) float64 { return []float64{0, math.Copysign(0, -1)}[n] }
	require.True(t, isSame(func(int) card { return card{"a", 1} }))
	require.True(t, isSame(func(int) time.Time { return now }))
	require.True(t, isSame(func(int) netip.Prefix { return netip.MustParsePrefix("fe80::/16") }))
	require.True(t, isSame(func(int) [2]string { return [2]string{"a", "b"} }))
	require.True(t, isSame(func(int) *card { return &card{"a", 1} }), "other pointer, same content")
	require.True(t, isSame(func(int) *card { return nil }))
	require.True(t, isSame(func(int) float { return float{[1]float64{1.5}} }))
	require.True(t, isSame(func(int) *hidden { return &hidden{1} }))

	require.False(t, isSame(func(n int) card { return card{"a", n} }))
	require.False(t, isSame(func(n int) *card { shared.N = n; return shared }), "changed in its place")
	require.False(t, isSame(func(n int) *card { return []*card{nil, shared}[n] }))
	require.False(t, isSame(func(n int) *card { return []*card{shared, nil}[n] }))
	require.False(t, isSame(func(n int) float { return float{[1]float64{zero(n)}} }), "0 and -0 are equal")
	require.False(t, isSame(func(n int) *hidden { return &hidden{zero(n)} }))
	require.False(t, isSame(func(n int) complex64 { return complex(1, float32(zero(n))) }))
	require.False(t, isSame(func(int) float64 { return math.NaN() }))

	require.False(t, isSame(func(int) []int { return nil }))
	require.False(t, isSame(func(int) struct{ Tags map[string]int } { return struct{ Tags map[string]int }{} }))
	require.False(t, isSame(func(int) any { return 1 }))
	require.False(t, isSame(func(int) [1]error { return [1]error{} }))
	require.False(t, isSame(func(int) struct{ C *card } { return struct{ C *card }{shared} }))
	require.False(t, isSame(func(int) **card { return &shared }))
	require.False(t, isSame(func(int) func() { return nil }))
	require.False(t, isSame(func(int) chan int { return nil }))
	require.False(t, isSame(func(int) *sync.Mutex { return new(sync.Mutex) }), "may be locked by another goroutine")
}
