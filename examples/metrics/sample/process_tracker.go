package sample

import "time"

// processTracker computes the CPU usage of processes from consecutive readings.
type processTracker struct {
	lastAt time.Time
	last   map[int32]processUsage // by PID
}

// processUsage holds the values of a process in the previous reading.
type processUsage struct {
	startTime  int64 // Unix milliseconds
	cpuSeconds float64
}

// startTolerance is the difference in milliseconds up to which two start times are considered equal.
// Systems derive the start time from the boot time, which they know only to the second.
const startTolerance = 2_000

// update returns the processes of a new reading with their CPU usage since the previous one. All
// CPU time of a process that has started in between counts.
func (t *processTracker) update(now time.Time, readings []ProcessReading) []Process {
	elapsed := now.Sub(t.lastAt).Seconds()
	usage := make(map[int32]processUsage, len(readings))
	processes := make([]Process, len(readings))
	for i, r := range readings {
		usage[r.PID] = processUsage{r.StartTime, r.CPUSeconds}
		processes[i] = r.Process
		if t.last == nil || elapsed <= 0 {
			continue
		}
		switch last, ok := t.last[r.PID]; {
		case ok && max(last.startTime-r.StartTime, r.StartTime-last.startTime) < startTolerance:
			processes[i].CPU = max(0, r.CPUSeconds-last.cpuSeconds) / elapsed
		case r.StartTime > t.lastAt.UnixMilli()-startTolerance:
			processes[i].CPU = r.CPUSeconds / elapsed
		}
	}
	t.lastAt, t.last = now, usage
	return processes
}
