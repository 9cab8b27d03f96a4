package scores

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/livetest"
)

func TestScores(t *testing.T) {
	p := livetest.Mount(t, New)
	p.Click("[live-id=Lea] .score").Click("#sort")
	require.Equal(t, []string{"1 point", "0 points", "0 points", "0 points"}, p.Texts(".count"))
	require.Equal(t, "Lea", p.Attr("li:first-child", "live-id"))
	for range 4 {
		p.Click("li:first-child .leave")
	}
	require.Equal(t, []string{"No players yet."}, p.Texts("li"))
	require.Equal(t, 4, p.Click("#join").Count(".score"))
}
