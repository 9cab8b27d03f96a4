// Package views contains small views that the browser tests open.
package views

import (
	"fmt"
	"slices"
	"sync"
)

// A Journal records what views do, in order. The views of several pages can share one. Its methods
// may be called by any goroutine.
type Journal struct {
	mu    sync.Mutex
	lines []string
}

// Add appends a line, formatted as by fmt.Sprintf.
func (j *Journal) Add(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, fmt.Sprintf(format, args...))
}

// Lines returns all lines.
func (j *Journal) Lines() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.lines)
}

// Count returns how often the journal contains line.
func (j *Journal) Count(line string) (n int) {
	for _, l := range j.Lines() {
		if l == line {
			n++
		}
	}
	return n
}
