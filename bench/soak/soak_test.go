package main

import (
	"context"
	"log"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/bench/soak/app"
)

// TestMain makes the test binary its own node, as main does.
func TestMain(m *testing.M) {
	if c := os.Getenv(nodeEnv); c != "" {
		if err := serveNode(c); err != nil {
			log.Fatal(err)
		}
		return
	}
	os.Exit(m.Run())
}

// small returns the configuration of a soak with each fault once.
func small() config {
	const short = 200 * time.Millisecond
	return config{sessions: 20, duration: time.Second, every: short, pause: short, down: short, think: short / 2,
		grace: time.Second, resume: 2 * time.Second, maxDelay: short, settle: time.Minute, affinity: "both"}
}

func TestSoak(t *testing.T) {
	r, err := newSoak(small(), t.Output()).run(t.Context())
	require.NoError(t, err)
	var out strings.Builder
	ok := r.print(&out)
	t.Log("\n" + out.String())
	require.True(t, ok)
	for _, f := range faults {
		require.NotZero(t, r.n["fault "+f.name], f.name)
	}
	require.NotZero(t, r.fates[applied])
	require.NotZero(t, r.n["pages adopted"])
	require.NotZero(t, r.n["pages remounted"])
}

// An interrupt during a fault ends the nodes and Redis, and removes the files.
func TestSoak_Interrupted(t *testing.T) {
	for _, f := range []fault{{"pause", pauseNode}, {"outage", outage}, {"redis", restartRedis}} {
		ctx, interrupt := context.WithCancel(t.Context())
		c := small()
		c.sessions, c.pause, c.down = 3, time.Hour, time.Hour
		s := newSoak(c, writerFunc(func(line string) {
			if strings.HasSuffix(line, " "+f.name+"\n") {
				interrupt()
			}
		}))
		s.faults = []fault{f}
		_, err := s.run(ctx)
		require.ErrorIs(t, err, context.Canceled, f.name)
		for _, addr := range []string{s.nodes[0].config.Addr, s.nodes[1].config.Addr, s.redis.Addr, s.proxy.addr()} {
			_, err := net.Dial("tcp", addr)
			require.ErrorContains(t, err, "refused", "the process has ended")
		}
		require.NoDirExists(t, s.dir)
	}
}

// Each violation of a guarantee is counted, and fails the report.
func TestResult_Violations(t *testing.T) {
	for name, c := range map[string]struct {
		fate  fate
		times int
		want  string // the row that fails; "" if none does
	}{
		"applied":             {applied, 1, ""},
		"applied twice":       {applied, 2, "events applied twice"},
		"unknown and applied": {unknown, 1, ""},
		"unknown and not":     {unknown, 0, ""},
		"unknown and twice":   {unknown, 2, "events applied twice"},
		"not applied":         {applied, 0, "events acknowledged but not applied"},
		"refused":             {refused, 0, ""},
		"refused and applied": {refused, 1, "events refused or never sent, but applied"},
		"unsent and applied":  {unsent, 1, "events refused or never sent, but applied"},
		"no outcome":          {pending, 1, "events without an outcome"},
	} {
		t.Run(name, func(t *testing.T) {
			r := &result{config: config{sessions: 1}, n: map[string]int{"pages settled": 1}, fates: map[fate]int{}}
			r.add(c.fate, c.times)
			requireFailure(t, r, c.want)
		})
	}
	for name, r := range map[string]*result{
		"documents wrong":    {n: map[string]int{"documents wrong": 1}},
		"pages settled":      {config: config{sessions: 2}, n: map[string]int{"pages settled": 1}},
		"node 1: views":      {left: []app.Stats{{Views: 1}}},
		"node 2: views":      {left: []app.Stats{{}, {Goroutines: maxGoroutines + 1}}},
		"shutdowns that exc": {config: config{grace: minGrace}, n: map[string]int{"shutdowns incomplete": 1}},
	} {
		t.Run(name, func(t *testing.T) { requireFailure(t, r, name) })
	}
}

// requireFailure requires that exactly the row with this prefix fails, or none if it is "".
func requireFailure(t *testing.T, r *result, prefix string) {
	t.Helper()
	var out strings.Builder
	require.Equal(t, prefix == "", r.print(&out), out.String())
	for line := range strings.Lines(out.String()) {
		if strings.Contains(line, "FAILED") {
			require.True(t, prefix != "" && strings.HasPrefix(line, prefix), line)
		}
	}
}

func TestConfig_Check(t *testing.T) {
	require.NoError(t, small().check())
	for want, change := range map[string]func(*config){
		"-sessions is 0":     func(c *config) { c.sessions = 0 },
		"-pause is 0s":       func(c *config) { c.pause = 0 },
		"file descriptors":   func(c *config) { c.sessions = 100_000_000 },
		"-duration is -1m0s": func(c *config) { c.duration = -time.Minute },
	} {
		c := small()
		change(&c)
		require.ErrorContains(t, c.check(), want)
	}
}

type writerFunc func(string)

func (f writerFunc) Write(b []byte) (int, error) { f(string(b)); return len(b), nil }
