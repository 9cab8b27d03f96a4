package sample

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCPUUsage(t *testing.T) {
	at := func(times ...float64) (all []CoreTime) {
		for i := 0; i < len(times); i += 2 {
			all = append(all, CoreTime{times[i], times[i+1]})
		}
		return all
	}
	for _, c := range []struct {
		name          string
		before, after []CoreTime
		want          *CPU
	}{
		{"first reading", nil, at(1, 2), nil},
		{"not available", nil, nil, nil},
		{"core added", at(1, 2), at(1, 2, 3, 4), nil},
		{"half busy", at(10, 20), at(11, 22), &CPU{0.5, []float64{0.5}}},
		{"one busy, one idle", at(0, 0, 0, 0), at(1, 1, 0, 1), &CPU{0.5, []float64{1, 0}}},
		{"unchanged counters", at(1, 2), at(1, 2), &CPU{0, []float64{0}}},
		{"idle time decreases", at(1, 10, 0, 0), at(2, 10.5, 0, 1), &CPU{1 / 1.5, []float64{1, 0}}},
		{"counters reset", at(100, 200), at(1, 2), &CPU{0, []float64{0}}},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, cpuUsage(c.before, c.after)) })
	}
}

func TestRates(t *testing.T) {
	one, two := &Counters{1_000, 5}, &Counters{3_000, 5}
	require.Equal(t, &Rates{1_000, 0}, rates(one, two, 2*time.Second))
	require.Equal(t, &Rates{0, 0}, rates(two, one, time.Second), "an interface was removed")
	require.Nil(t, rates(nil, one, time.Second))
	require.Nil(t, rates(one, nil, time.Second))
	require.Nil(t, rates(one, two, 0))
}

func TestSpace_Fraction(t *testing.T) {
	require.Zero(t, Space{}.Fraction())
	require.InDelta(t, 0.25, Space{1, 4}.Fraction(), 1e-9)
	require.InDelta(t, 1, Space{5, 4}.Fraction(), 1e-9)
}

func TestProcessTracker_Update(t *testing.T) {
	start := time.Unix(1_000, 0)
	reading := func(pid int32, started int64, seconds float64) ProcessReading {
		return ProcessReading{Process: Process{PID: pid}, StartTime: started, CPUSeconds: seconds}
	}
	var p processTracker
	first := p.update(start, []ProcessReading{reading(1, 1, 50), reading(2, 1, 7)})
	require.Zero(t, first[0].CPU, "no earlier reading")

	second := p.update(start.Add(2*time.Second), []ProcessReading{
		reading(1, 1_000, 53),    // one and a half cores; the start time is accurate only to the second
		reading(2, 1_001_000, 1), // a new process that reuses a PID
		reading(3, 1_000_500, 2),
		reading(4, 900_000, 3600), // could not be read before
	})
	require.Equal(t, []float64{1.5, 0.5, 1, 0}, []float64{second[0].CPU, second[1].CPU, second[2].CPU, second[3].CPU})

	third := p.update(start.Add(2*time.Second), []ProcessReading{reading(1, 1, 53)})
	require.Zero(t, third[0].CPU, "no time has passed")
}
