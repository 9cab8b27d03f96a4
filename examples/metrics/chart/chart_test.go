package chart

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestDraw(t *testing.T) {
	for _, c := range []struct {
		name   string
		last   int
		values []float64
		want   []Segment
	}{
		{"empty", 7, nil, nil},
		{"single value", 0, []float64{0.5}, []Segment{{"M0 50l0 0", "M0 103V50l0 0V103z"}}},
		{"up and down", 2, []float64{0, 1, 0.25}, []Segment{{"M0 100l0 0 1-100 1 75", "M0 103V100l0 0 1-100 1 75V103z"}}},
		{"out of range", 1, []float64{-1, 7}, []Segment{{"M0 100l0 0 1-100", "M0 103V100l0 0 1-100V103z"}}},
		{"gap", 3, []float64{1, math.NaN(), 0, 0}, []Segment{{
			"M0 0l0 0M2 100l0 0 1 0",
			"M0 103V0l0 0V103zM2 103V100l0 0 1 0V103z",
		}}},
		{"only gaps", 1, []float64{math.NaN(), math.NaN()}, nil},
		{"segments share a value", 21, []float64{1, 0, 1, 0}, []Segment{
			{"M18 0l0 0 1 100 1-100", "M18 103V0l0 0 1 100 1-100V103z"},
			{"M20 0l0 0 1 100", "M20 103V0l0 0 1 100V103z"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, Draw(c.last, 1, c.values).Lines[0])
		})
	}
}

func TestDraw_ViewBox(t *testing.T) {
	require.Equal(t, "-120 -3 120 106", Draw(0, 1, []float64{0}).ViewBox)
	require.Equal(t, "880 -3 120 106", Draw(1_000, 1, []float64{0}).ViewBox)
}

// A new value changes only the last segment and removes segments that are no longer visible. This
// keeps patches small.
func TestDraw_FullSegmentsDoNotChange(t *testing.T) {
	wave := func(n int) float64 { return math.Sin(float64(n)/7)/2 + 0.5 }
	window := func(last int) (values []float64) {
		for n := max(0, last-MaxValues+1); n <= last; n++ {
			values = append(values, wave(n))
		}
		return values
	}
	before := Draw(0, 1, window(0)).Lines[0]
	for last := 1; last < 1_000; last++ {
		after := Draw(last, 1, window(last)).Lines[0]
		require.LessOrEqual(t, len(after), Width/segmentLen+1)
		kept := map[Segment]bool{}
		for _, p := range before {
			kept[p] = true
		}
		changed := 0
		for _, p := range after {
			if !kept[p] {
				changed++
				require.Less(t, len(p.Line)+len(p.Area), 300)
			}
		}
		require.Equal(t, 1, changed, "at %d", last)
		before = after
	}
}

// For any input, paths contain only valid characters and every subpath of an area is closed.
func TestDraw_AnyInput(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		last := rapid.IntRange(-10, 10_000).Draw(t, "last")
		values := rapid.SliceOfN(rapid.Float64(), 0, MaxValues+10).Draw(t, "values")
		top := rapid.Float64().Draw(t, "top")
		for _, p := range Draw(last, top, values).Lines[0] {
			text := p.Line + p.Area
			require.NotRegexp(t, `[^Ml VMz0-9-]`, text)
			require.Equal(t, strings.Count(p.Area, "M"), strings.Count(p.Area, "z"))
			require.Equal(t, strings.Count(p.Line, "M"), strings.Count(p.Area, "M"))
		}
	})
}

func TestRoundUp(t *testing.T) {
	for highest, want := range map[float64]float64{
		0: 10, 9: 10, 10: 10, 11: 20, 21: 50, 51: 100, 100: 100, 1_024: 2_000, 5_000_001: 10_000_000,
		math.NaN(): 10, math.Inf(1): 10,
	} {
		require.Equal(t, want, RoundUp(highest, 10), highest)
	}
}

func ExampleDraw() {
	c := Draw(3, 1, []float64{0, 0.5, 1, 0.25})
	fmt.Println(c.ViewBox)
	fmt.Println(c.Lines[0][0].Line)
	// Output:
	// -117 -3 120 106
	// M0 100l0 0 1-50 1-50 1 75
}
