package diff

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// blockSize is how many bytes are compared at once as long as they are equal.
const blockSize = 256

// commonPrefix returns the length of the longest common prefix of a and b in bytes.
func commonPrefix(a, b []byte) int {
	n := min(len(a), len(b))
	a, b = a[:n], b[:n]
	i := 0
	if n < 8 || binary.LittleEndian.Uint64(a) != binary.LittleEndian.Uint64(b) {
		goto bytewise
	}
	for i+blockSize <= n && bytes.Equal(a[i:i+blockSize], b[i:i+blockSize]) {
		i += blockSize
	}
	for i+8 <= n {
		if x := binary.LittleEndian.Uint64(a[i:]) ^ binary.LittleEndian.Uint64(b[i:]); x != 0 {
			return i + bits.TrailingZeros64(x)/8
		}
		i += 8
	}
bytewise:
	for i < n && a[i] == b[i] {
		i++
	}
	return i
}

// commonSuffix returns the length of the longest common suffix of a and b in bytes.
func commonSuffix(a, b []byte) int {
	n := min(len(a), len(b))
	a, b = a[len(a)-n:], b[len(b)-n:]
	i := n
	for i >= 8 && binary.LittleEndian.Uint64(a[i-8:]) == binary.LittleEndian.Uint64(b[i-8:]) {
		i -= 8
	}
	for i > 0 && a[i-1] == b[i-1] {
		i--
	}
	return n - i
}
