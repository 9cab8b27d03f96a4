package sample

import "time"

// processes tells the readings of two moments as what the processes did in between.
type processes struct {
	at   time.Time
	used map[int32]use // by PID
}

// A use is what a process had used.
type use struct {
	started int64   // in ms since 1970
	seconds float64 // of processor time
}

// blur is by how many ms two readings of one start may differ: systems count from when they were booted, and know that to the second.
const blur = 2_000

// since returns the processes as they are now. One that has started since the last reading has used what it has used.
func (p *processes) since(now time.Time, readings []ProcessReading) []Process {
	elapsed := now.Sub(p.at).Seconds()
	used := make(map[int32]use, len(readings))
	all := make([]Process, len(readings))
	for i, r := range readings {
		used[r.PID] = use{r.Started, r.Seconds}
		all[i] = r.Process
		if p.used == nil || elapsed <= 0 {
			continue
		}
		switch before, known := p.used[r.PID]; {
		case known && max(before.started-r.Started, r.Started-before.started) < blur:
			all[i].CPU = max(0, r.Seconds-before.seconds) / elapsed
		case r.Started > p.at.UnixMilli()-blur:
			all[i].CPU = r.Seconds / elapsed
		}
	}
	p.at, p.used = now, used
	return all
}
