// Package chart draws figures over time as SVG paths.
//
// Each value has its place for good: the picture moves by its viewBox, and a path is cut into pieces that stay as they
// are once they are full. So what changes from one second to the next is some hundred bytes, not the whole picture.
package chart

import (
	"math"
	"strconv"
)

const (
	// Width is how many values lie between the left edge and the right one.
	Width = 120

	// Needed is how many values Draw can make use of: those in sight, and the rest of the piece at the left edge.
	Needed = Width + pieceLength

	pieceLength = 20
	height      = 100
	margin      = 3               // above and below, so that a line at the edge is seen whole
	ground      = height + margin // where areas stand
)

// Chart is one or more lines over the same seconds.
type Chart struct {
	ViewBox string
	Lines   [][]Piece
}

// Piece is a part of a line. Line and Area are values of a path's d.
type Piece struct{ Line, Area string }

// Draw draws lines that end with the value numbered last, at the right edge. top is the value at the upper edge; zero
// is the lower one. Values beyond lie on the edge; what is not a number leaves a gap.
func Draw(last int, top float64, lines ...[]float64) Chart {
	c := Chart{ViewBox: join(last-Width, -margin, Width, height+2*margin)}
	for _, values := range lines {
		c.Lines = append(c.Lines, pieces(last, top, values))
	}
	return c
}

func pieces(last int, top float64, values []float64) (all []Piece) {
	first := last - len(values) + 1
	for from := floor(max(first, last-Width)); from < last || from == first; from += pieceLength {
		lo, hi := max(from, first), min(from+pieceLength, last)
		if p := piece(lo, top, values[lo-first:hi-first+1]); p.Line != "" {
			all = append(all, p)
		}
	}
	return all
}

// floor is the start of the piece that n lies in.
func floor(n int) int { return int(math.Floor(float64(n)/pieceLength)) * pieceLength }

// piece draws values from x on, in steps of one to the right.
func piece(x int, top float64, values []float64) Piece {
	var line, area []byte
	drawing, y := false, 0
	end := func() {
		if drawing {
			area = append(area, 'V')
			area = strconv.AppendInt(area, ground, 10)
			area = append(area, 'z')
		}
		drawing = false
	}
	for i, v := range values {
		if math.IsNaN(v) {
			end()
			continue
		}
		to := level(v, top)
		if !drawing {
			line = append(line, 'M')
			line = append(line, join(x+i, to)...)
			line = append(line, 'l')
			area = append(area, 'M')
			area = append(area, join(x+i, ground)...)
			area = append(area, 'V')
			area = strconv.AppendInt(area, int64(to), 10)
			area = append(area, 'l')
			line, area = append(line, "0 0"...), append(area, "0 0"...) // one value alone is a dot
		} else {
			line, area = step(line, to-y), step(area, to-y)
		}
		drawing, y = true, to
	}
	end()
	return Piece{string(line), string(area)}
}

// step goes one to the right and dy down. A minus sign needs no space before it.
func step(path []byte, dy int) []byte {
	path = append(path, " 1"...)
	if dy >= 0 {
		path = append(path, ' ')
	}
	return strconv.AppendInt(path, int64(dy), 10)
}

// level is the height of a value, from 0 (top) to height (zero).
func level(v, top float64) int {
	if top <= 0 {
		return height
	}
	return height - int(math.Round(height*min(1, max(0, v/top))))
}

// Top is the round number to put at the upper edge for values up to highest: 1, 2 or 5 and zeros, at least lowest. It
// changes rarely, and when it does the whole chart is drawn anew.
func Top(highest, lowest float64) float64 {
	if !(highest > lowest) || math.IsInf(highest, 1) {
		return lowest
	}
	unit := math.Pow(10, math.Floor(math.Log10(highest)))
	for _, m := range []float64{1, 2, 5} {
		if highest <= m*unit {
			return m * unit
		}
	}
	return 10 * unit
}

func join(numbers ...int) string {
	var b []byte
	for i, n := range numbers {
		if i > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendInt(b, int64(n), 10)
	}
	return string(b)
}
