package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A wait ends although the page's clock is stopped.
func TestTab_WaitWithStoppedClock(t *testing.T) {
	t.Parallel()
	_, tab, _ := openFake(t, counter, stoppedClock, manualTimers)
	require.False(t, tab.becomesTrue("false", 1))
	require.True(t, tab.becomesTrue("true", 0))
}
