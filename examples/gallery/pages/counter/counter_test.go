package counter

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestCounter(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Counter{} })
	p.Click("#more").Click("#more").Click("#less")
	require.Equal(t, "1", p.Text("output"))
}
