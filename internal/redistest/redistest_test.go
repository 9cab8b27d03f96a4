package redistest_test

import (
	"testing"

	"github.com/lively-go/lively/internal/redistest"

	"github.com/stretchr/testify/require"
)

func TestServer_StopAndRestart(t *testing.T) {
	s := redistest.Start(t)
	require.Equal(t, "OK", s.Do(t, "SET", "a", 1))
	s.Freeze(t)
	s.Thaw(t)
	require.Equal(t, "1", s.Do(t, "GET", "a"))
	s.Stop(t)
	s.Restart(t)
	require.EqualValues(t, 0, s.Do(t, "EXISTS", "a"))
}

func TestServersAreIsolated(t *testing.T) {
	a, b := redistest.Start(t), redistest.Start(t)
	require.NotEqual(t, a.Addr, b.Addr)
	a.Do(t, "SET", "a", 1)
	require.EqualValues(t, 0, b.Do(t, "EXISTS", "a"))
}

func TestOpen_WithoutRedis(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := redistest.Open()
	require.ErrorContains(t, err, "apt-get install redis-server")
}
