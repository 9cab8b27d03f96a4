package counter

import (
	"testing"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"

	"github.com/stretchr/testify/require"
)

func TestCounter(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Counter{} })
	p.Click("button:contains('+')").Click("button:contains('+')").Click("button:contains('-')")
	require.Equal(t, "1", p.Text("output"))
}
