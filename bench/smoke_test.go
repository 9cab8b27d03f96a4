package main

import (
	"log"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The test binary is its own server, as the program is.
func TestMain(m *testing.M) {
	if role := os.Getenv(roleVariable); role != "" {
		if err := serveRole(role); err != nil {
			log.Fatal(err)
		}
		return
	}
	os.Exit(m.Run())
}

// Every workload runs, small: the figures are not looked at, the pages are.
func TestMeasureEverything(t *testing.T) {
	lines, err := measure(scale{clients: 3, clicks: 40, rounds: 1, opened: 3, idle: 5, viewers: 3, lines: 2, others: 2, phase: 300 * time.Millisecond, messages: 2_000}, t.Output())
	require.NoError(t, err)

	var out strings.Builder
	report(&out, lines)
	t.Log("\n" + out.String())
	for _, w := range workloads(scale{}) {
		require.Contains(t, out.String(), w.name+": CPU")
		require.Contains(t, out.String(), w.name+": down")
	}
	for _, what := range []string{"W4 chat line to 3 pages, each: CPU", "W4 chat line: decodes", "flood of one view", "bus Local: a message alone", "bus Redis: a message of many"} {
		require.Contains(t, out.String(), what)
	}
	for _, l := range lines {
		require.NotEmpty(t, l.ours, l.what)
	}
}

func TestReportSaysWhatIsMissed(t *testing.T) {
	var out strings.Builder
	require.True(t, report(&out, []line{timeLine("a", 2, 1, 2, 2), bytesLine("b", 30, 30), bytesLine("c", 1e6, 0)}))
	require.False(t, report(&out, []line{timeLine("a", 3, 1, 2.01, 2)}))
	require.False(t, report(&out, []line{bytesLine("b", 30.1, 30)}))
	require.Contains(t, out.String(), "MISSED")
}

func TestServerThatDoesNotStart(t *testing.T) {
	_, err := start("nonsense")
	require.ErrorContains(t, err, "start server nonsense")
}
