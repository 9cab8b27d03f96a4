package sample

import "time"

// processes tells the readings of two moments as what the processes did in between.
type processes struct {
	at   time.Time
	used map[processKey]float64 // seconds of processor time
}

type processKey struct {
	pid     int32
	started int64
}

// since returns the processes as they are now. One that has started since the last reading has used what it has used.
func (p *processes) since(now time.Time, readings []ProcessReading) []Process {
	elapsed := now.Sub(p.at).Seconds()
	used := make(map[processKey]float64, len(readings))
	all := make([]Process, len(readings))
	for i, r := range readings {
		key := processKey{r.PID, r.Started}
		used[key] = r.Seconds
		all[i] = r.Process
		if p.used != nil && elapsed > 0 {
			all[i].CPU = max(0, r.Seconds-p.used[key]) / elapsed
		}
	}
	p.at, p.used = now, used
	return all
}
