package limit

import (
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLimiter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := Limiter{Every: time.Minute, Burst: 2}
		require.True(t, l.Allow("ann"))
		require.True(t, l.Allow("ann"))
		require.False(t, l.Allow("ann"))
		require.True(t, l.Allow("bob"), "another key")
		time.Sleep(time.Minute)
		require.True(t, l.Allow("ann"))
		require.False(t, l.Allow("ann"))
		l.Forget("ann")
		require.True(t, l.Allow("ann"))
	})
}

func TestLimiter_Prunes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := Limiter{Every: time.Minute, Burst: 1}
		for i := range maxKeys {
			l.Allow(strconv.Itoa(i))
		}
		time.Sleep(time.Minute)
		l.Allow("ann")
		require.Len(t, l.keys, 1)
		require.False(t, l.Allow("ann"))
	})
}
