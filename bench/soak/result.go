package main

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/lively-go/lively/bench/soak/app"
)

// A result is what the soak has counted.
type result struct {
	config  config
	elapsed time.Duration
	n       map[string]int
	waits   map[string][]time.Duration
	errs    []error

	fates          map[fate]int
	duplicates     int // events that were applied more than once
	missing        int // events that were acknowledged as applied, but were not
	wronglyApplied int // events that were reported as not applied, but were
	unknownApplied int // events whose outcome the user does not know that were applied
	left           []app.Stats
}

// newResult compares the journals of the nodes with what was reported to the pages.
func newResult(s *soak, left []app.Stats, elapsed time.Duration) (*result, error) {
	s.counts.mu.Lock()
	defer s.counts.mu.Unlock()
	r := &result{
		config: s.config, elapsed: elapsed, n: maps.Clone(s.counts.n), waits: s.counts.waits, errs: s.counts.errs,
		fates: map[fate]int{}, left: left,
	}
	times := map[string][]byte{} // how often each event of a page was applied
	for page, fates := range s.counts.fates {
		times[page] = make([]byte, len(fates))
	}
	err := app.ReadJournals(s.dir, func(page string, n int) {
		if of := times[page]; n >= 1 && n <= len(of) {
			of[n-1]++
		} else {
			r.duplicates++ // an event that was never sent
		}
	})
	for page, fates := range s.counts.fates {
		for i, f := range fates {
			r.add(f, int(times[page][i]))
		}
	}
	return r, err
}

// add counts an event that was applied a number of times.
func (r *result) add(f fate, times int) {
	r.fates[f]++
	switch {
	case times > 1:
		r.duplicates++
	case times == 0 && f == applied:
		r.missing++
	case times == 1 && (f == refused || f == unsent):
		r.wronglyApplied++
	case times == 1 && f == unknown:
		r.unknownApplied++
	}
}

// events returns the number of events.
func (r *result) events() (n int) {
	for _, k := range r.fates {
		n += k
	}
	return n
}

// named returns the counters whose name has a prefix, sorted, without the prefix.
func (r *result) named(prefix string) (names []string) {
	for _, name := range slices.Sorted(maps.Keys(r.n)) {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			names = append(names, rest)
		}
	}
	return names
}

// What a node may use more than when it was started, after all pages were left.
const (
	maxGoroutines = 20
	maxFiles      = 20
	maxHeap       = 48 << 20
)

// isReleased reports whether a node has released what its pages used.
func isReleased(left app.Stats) bool {
	return left.Views == 0 && left.Goroutines <= maxGoroutines && left.Files <= maxFiles && left.Heap <= maxHeap
}
