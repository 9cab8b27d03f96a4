package token

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSealer_Open(t *testing.T) {
	s := Sealer{Purpose: "note", Browser: []byte("ann")}
	sealed, id := s.Seal(secret, []byte("value"), noon)
	require.NotContains(t, sealed, "dmFsdWU", "the value is encrypted")

	value, got, ok := s.Open([][]byte{[]byte("new"), secret}, sealed, noon)
	require.True(t, ok)
	require.Equal(t, "value", string(value))
	require.Equal(t, id, got)

	_, _, ok = s.Open([][]byte{secret}, sealed, noon.Add(time.Millisecond))
	require.False(t, ok, "expired")
	for name, other := range map[string]Sealer{
		"another browser": {Purpose: "note", Browser: []byte("bob")},
		"no browser":      {Purpose: "note"},
		"another purpose": {Purpose: "notes", Browser: []byte("ann")},
	} {
		_, _, ok = other.Open([][]byte{secret}, sealed, noon)
		require.False(t, ok, name)
	}
	_, _, ok = s.Open([][]byte{[]byte("another secret")}, sealed, noon)
	require.False(t, ok)
}

func TestSealer_Twice(t *testing.T) {
	a, idA := Sealer{}.Seal(secret, nil, noon)
	b, idB := Sealer{}.Seal(secret, nil, noon)
	require.NotEqual(t, a, b)
	require.NotEqual(t, idA, idB)
}

func TestSealer_Forged(t *testing.T) {
	sealed, _ := Sealer{}.Seal(secret, []byte("value"), noon)
	for i := range sealed {
		flipped := []byte(sealed)
		flipped[i] = map[bool]byte{true: 'B', false: 'A'}[flipped[i] == 'A']
		_, _, ok := Sealer{}.Open([][]byte{secret}, string(flipped), noon)
		require.False(t, ok, i)
	}
	for _, forged := range []string{"", "x", "====", strings.Repeat("A", 15), strings.Repeat("A", 16), strings.Repeat("A", 400), sealed[1:], sealed + "A"} {
		_, _, ok := Sealer{}.Open([][]byte{secret}, forged, noon)
		require.False(t, ok, forged)
	}
}
