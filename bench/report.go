package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"
)

// A line of the report: what was measured, for us and for the floor, and what is asked of it.
type line struct {
	what        string
	ours, floor string // "" where there is none
	ratio       string
	asked       string // "" where nothing is
	missed      bool
}

// timeLine compares CPU times. Most 0 asks nothing.
func timeLine(what string, ours, floor time.Duration, ratio, most float64) line {
	l := line{what: what, ours: micros(ours), floor: micros(floor), ratio: fmt.Sprintf("%.2f", ratio)}
	if most > 0 {
		l.asked, l.missed = fmt.Sprintf("≤ %.2f × floor", most), ratio > most
	}
	return l
}

// aloneLine tells a time beside which there is none.
func aloneLine(what string, d time.Duration) line { return line{what: what, ours: micros(d)} }

// bytesLine tells bytes on the wire.
func bytesLine(what string, ours, most float64) line {
	l := line{what: what, ours: fmt.Sprintf("%.1f B", ours)}
	if most > 0 {
		l.asked, l.missed = fmt.Sprintf("≤ %.0f B", most), ours > most
	}
	return l
}

func micros(d time.Duration) string {
	return fmt.Sprintf("%.1f µs", float64(d)/float64(time.Microsecond))
}

func kilobytes(n int) string { return fmt.Sprintf("%.1f KB", float64(n)/1024) }

// report prints the lines and returns whether all that was asked is so.
func report(w io.Writer, lines []line) (kept bool) {
	kept = true
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tab, "what\tours\tfloor\tratio\tasked\t")
	for _, l := range lines {
		verdict := ""
		switch {
		case l.missed:
			verdict, kept = "MISSED", false
		case l.asked != "":
			verdict = "kept"
		}
		fmt.Fprintf(tab, "%s\t%s\t%s\t%s\t%s\t%s\n", l.what, l.ours, dash(l.floor), dash(l.ratio), dash(l.asked), verdict)
	}
	tab.Flush()
	return kept
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
