package sample

import (
	"context"
	"time"
)

// A Source tells what the machine says of itself. All parts are optional.
type Source interface {
	Host(context.Context) Host
	Read(context.Context) Reading
	Volumes(context.Context) []Volume
	Processes(context.Context) []ProcessReading
}

// Reading is what the system counts, since it started.
type Reading struct {
	Cores        []CoreTime
	Network      *Counters
	Disk         *Counters
	Load         *Load
	Memory, Swap *Space
	Uptime       time.Duration
}

// CoreTime is how long a core was busy, of how long altogether, in seconds.
type CoreTime struct{ Busy, Total float64 }

// Counters are in bytes.
type Counters struct{ In, Out uint64 }

// ProcessReading is a process and what it has used since it started.
type ProcessReading struct {
	Process         // without CPU
	Started int64   // in ms since 1970; tells two processes with one PID apart
	Seconds float64 // of processor time
}

// usage is how busy the cores were between two readings; nil when that cannot be told.
func usage(before, after []CoreTime) *CPU {
	if len(after) == 0 || len(before) != len(after) { // a core came or went: the next reading tells
		return nil
	}
	c := &CPU{Cores: make([]float64, len(after))}
	var busy, total float64
	for i := range after {
		b, t := after[i].Busy-before[i].Busy, after[i].Total-before[i].Total
		c.Cores[i] = share(b, t)
		busy, total = busy+max(0, b), total+max(0, t)
	}
	c.Total = share(busy, total)
	return c
}

// share keeps within 0 and 1 what counters that went backwards would put outside.
func share(part, whole float64) float64 {
	if whole <= 0 {
		return 0
	}
	return min(1, max(0, part/whole))
}

// rates is what was counted between two readings, by second; nil when that cannot be told.
func rates(before, after *Counters, elapsed time.Duration) *Rates {
	if before == nil || after == nil || elapsed <= 0 {
		return nil
	}
	return &Rates{rate(before.In, after.In, elapsed), rate(before.Out, after.Out, elapsed)}
}

// rate is zero where a counter went back: a device was removed, or counting began anew.
func rate(before, after uint64, elapsed time.Duration) float64 {
	if after < before {
		return 0
	}
	return float64(after-before) / elapsed.Seconds()
}
