package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// minGrace is the time in which a shutdown completes: clients reconnect within 3 s, and 2 s later the
// node closes connections that are still open.
const minGrace = 10 * time.Second

// print prints the result as a table and reports whether all checks passed.
func (r *result) print(w io.Writer) (ok bool) {
	t := &table{Writer: tabwriter.NewWriter(w, 0, 0, 2, ' ', 0), ok: true}
	t.row("what", "number", "result")
	t.number("pages loaded", r.n["page loads"])
	t.number("page loads failed", r.n["page loads failed"])
	t.row("pages adopted at their first join", ratio(r.n["pages adopted"], r.n["pages adopted"]+r.n["pages mounted twice"]), "")
	t.number("pages remounted later", r.n["pages remounted"])
	t.number("sessions resumed", r.n["sessions resumed"])
	for _, prefix := range []string{"openings ", "closed: ", "outcome ", "fault "} {
		for _, name := range r.named(prefix) {
			t.number(prefix+name, r.n[prefix+name])
		}
	}
	t.check("shutdowns that exceeded the grace period", strconv.Itoa(r.n["shutdowns incomplete"]),
		r.n["shutdowns incomplete"] == 0 || r.config.grace < minGrace)
	t.number("events", r.events())
	t.number("events acknowledged", r.fates[applied])
	t.number("events with an outcome other than applied", r.fates[refused])
	t.row("events with an unknown outcome, and of these applied", fmt.Sprintf("%d, %d", r.fates[unknown], r.unknownApplied), "")
	t.number("events never sent, and reported", r.fates[unsent])
	t.zero("events applied twice, or never sent but applied", r.duplicates)
	t.zero("events acknowledged but not applied", r.missing)
	t.zero("events refused or never sent, but applied", r.wronglyApplied)
	t.zero("events without an outcome", r.fates[pending])
	t.zero("documents wrong", r.n["documents wrong"])
	t.check("pages settled", strconv.Itoa(r.n["pages settled"]), r.n["pages settled"] == r.config.sessions)
	for i, left := range r.left {
		t.check(fmt.Sprintf("node %d: views, goroutines, files, heap left", i+1),
			fmt.Sprintf("%d, %+d, %+d, %+.1f MB", left.Views, left.Goroutines, left.Files, float64(left.Heap)/(1<<20)), isReleased(left))
	}
	_ = t.Flush()
	r.printWaits(w)
	for _, err := range r.errs {
		fmt.Fprintln(w, err)
	}
	fmt.Fprintf(w, "\n%d sessions, affinity %s, %s in total\n", r.config.sessions, r.config.affinity, r.elapsed.Round(time.Second))
	return t.ok
}

// printWaits prints how long pages waited to be live again.
func (r *result) printWaits(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\nuntil live again, while a node is up\tpages\tp50\tp99\tlongest")
	for _, name := range append([]string{"page load", "start"}, faultNames()...) {
		waits := r.waits[name]
		if len(waits) == 0 {
			continue
		}
		fmt.Fprintf(t, "%s\t%d", name, len(waits))
		for _, part := range []float64{0.5, 0.99, 1} {
			fmt.Fprintf(t, "\t%.2f s", percentile(waits, part).Seconds())
		}
		fmt.Fprintln(t)
	}
	_ = t.Flush()
}

func faultNames() (names []string) {
	for _, f := range faults {
		names = append(names, f.name)
	}
	return names
}

// A table collects rows, and whether all checks passed.
type table struct {
	*tabwriter.Writer
	ok bool
}

func (t *table) row(cells ...string) { fmt.Fprintln(t, strings.Join(cells, "\t")) }

func (t *table) number(name string, n int) { t.row(name, strconv.Itoa(n), "") }

// zero adds a row for a number that must be zero.
func (t *table) zero(name string, n int) { t.check(name, strconv.Itoa(n), n == 0) }

// check adds a row with a result.
func (t *table) check(name, value string, ok bool) {
	result := "ok"
	if !ok {
		result, t.ok = "FAILED", false
	}
	t.row(name, value, result)
}

func ratio(part, whole int) string {
	if whole == 0 {
		return "-"
	}
	return fmt.Sprintf("%d of %d (%d %%)", part, whole, 100*part/whole)
}
