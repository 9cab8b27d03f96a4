package dashboard

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lively-go/lively/examples/metrics/sample"
)

// defaultRows is the number of processes shown unless the query asks for all.
const defaultRows = 20

// column describes a column of the process table.
type column struct {
	key, title      string
	numeric         bool
	descendingFirst bool // the direction of the first click
	compare         func(a, b *sample.Process) int
}

var columns = []column{
	{"cpu", "CPU", true, true, func(a, b *sample.Process) int { return cmp.Compare(a.CPU, b.CPU) }},
	{"memory", "Memory", true, true, func(a, b *sample.Process) int { return cmp.Compare(a.Memory, b.Memory) }},
	{"name", "Name", false, false, func(a, b *sample.Process) int { return compareFold(a.Name, b.Name) }},
	{"pid", "PID", true, false, func(a, b *sample.Process) int { return cmp.Compare(a.PID, b.PID) }},
	{"user", "User", false, false, func(a, b *sample.Process) int { return compareFold(a.User, b.User) }},
}

// columnOrder is the order of the columns on the page.
var columnOrder = []string{"name", "cpu", "memory", "user", "pid"}

func columnByKey(key string) column {
	return columns[slices.IndexFunc(columns, func(c column) bool { return c.key == key })]
}

// tableKey holds everything that the process table depends on.
type tableKey struct {
	*sample.Snapshot
	Query
}

// selection is the result of a query.
type selection struct {
	shown    []*sample.Process
	matching int // including those that are not shown
	total    int
}

// String returns a summary for the user.
func (r selection) String() string {
	if r.matching < r.total {
		return fmt.Sprintf("%d of %s", len(r.shown), plural(r.matching, "matching process", "matching processes"))
	}
	return fmt.Sprintf("%d of %s", len(r.shown), plural(r.total, "process", "processes"))
}

func (q Query) selectProcesses(processes []sample.Process) selection {
	r := selection{total: len(processes)}
	text := strings.ToLower(strings.TrimSpace(q.Filter))
	for i := range processes {
		if p := &processes[i]; matches(p, text) {
			r.shown = append(r.shown, p)
		}
	}
	r.matching = len(r.shown)

	key, reversed := q.sortOrder()
	c := columnByKey(key)
	slices.SortFunc(r.shown, func(a, b *sample.Process) int {
		order := c.compare(a, b)
		if c.descendingFirst != reversed {
			order = -order
		}
		return cmp.Or(order, cmp.Compare(a.PID, b.PID))
	})
	if !q.All {
		r.shown = r.shown[:min(len(r.shown), defaultRows)]
	}
	return r
}

func matches(p *sample.Process, text string) bool {
	return text == "" ||
		strings.Contains(strings.ToLower(p.Name), text) ||
		strings.Contains(strings.ToLower(p.User), text) ||
		strings.HasPrefix(strconv.Itoa(int(p.PID)), text)
}

// ariaSort returns the value of the aria-sort attribute for the heading of c.
func (q Query) ariaSort(c column) string {
	key, reversed := q.sortOrder()
	switch {
	case key != c.key:
		return "none"
	case c.descendingFirst != reversed:
		return "descending"
	}
	return "ascending"
}

func compareFold(a, b string) int {
	return cmp.Or(cmp.Compare(strings.ToLower(a), strings.ToLower(b)), cmp.Compare(a, b))
}
