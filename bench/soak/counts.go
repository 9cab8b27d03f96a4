package main

import (
	"slices"
	"sync"
	"time"
)

// A fate is how an event ended for the user.
type fate byte

const (
	pending fate = iota // sent, or waiting to be sent
	applied             // acknowledged without another outcome
	refused             // acknowledged with another outcome: it was not applied
	unknown             // its session ended after it was sent: it may have been applied
	unsent              // its page ended before it was sent
)

// counts collects what happens to all pages. Its methods may be called by any goroutine.
type counts struct {
	mu    sync.Mutex
	n     map[string]int
	fates map[string][]fate          // by page; the fate of event n is at n-1
	waits map[string][]time.Duration // by fault: how long pages waited to be live again
	fault string                     // the fault in progress, or the last one
	upAt  time.Time                  // when a node became available after none was
	errs  []error                    // the first wrong documents
}

func newCounts() *counts {
	return &counts{n: map[string]int{}, fates: map[string][]fate{}, waits: map[string][]time.Duration{}, fault: "start"}
}

// count adds one to a counter.
func (c *counts) count(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n[name]++
}

// wrong counts a wrong document.
func (c *counts) wrong(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n["documents wrong"]++
	if len(c.errs) < 5 {
		c.errs = append(c.errs, err)
	}
}

// newEvent returns the number of the next event of a page.
func (c *counts) newEvent(page string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fates[page] = append(c.fates[page], pending)
	return len(c.fates[page])
}

// ended records how event n of a page ended.
func (c *counts) ended(page string, n int, f fate) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fates[page][n-1] = f
}

// begin records that a fault begins.
func (c *counts) begin(fault string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fault = fault
	c.n["fault "+fault]++
}

// nodeUp records that a node became available after none was.
func (c *counts) nodeUp() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.upAt = time.Now()
}

// An absence is the time in which a page is not live.
type absence struct {
	fault string
	since time.Time
}

// lost returns the absence of a page that has just lost its connection.
func (c *counts) lost() absence {
	c.mu.Lock()
	defer c.mu.Unlock()
	return absence{c.fault, time.Now()}
}

// live ends an absence. The time in which no node was available is not counted.
func (c *counts) live(a absence) {
	c.mu.Lock()
	defer c.mu.Unlock()
	since := a.since
	if since.Before(c.upAt) {
		since = c.upAt
	}
	c.waits[a.fault] = append(c.waits[a.fault], time.Since(since))
}

// percentile returns the smallest value that is at least as long as a part of the values, from 0
// to 1.
func percentile(values []time.Duration, part float64) time.Duration {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(len(sorted)-1, int(part*float64(len(sorted))))]
}
