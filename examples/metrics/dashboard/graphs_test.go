package dashboard

import (
	"testing"

	"github.com/lively-go/lively/examples/metrics/chart"
	"github.com/lively-go/lively/examples/metrics/sample"

	"github.com/stretchr/testify/require"
)

func TestNewGraph_PeakOfVisibleValues(t *testing.T) {
	s := &sample.Snapshot{}
	for n := range sample.HistoryLen {
		m := &sample.Metrics{Seq: n, Load: &sample.Load{One: 1}}
		switch n {
		case 0:
			m.Load.One = 100 // no longer visible
		case 70:
			m.Load.One = 3
		}
		s.History, s.Current = append(s.History, m), m
	}
	g := loadGraph(s)
	require.InDelta(t, 3, g.Peak, 1e-9)
	require.Contains(t, g.Label, "two minutes")
	require.NotEmpty(t, g.Lines[0])
}

func TestGraphs_NoData(t *testing.T) {
	m := &sample.Metrics{}
	s := &sample.Snapshot{Current: m, History: []*sample.Metrics{m}}
	for _, g := range []graph{cpuGraph(s), memoryGraph(s), loadGraph(s), networkGraph(s), diskGraph(s)} {
		require.Empty(t, g.Lines[0], g.Label)
		require.Zero(t, g.Peak)
	}
}

// The sampler keeps exactly as many values as the charts can draw.
func TestHistoryLenMatchesChart(t *testing.T) {
	require.Equal(t, chart.MaxValues, sample.HistoryLen)
}
