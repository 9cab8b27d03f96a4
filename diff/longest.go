package diff

import "slices"

// longest finds a longest increasing subsequence.
type longest struct {
	tails  []int // by length: where the sequence of that length with the smallest end ends
	before []int // by position: where the sequence that ends there was before
	found  []int
}

// find returns the positions of a longest run of increasing values; nobody is no value. The result is valid until the
// next call.
func (l *longest) find(values []int) []int {
	l.tails, l.before, l.found = l.tails[:0], l.before[:0], l.found[:0]
	for i, v := range values {
		l.before = append(l.before, nobody)
		if v == nobody {
			continue
		}
		n := len(l.tails)
		if n > 0 && values[l.tails[n-1]] >= v {
			n, _ = slices.BinarySearchFunc(l.tails, v, func(at, v int) int { return values[at] - v })
		}
		if n > 0 {
			l.before[i] = l.tails[n-1]
		}
		if n == len(l.tails) {
			l.tails = append(l.tails, i)
		} else {
			l.tails[n] = i
		}
	}
	if n := len(l.tails); n > 0 {
		for i := l.tails[n-1]; i != nobody; i = l.before[i] {
			l.found = append(l.found, i)
		}
	}
	slices.Reverse(l.found)
	return l.found
}
