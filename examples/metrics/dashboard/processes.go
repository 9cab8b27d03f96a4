package dashboard

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lively-go/lively/examples/metrics/sample"
)

// firstRows is how many processes are shown unless all are asked for.
const firstRows = 20

// A column of the table. Its natural direction is the one that a first click gives.
type column struct {
	key, title string
	number     bool
	descending bool // the natural direction
	compare    func(a, b *sample.Process) int
}

var columns = []column{
	{"cpu", "CPU", true, true, func(a, b *sample.Process) int { return cmp.Compare(a.CPU, b.CPU) }},
	{"memory", "Memory", true, true, func(a, b *sample.Process) int { return cmp.Compare(a.Memory, b.Memory) }},
	{"name", "Name", false, false, func(a, b *sample.Process) int { return compareFold(a.Name, b.Name) }},
	{"pid", "PID", true, false, func(a, b *sample.Process) int { return cmp.Compare(a.PID, b.PID) }},
	{"user", "User", false, false, func(a, b *sample.Process) int { return compareFold(a.User, b.User) }},
}

// shownColumns is the order in which they stand.
var shownColumns = []string{"name", "cpu", "memory", "user", "pid"}

func columnOf(key string) column {
	return columns[slices.IndexFunc(columns, func(c column) bool { return c.key == key })]
}

// table is what the table of processes depends on.
type table struct {
	*sample.Snapshot
	Query
}

// rows are the processes that a query asks for.
type rows struct {
	shown   []*sample.Process
	matched int // of which some may not be shown
	running int
}

// String says how many are shown, and of what.
func (r rows) String() string {
	if r.matched < r.running {
		return fmt.Sprintf("%d of %d that match", len(r.shown), r.matched)
	}
	return fmt.Sprintf("%d of %s", len(r.shown), plural(r.running, "process", "processes"))
}

func (q Query) rows(processes []sample.Process) rows {
	r := rows{running: len(processes)}
	text := strings.ToLower(strings.TrimSpace(q.Filter))
	for i := range processes {
		if p := &processes[i]; matches(p, text) {
			r.shown = append(r.shown, p)
		}
	}
	r.matched = len(r.shown)

	key, reversed := q.order()
	c := columnOf(key)
	slices.SortFunc(r.shown, func(a, b *sample.Process) int {
		order := c.compare(a, b)
		if c.descending != reversed {
			order = -order
		}
		return cmp.Or(order, cmp.Compare(a.PID, b.PID))
	})
	if !q.All {
		r.shown = r.shown[:min(len(r.shown), firstRows)]
	}
	return r
}

func matches(p *sample.Process, text string) bool {
	return text == "" ||
		strings.Contains(strings.ToLower(p.Name), text) ||
		strings.Contains(strings.ToLower(p.User), text) ||
		strings.HasPrefix(strconv.Itoa(int(p.PID)), text)
}

// ariaSort says how the table is sorted, in the column by which it is.
func (q Query) ariaSort(c column) string {
	key, reversed := q.order()
	switch {
	case key != c.key:
		return "none"
	case c.descending != reversed:
		return "descending"
	}
	return "ascending"
}

func compareFold(a, b string) int {
	return cmp.Or(cmp.Compare(strings.ToLower(a), strings.ToLower(b)), cmp.Compare(a, b))
}
