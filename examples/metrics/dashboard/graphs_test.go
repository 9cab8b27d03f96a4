package dashboard

import (
	"testing"

	"github.com/lively-go/lively/examples/metrics/chart"
	"github.com/lively-go/lively/examples/metrics/sample"

	"github.com/stretchr/testify/require"
)

func TestDrawTellsThePeakInSight(t *testing.T) {
	s := &sample.Snapshot{}
	for n := range sample.Kept {
		f := &sample.Figures{N: n, Load: &sample.Load{One: 1}}
		switch n {
		case 0:
			f.Load.One = 100 // out of sight by now
		case 70:
			f.Load.One = 3
		}
		s.Past, s.Now = append(s.Past, f), f
	}
	g := loadGraph(s)
	require.InDelta(t, 3, g.Peak, 1e-9)
	require.Contains(t, g.Label, "two minutes")
	require.NotEmpty(t, g.Lines[0])
}

func TestGraphsOfWhatIsMissing(t *testing.T) {
	f := &sample.Figures{}
	s := &sample.Snapshot{Now: f, Past: []*sample.Figures{f}}
	for _, g := range []graph{cpuGraph(s), memoryGraph(s), loadGraph(s), networkGraph(s), diskGraph(s)} {
		require.Empty(t, g.Lines[0], g.Label)
		require.Zero(t, g.Peak)
	}
}

// The sampler keeps what the charts can draw, and no more.
func TestHistoryFitsTheChart(t *testing.T) {
	require.Equal(t, chart.Needed, sample.Kept)
}
