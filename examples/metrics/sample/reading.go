package sample

import (
	"context"
	"time"
)

// A Source reads the counters of a machine. All results are optional: nil or zero means that the
// system does not provide the value.
type Source interface {
	Host(context.Context) Host
	Read(context.Context) Reading
	Volumes(context.Context) []Volume
	Processes(context.Context) []ProcessReading
}

// Reading holds the current counters and gauges of a machine. Counters are cumulative.
type Reading struct {
	Cores        []CoreTime
	Network      *Counters
	Disk         *Counters
	Load         *Load
	Memory, Swap *Space
	Uptime       time.Duration
}

// CoreTime is the cumulative time of one core in seconds.
type CoreTime struct{ Busy, Total float64 }

// Counters are cumulative amounts in bytes.
type Counters struct{ In, Out uint64 }

// ProcessReading is a process with its cumulative CPU time.
type ProcessReading struct {
	Process            // without CPU
	StartTime  int64   // Unix milliseconds; distinguishes processes that reuse a PID
	CPUSeconds float64 // user and system time
}

// cpuUsage returns the utilization between two readings, or nil if the readings cannot be compared.
func cpuUsage(before, after []CoreTime) *CPU {
	if len(after) == 0 || len(before) != len(after) { // first reading, or a core was added or removed
		return nil
	}
	c := &CPU{Cores: make([]float64, len(after))}
	var busy, total float64
	for i := range after {
		b, t := after[i].Busy-before[i].Busy, after[i].Total-before[i].Total
		c.Cores[i] = fraction(b, t)
		busy, total = busy+max(0, b), total+max(0, t)
	}
	c.Total = fraction(busy, total)
	return c
}

// fraction returns part/whole, limited to the range from 0 to 1: counters may decrease.
func fraction(part, whole float64) float64 {
	if whole <= 0 {
		return 0
	}
	return min(1, max(0, part/whole))
}

// rates returns the throughput between two readings, or nil if the readings cannot be compared.
func rates(before, after *Counters, elapsed time.Duration) *Rates {
	if before == nil || after == nil || elapsed <= 0 {
		return nil
	}
	return &Rates{rate(before.In, after.In, elapsed), rate(before.Out, after.Out, elapsed)}
}

// rate returns 0 for a counter that has decreased because a device was removed or the counter was
// reset.
func rate(before, after uint64, elapsed time.Duration) float64 {
	if after < before {
		return 0
	}
	return float64(after-before) / elapsed.Seconds()
}
