// Package sample takes snapshots of this machine's metrics once a second.
package sample

import "time"

// Metrics holds the measurements of one interval. A nil field means that the system does not provide
// the metric. Rates and CPU are also nil in the first Metrics, because they need two readings.
type Metrics struct {
	Seq     int // starts at 0
	At      time.Time
	Uptime  time.Duration // zero if unknown
	CPU     *CPU
	Load    *Load
	Memory  *Space
	Swap    *Space
	Network *Rates // all physical interfaces: In is received, Out is sent
	Disk    *Rates // all disks: In is read, Out is written
	Volumes []Volume
	Runtime Runtime
}

// CPU holds the utilization of the processors as fractions from 0 to 1.
type CPU struct {
	Total float64
	Cores []float64
}

// Load holds the system load averages over 1, 5 and 15 minutes.
type Load struct{ One, Five, Fifteen float64 }

// Space is an amount of memory or storage in bytes.
type Space struct{ Used, Total uint64 }

// Fraction returns the used part of the space, from 0 to 1.
func (s Space) Fraction() float64 {
	if s.Total == 0 {
		return 0
	}
	return min(1, float64(s.Used)/float64(s.Total))
}

// Rates holds throughput in bytes per second.
type Rates struct{ In, Out float64 }

// Volume is a mounted file system.
type Volume struct {
	MountPoint string
	FSType     string // for example "ext4" or "apfs"
	Space
}

// Process is a running program. It has no command line, because command lines may contain passwords.
type Process struct {
	PID    int32
	Name   string
	User   string  // empty if unknown
	CPU    float64 // 1 is one core
	Memory uint64  // resident set size in bytes
}

// Runtime holds statistics of this server's Go runtime. See runtime.MemStats.
type Runtime struct {
	Goroutines int
	HeapAlloc  uint64        // bytes of allocated heap objects
	Sys        uint64        // bytes obtained from the operating system
	LastPause  time.Duration // stop-the-world pause of the last garbage collection
	NumGC      uint32        // completed garbage collections
}

// Host describes the machine. It does not change while the program runs.
type Host struct {
	Name   string
	System string // for example "debian 13.1, linux 6.18"
	Cores  int
}
