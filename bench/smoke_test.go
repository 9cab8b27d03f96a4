package main

import (
	"log"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestMain makes the test binary its own server, as main does.
func TestMain(m *testing.M) {
	if role := os.Getenv(roleEnv); role != "" {
		if err := serveRole(role); err != nil {
			log.Fatal(err)
		}
		return
	}
	os.Exit(m.Run())
}

// All benchmarks run at a small scale. They check the pages; the figures and targets are not checked.
func TestMeasureAll(t *testing.T) {
	rows, err := measureAll(scale{clients: 3, clicks: 40, rounds: 1, opened: 3, idle: 5, viewers: 3, chatMessages: 2, others: 2, phase: 300 * time.Millisecond, busMessages: 2_000}, t.Output())
	require.NoError(t, err)

	var out strings.Builder
	report(&out, rows)
	t.Log("\n" + out.String())
	for _, w := range workloads(scale{}) {
		require.Contains(t, out.String(), w.name+": CPU")
		require.Contains(t, out.String(), w.name+": bytes to client")
	}
	for _, name := range []string{"W4 chat message to 3 pages, each: CPU", "W4 chat message: decodes", "flood of one view", "Local bus, single message: p50", "Redis bus, 1000 in flight"} {
		require.Contains(t, out.String(), name)
	}
	for _, r := range rows {
		require.NotEmpty(t, r.lively, r.name)
	}
}

func TestReport_MissedTarget(t *testing.T) {
	var out strings.Builder
	require.True(t, report(&out, []row{ratioRow("a", 2, 1, 2, 2), bytesRow("b", 30, 30), bytesRow("c", 1e6, 0)}))
	require.NotContains(t, out.String(), "MISSED")
	require.False(t, report(&out, []row{ratioRow("a", 3, 1, 2.01, 2)}))
	require.False(t, report(&out, []row{bytesRow("b", 30.1, 30)}))
	require.Contains(t, out.String(), "MISSED")
}

func TestStart_UnknownServer(t *testing.T) {
	_, err := start("unknown")
	require.ErrorContains(t, err, "start server unknown")
}
