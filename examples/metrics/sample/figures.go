// Package sample reads what this machine does, once a second for everybody who wants to know.
package sample

import "time"

// Figures are what the machine did in the second that ended at At. A part that is nil is not to be had on this system;
// rates are nil in the first Figures too, because they take two readings.
type Figures struct {
	N       int // counts from 0
	At      time.Time
	Uptime  time.Duration // zero when unknown
	CPU     *CPU
	Load    *Load
	Memory  *Space
	Swap    *Space
	Network *Rates // of all network cards: In is received, Out is sent
	Disk    *Rates // of all disks: In is read, Out is written
	Volumes []Volume
	Server  Server
}

// CPU is how busy the processors were, from 0 to 1.
type CPU struct {
	Total float64
	Cores []float64
}

// Load is the average number of processes that ran or wanted to, over 1, 5 and 15 minutes.
type Load struct{ One, Five, Fifteen float64 }

// Space is in bytes.
type Space struct{ Used, Total uint64 }

// Share is how much of the space is used, from 0 to 1.
func (s Space) Share() float64 {
	if s.Total == 0 {
		return 0
	}
	return min(1, float64(s.Used)/float64(s.Total))
}

// Rates are in bytes per second.
type Rates struct{ In, Out float64 }

// Volume is a mounted file system.
type Volume struct {
	Mount string
	Kind  string // ext4, apfs …
	Space
}

// Process is a running program. It has a name and no command line: those hold passwords.
type Process struct {
	PID    int32
	Name   string
	User   string  // "" when unknown
	CPU    float64 // 1 is one core
	Memory uint64  // resident, in bytes
}

// Server is this very process.
type Server struct {
	Goroutines int
	Heap       uint64        // bytes of live and not yet swept objects
	Memory     uint64        // bytes obtained from the system
	Pause      time.Duration // the last stop of the world by the garbage collector
	Collected  uint32        // garbage collections since start
}

// Host is what does not change while the program runs.
type Host struct {
	Name   string
	System string // "debian 13.1, linux 6.18"
	Cores  int
}
