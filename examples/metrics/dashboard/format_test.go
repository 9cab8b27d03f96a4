package dashboard

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestByteSize(t *testing.T) {
	for n, want := range map[uint64]string{
		0: "0 B", 7: "7 B", 999: "999 B", 1_000: "1.0 KiB", 1_024: "1.0 KiB", 10_188: "9.9 KiB", 10_189: "10 KiB",
		1_023_487: "999 KiB", 1_023_488: "1.0 MiB", 24_684_084 * 1_024: "24 GiB", 1 << 40: "1.0 TiB", 1<<64 - 1: "16 EiB",
	} {
		require.Equal(t, want, byteSize(n).String(), n)
	}
	require.Equal(t, "1.5 MiB/s", byteRate(1.5*1024*1024).String())
	require.Equal(t, "0 B/s", byteRate(0.4).String())
}

func TestPercent(t *testing.T) {
	require.Equal(t, "0%", percent(0).String())
	require.Equal(t, "23%", percent(0.234).String())
	require.Equal(t, "100%", percent(1).String())
	require.Equal(t, "150.0", percentTenths(1.5))
	require.Equal(t, "1.56", twoDecimals(1.556))
}

func TestDurations(t *testing.T) {
	require.Equal(t, "0 min", formatUptime(59*time.Second))
	require.Equal(t, "3 h 4 min", formatUptime(3*time.Hour+4*time.Minute))
	require.Equal(t, "12 d 23 h", formatUptime(12*24*time.Hour+23*time.Hour+59*time.Minute))
	require.Equal(t, "0 µs", shortDuration(0).String())
	require.Equal(t, "34 µs", shortDuration(34*time.Microsecond).String())
	require.Equal(t, "1.2 ms", shortDuration(1234*time.Microsecond).String())
	require.Equal(t, "120 ms", shortDuration(120*time.Millisecond).String())
}

func TestPlural(t *testing.T) {
	require.Equal(t, "0 cores", plural(0, "core", "cores"))
	require.Equal(t, "1 core", plural(1, "core", "cores"))
	require.Equal(t, "2 cores", plural(2, "core", "cores"))
}
