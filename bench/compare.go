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

// measureComparison measures the HTML diff of the table against its rendering. It uses no server.
func measureComparison(s scale, _, _ *process) ([]row, error) {
	rendering, comparing, ratio, err := compareTable(s.rounds, max(1, s.clicks/4))
	if err != nil {
		return nil, err
	}
	return []row{{
		name: "W3 table, comparison (baseline: rendering)", lively: micros(comparing), baseline: micros(rendering), ratio: fmt.Sprintf("%.3f", ratio),
		target: "≤ 0.15 × rendering", missed: ratio > 0.15,
	}}, nil
}

// compareTable updates 100 of the 1,000 rows of the table, renders it and compares the HTML with the
// previous snapshot, as a session does. It returns the median times of one render and one comparison
// over the rounds, each of which has n updates, and the median ratio of the second to the first.
func compareTable(rounds, n int) (rendering, comparing time.Duration, ratio float64, err error) {
	table := views.NewTable(views.Loop)
	var buf bytes.Buffer
	if err := render(&buf, table); err != nil {
		return 0, 0, 0, err
	}
	snapshot, err := diff.Parse(buf.Bytes())
	if err != nil {
		return 0, 0, 0, fmt.Errorf("parse the table: %w", err)
	}
	var renders, compares []time.Duration
	var ratios []float64
	for range rounds {
		var rendered, compared time.Duration
		for range n {
			table.UpdateLabels()

			start := time.Now()
			if err := render(&buf, table); err != nil {
				return 0, 0, 0, err
			}
			rendered += time.Since(start)

			start = time.Now()
			next, patch, err := diff.Compare(snapshot, buf.Bytes())
			if err != nil {
				return 0, 0, 0, fmt.Errorf("compare the table: %w", err)
			}
			compared += time.Since(start)
			if len(patch) < 100 {
				return 0, 0, 0, fmt.Errorf("patch has %d ops, want at least one for each of the 100 updated rows", len(patch))
			}
			snapshot.Release()
			snapshot = next
		}
		renders, compares = append(renders, rendered/time.Duration(n)), append(compares, compared/time.Duration(n))
		ratios = append(ratios, float64(compared)/float64(rendered))
	}
	return median(renders), median(compares), median(ratios), nil
}

// render replaces the contents of buf with the HTML of v. A session reuses its buffer in the same
// way.
func render(buf *bytes.Buffer, v live.View) error {
	buf.Reset()
	return v.Render().Render(context.Background(), buf)
}
