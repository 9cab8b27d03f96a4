package livetest

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestClock_AfterFunc(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, start := newClock(), time.Now()
		require.True(t, c.bubble)
		called := make(chan time.Duration)
		stop := c.afterFunc(time.Hour, func() { called <- time.Since(start) })
		require.Equal(t, time.Hour, <-called)
		stop()

		stop = c.afterFunc(time.Hour, func() { t.Error("called after stop") })
		time.Sleep(time.Minute)
		stop()
		time.Sleep(2 * time.Hour)

		// The slices of a real clock add up to the same duration if none is late.
		start = time.Now()
		stop = clock{}.afterFunc(time.Second, func() { called <- time.Since(start) })
		require.Equal(t, time.Second, <-called)
		stop()
	})
	require.False(t, newClock().bubble)
}
