// Package views are small pages that the browser suite opens.
package views

import (
	"fmt"
	"slices"
	"sync"
)

// A Journal is what views did, in order. Views of several pages may share one; it may be read at any time.
type Journal struct {
	mu    sync.Mutex
	lines []string
}

// Add writes a line.
func (j *Journal) Add(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, fmt.Sprintf(format, args...))
}

// Lines are all that were written.
func (j *Journal) Lines() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.lines)
}

// Count is how often a line was written.
func (j *Journal) Count(line string) (n int) {
	for _, l := range j.Lines() {
		if l == line {
			n++
		}
	}
	return n
}
