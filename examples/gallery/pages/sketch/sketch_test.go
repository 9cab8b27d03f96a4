package sketch

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestSketch(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Sketch{} })
	p.Hook("#wheel").Push(Pick{Hue: 90})
	require.Equal(t, "The server has received 90°, and its complement 270°.", p.Text("[role=status]"))
	require.Equal(t, []string{`{"hue":270}`}, p.Pushed("mixed"))
	p.Hook("#wheel").Push(Pick{Hue: -30})
	require.Contains(t, p.Text("[role=status]"), "330°")
}
