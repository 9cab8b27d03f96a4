package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"
)

// A row of the report holds one figure of Lively, that of the baseline, and the target.
type row struct {
	name     string
	lively   string
	baseline string // "" if the baseline has none
	ratio    string // of lively to baseline; "" without a baseline
	target   string // "" if there is none
	missed   bool   // whether the target was missed
}

// ratioRow returns a row that compares two durations. A maxRatio of 0 means no target.
func ratioRow(name string, lively, baseline time.Duration, ratio, maxRatio float64) row {
	r := row{name: name, lively: micros(lively), baseline: micros(baseline), ratio: fmt.Sprintf("%.2f", ratio)}
	if maxRatio > 0 {
		r.target, r.missed = fmt.Sprintf("≤ %.2f × baseline", maxRatio), ratio > maxRatio
	}
	return r
}

// durationRow returns a row without a baseline.
func durationRow(name string, d time.Duration) row { return row{name: name, lively: micros(d)} }

// bytesRow returns a row for payload bytes. A maxBytes of 0 means no target.
func bytesRow(name string, n, maxBytes float64) row {
	r := row{name: name, lively: fmt.Sprintf("%.1f B", n)}
	if maxBytes > 0 {
		r.target, r.missed = fmt.Sprintf("≤ %.0f B", maxBytes), n > maxBytes
	}
	return r
}

func micros(d time.Duration) string {
	return fmt.Sprintf("%.1f µs", float64(d)/float64(time.Microsecond))
}

func kilobytes(n int) string { return fmt.Sprintf("%.1f KB", float64(n)/1024) }

// report prints the rows as a table and reports whether all targets were reached.
func report(w io.Writer, rows []row) (ok bool) {
	ok = true
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "benchmark\tlively\tbaseline\tratio\ttarget\tresult")
	for _, r := range rows {
		result := ""
		switch {
		case r.missed:
			result, ok = "MISSED", false
		case r.target != "":
			result = "ok"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", r.name, r.lively, dash(r.baseline), dash(r.ratio), dash(r.target), result)
	}
	table.Flush()
	return ok
}

// dash returns s, or a dash for an empty cell.
func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
