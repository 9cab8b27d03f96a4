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
func (s *subsequence) find(values []int) []int {
	s.tails, s.prev, s.result = s.tails[:0], s.prev[:0], s.result[:0]
	for i, v := range values {
		s.prev = append(s.prev, noPartner)
		if v == noPartner {
			continue
		}
		n := len(s.tails)
		if n > 0 && values[s.tails[n-1]] >= v {
			n, _ = slices.BinarySearchFunc(s.tails, v, func(at, v int) int { return values[at] - v })
		}
		if n > 0 {
			s.prev[i] = s.tails[n-1]
		}
		if n == len(s.tails) {
			s.tails = append(s.tails, i)
		} else {
			s.tails[n] = i
		}
	}
	if n := len(s.tails); n > 0 {
		for i := s.tails[n-1]; i != noPartner; i = s.prev[i] {
			s.result = append(s.result, i)
		}
	}
	slices.Reverse(s.result)
	return s.result
}
