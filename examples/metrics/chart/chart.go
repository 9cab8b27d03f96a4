// Package chart draws time series as SVG paths.
//
// Every value has a fixed position: the chart scrolls by changing its viewBox, and a path is split
// into segments that do not change once they are full. An update therefore changes a few hundred
// bytes instead of the whole chart.
package chart

import (
	"math"
	"strconv"
)

const (
	// Width is the number of intervals between the left edge and the right edge.
	Width = 120

	// MaxValues is the number of values that Draw uses: the visible ones and the rest of the segment
	// at the left edge.
	MaxValues = Width + segmentLen

	segmentLen = 20
	height     = 100
	margin     = 3               // above and below, so that a line at the edge is not clipped
	baseline   = height + margin // lower edge of the areas
)

// Chart is one or more lines over the same period.
type Chart struct {
	ViewBox string
	Lines   [][]Segment // by line
}

// Segment is a part of a line. Line and Area are values for the d attribute of a path.
type Segment struct{ Line, Area string }

// Draw returns a chart of lines whose final value, at the right edge, has the index last. The upper
// edge of the chart is the value scale, the lower edge is 0. Values outside are drawn on the edge,
// and NaN leaves a gap.
func Draw(last int, scale float64, lines ...[]float64) Chart {
	c := Chart{ViewBox: joinInts(last-Width, -margin, Width, height+2*margin)}
	for _, values := range lines {
		c.Lines = append(c.Lines, segments(last, scale, values))
	}
	return c
}

func segments(last int, scale float64, values []float64) (all []Segment) {
	first := last - len(values) + 1
	for from := segmentStart(max(first, last-Width)); from < last || from == first; from += segmentLen {
		lo, hi := max(from, first), min(from+segmentLen, last)
		if s := newSegment(lo, scale, values[lo-first:hi-first+1]); s.Line != "" {
			all = append(all, s)
		}
	}
	return all
}

// segmentStart returns the index at which the segment of index n starts.
func segmentStart(n int) int { return int(math.Floor(float64(n)/segmentLen)) * segmentLen }

// newSegment draws values from x on, one unit apart.
func newSegment(x int, scale float64, values []float64) Segment {
	var line, area []byte
	drawing, y := false, 0
	end := func() {
		if drawing {
			area = append(area, 'V')
			area = strconv.AppendInt(area, baseline, 10)
			area = append(area, 'z')
		}
		drawing = false
	}
	for i, v := range values {
		if math.IsNaN(v) {
			end()
			continue
		}
		next := yOf(v, scale)
		if !drawing {
			line = append(line, 'M')
			line = append(line, joinInts(x+i, next)...)
			line = append(line, 'l')
			area = append(area, 'M')
			area = append(area, joinInts(x+i, baseline)...)
			area = append(area, 'V')
			area = strconv.AppendInt(area, int64(next), 10)
			area = append(area, 'l')
			line, area = append(line, "0 0"...), append(area, "0 0"...) // draws a single value as a dot
		} else {
			line, area = appendStep(line, next-y), appendStep(area, next-y)
		}
		drawing, y = true, next
	}
	end()
	return Segment{string(line), string(area)}
}

// appendStep appends a line one unit to the right and dy down. A minus sign needs no space before it.
func appendStep(path []byte, dy int) []byte {
	path = append(path, " 1"...)
	if dy >= 0 {
		path = append(path, ' ')
	}
	return strconv.AppendInt(path, int64(dy), 10)
}

// yOf returns the y coordinate of a value: 0 for scale, height for 0.
func yOf(v, scale float64) int {
	if scale <= 0 {
		return height
	}
	return height - int(math.Round(height*min(1, max(0, v/scale))))
}

// RoundUp returns the smallest number of the form 1, 2 or 5 times a power of ten that is at least
// value, but not less than minimum. When it is used as the scale of a chart, the scale changes
// rarely. Each change redraws every segment.
func RoundUp(value, minimum float64) float64 {
	if !(value > minimum) || math.IsInf(value, 1) {
		return minimum
	}
	unit := math.Pow(10, math.Floor(math.Log10(value)))
	for _, m := range []float64{1, 2, 5} {
		if value <= m*unit {
			return m * unit
		}
	}
	return 10 * unit
}

func joinInts(numbers ...int) string {
	var b []byte
	for i, n := range numbers {
		if i > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendInt(b, int64(n), 10)
	}
	return string(b)
}
