package diff

import "slices"

// A subsequence finds a longest increasing subsequence. Its buffers are reused.
type subsequence struct {
	tails  []int // by length minus 1: position where the subsequence of that length with the smallest last value ends
	prev   []int // by position: the previous position of the subsequence that ends there
	result []int
}

// find returns the positions of a longest increasing subsequence of values, ignoring noPartner. The
// result is valid until the next call.
func (l *subsequence) find(values []int) []int {
	l.tails, l.prev, l.result = l.tails[:0], l.prev[:0], l.result[:0]
	for i, v := range values {
		l.prev = append(l.prev, noPartner)
		if v == noPartner {
			continue
		}
		n := len(l.tails)
		if n > 0 && values[l.tails[n-1]] >= v {
			n, _ = slices.BinarySearchFunc(l.tails, v, func(at, v int) int { return values[at] - v })
		}
		if n > 0 {
			l.prev[i] = l.tails[n-1]
		}
		if n == len(l.tails) {
			l.tails = append(l.tails, i)
		} else {
			l.tails[n] = i
		}
	}
	if n := len(l.tails); n > 0 {
		for i := l.tails[n-1]; i != noPartner; i = l.prev[i] {
			l.result = append(l.result, i)
		}
	}
	slices.Reverse(l.result)
	return l.result
}
