package dashboard

import (
	"math"

	"github.com/lively-go/lively/examples/metrics/chart"
	"github.com/lively-go/lively/examples/metrics/sample"
)

// A graph is the past two minutes of a figure or two.
type graph struct {
	Label string // for those who do not see it
	chart.Chart
	Peak float64 // the highest value in sight
}

// draw draws figures from zero up to top; a top of zero is a round number above the peak, lowest at least.
func draw(s *sample.Snapshot, label string, top, lowest float64, figures ...func(*sample.Figures) float64) graph {
	g := graph{Label: label + ", the last two minutes"}
	lines := make([][]float64, len(figures))
	for i, figure := range figures {
		for n, f := range s.Past {
			v := figure(f)
			lines[i] = append(lines[i], v)
			if n >= len(s.Past)-chart.Width && v > g.Peak {
				g.Peak = v
			}
		}
	}
	if top == 0 {
		top = chart.Top(g.Peak, lowest)
	}
	g.Chart = chart.Draw(s.Now.N, top, lines...)
	return g
}

func cpuGraph(s *sample.Snapshot) graph {
	return draw(s, "CPU", 1, 0, func(f *sample.Figures) float64 {
		if f.CPU == nil {
			return math.NaN()
		}
		return f.CPU.Total
	})
}

func memoryGraph(s *sample.Snapshot) graph {
	return draw(s, "Memory in use", 1, 0, func(f *sample.Figures) float64 {
		if f.Memory == nil {
			return math.NaN()
		}
		return f.Memory.Share()
	})
}

func loadGraph(s *sample.Snapshot) graph {
	return draw(s, "Load over one minute", 0, float64(max(1, s.Host.Cores)), func(f *sample.Figures) float64 {
		if f.Load == nil {
			return math.NaN()
		}
		return f.Load.One
	})
}

const quiet = 10_000 // bytes per second that fill a graph when there is no more

func ratesGraph(s *sample.Snapshot, label string, of func(*sample.Figures) *sample.Rates) graph {
	side := func(pick func(*sample.Rates) float64) func(*sample.Figures) float64 {
		return func(f *sample.Figures) float64 {
			if r := of(f); r != nil {
				return pick(r)
			}
			return math.NaN()
		}
	}
	return draw(s, label, 0, quiet,
		side(func(r *sample.Rates) float64 { return r.In }),
		side(func(r *sample.Rates) float64 { return r.Out }))
}

func networkGraph(s *sample.Snapshot) graph {
	return ratesGraph(s, "Network traffic", func(f *sample.Figures) *sample.Rates { return f.Network })
}

func diskGraph(s *sample.Snapshot) graph {
	return ratesGraph(s, "Disk traffic", func(f *sample.Figures) *sample.Rates { return f.Disk })
}

func heapGraph(s *sample.Snapshot) graph {
	return draw(s, "Heap of this server", 0, 1<<20, func(f *sample.Figures) float64 { return float64(f.Server.Heap) })
}
