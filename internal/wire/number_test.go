package wire

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// A number that is too large for the protocol, or for an int of this system, is malformed: it must not
// become another number.
func TestParse_Numbers(t *testing.T) {
	const exact = 1 << 53
	for _, n := range []uint64{0, 1, 9, 1 << 16, math.MaxInt32, math.MaxInt32 + 1, math.MaxUint32, math.MaxUint32 + 2, 1 << 52, exact} {
		_, m, err := ParseClientMessage(fmt.Appendf(nil, `["a",%d]`, n))
		if n > math.MaxInt {
			require.ErrorIs(t, err, ErrMalformed, n)
		} else {
			require.NoError(t, err, n)
			require.EqualValues(t, n, m.(Ack).Acks)
		}
		_, m, err = ParseClientMessage(fmt.Appendf(nil, `["e",0,%d,"a.B"]`, n))
		require.NoError(t, err, n)
		require.Equal(t, n, m.(Event).Component, "the number of a component has 64 bits")
	}
	for _, n := range []string{"9007199254740993", "9999999999999999", "99999999999999999999", "-1", "-0", "00", "1.5", "1e3", "0x1", ""} {
		for _, message := range []string{
			`["a",%s]`, `["a",0,2,%s]`, `["html",%s]`, `["show",%s]`, `["e",%s,0,"a.B"]`, `["e",0,%s,"a.B"]`, `["p",%s,"/"]`, `["@",%s,["h"]]`,
		} {
			_, _, err := ParseClientMessage(fmt.Appendf(nil, message, n))
			require.ErrorIs(t, err, ErrMalformed, message, n)
		}
	}
}
