package main

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/lively-go/lively/bench/views"
	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/live"
)

func measureComparison(s scale, _, _ *process) ([]line, error) {
	render, compare, ratio, err := compareTable(s.rounds, max(1, s.clicks/4))
	if err != nil {
		return nil, err
	}
	return []line{{
		what: "W3 comparison, floor is the render", ours: micros(compare), floor: micros(render), ratio: fmt.Sprintf("%.3f", ratio),
		asked: "≤ 0.15 × render", missed: ratio > 0.15,
	}}, nil
}

// compareTable renders the table again and again, with 100 of its 1,000 rows
// changed, and compares each time with the picture before, as a session does.
// It returns what one render and one comparison take.
func compareTable(rounds, times int) (rendering, comparing time.Duration, ratio float64, err error) {
	table := views.NewTable()
	var buf bytes.Buffer
	if err := render(&buf, table); err != nil {
		return 0, 0, 0, err
	}
	snap, err := diff.Parse(buf.Bytes())
	if err != nil {
		return 0, 0, 0, fmt.Errorf("parse the table: %w", err)
	}
	var renders, compares []time.Duration
	var ratios []float64
	for range rounds {
		var r, c time.Duration
		for range times {
			table.Update()

			start := time.Now()
			if err := render(&buf, table); err != nil {
				return 0, 0, 0, err
			}
			r += time.Since(start)

			start = time.Now()
			next, patch, err := diff.Compare(snap, buf.Bytes())
			if err != nil {
				return 0, 0, 0, fmt.Errorf("compare the table: %w", err)
			}
			c += time.Since(start)
			if len(patch) < 100 {
				return 0, 0, 0, fmt.Errorf("100 rows changed, and the patch has %d ops", len(patch))
			}
			snap.Release()
			snap = next
		}
		renders, compares = append(renders, r/time.Duration(times)), append(compares, c/time.Duration(times))
		ratios = append(ratios, float64(c)/float64(r))
	}
	return median(renders), median(compares), median(ratios), nil
}

// render fills the buffer anew: a session has one that it uses again, too.
func render(buf *bytes.Buffer, v live.View) error {
	buf.Reset()
	return v.Render().Render(context.Background(), buf)
}
