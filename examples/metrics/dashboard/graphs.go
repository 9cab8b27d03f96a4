package dashboard

import (
	"math"

	"github.com/lively-go/lively/examples/metrics/chart"
	"github.com/lively-go/lively/examples/metrics/sample"
)

// A graph is a chart of the last two minutes of one or two series.
type graph struct {
	Label string // for screen readers
	chart.Chart
	Peak float64 // the highest visible value
}

// newGraph returns a graph from 0 up to scale. A scale of 0 means a round number above the peak, at
// least minScale. A series returns NaN where it has no value.
func newGraph(s *sample.Snapshot, label string, scale, minScale float64, series ...func(*sample.Metrics) float64) graph {
	g := graph{Label: label + ", last two minutes"}
	lines := make([][]float64, len(series))
	for i, value := range series {
		for n, m := range s.History {
			v := value(m)
			lines[i] = append(lines[i], v)
			if n >= len(s.History)-chart.Width && v > g.Peak {
				g.Peak = v
			}
		}
	}
	if scale == 0 {
		scale = chart.RoundUp(g.Peak, minScale)
	}
	g.Chart = chart.Draw(s.Current.Seq, scale, lines...)
	return g
}

func cpuGraph(s *sample.Snapshot) graph {
	return newGraph(s, "CPU", 1, 0, func(m *sample.Metrics) float64 {
		if m.CPU == nil {
			return math.NaN()
		}
		return m.CPU.Total
	})
}

func memoryGraph(s *sample.Snapshot) graph {
	return newGraph(s, "Memory in use", 1, 0, func(m *sample.Metrics) float64 {
		if m.Memory == nil {
			return math.NaN()
		}
		return m.Memory.Fraction()
	})
}

func loadGraph(s *sample.Snapshot) graph {
	return newGraph(s, "Load over one minute", 0, float64(max(1, s.Host.Cores)), func(m *sample.Metrics) float64 {
		if m.Load == nil {
			return math.NaN()
		}
		return m.Load.One
	})
}

const minRateScale = 10_000 // bytes per second; keeps background traffic from filling the graph

func ratesGraph(s *sample.Snapshot, label string, ratesOf func(*sample.Metrics) *sample.Rates) graph {
	direction := func(pick func(*sample.Rates) float64) func(*sample.Metrics) float64 {
		return func(m *sample.Metrics) float64 {
			if r := ratesOf(m); r != nil {
				return pick(r)
			}
			return math.NaN()
		}
	}
	return newGraph(s, label, 0, minRateScale,
		direction(func(r *sample.Rates) float64 { return r.In }),
		direction(func(r *sample.Rates) float64 { return r.Out }))
}

func networkGraph(s *sample.Snapshot) graph {
	return ratesGraph(s, "Network traffic", func(m *sample.Metrics) *sample.Rates { return m.Network })
}

func diskGraph(s *sample.Snapshot) graph {
	return ratesGraph(s, "Disk traffic", func(m *sample.Metrics) *sample.Rates { return m.Disk })
}

func heapGraph(s *sample.Snapshot) graph {
	return newGraph(s, "Heap of this server", 0, 1<<20, func(m *sample.Metrics) float64 { return float64(m.Runtime.HeapAlloc) })
}
