package sample

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/lively-go/lively/pubsub"
)

const (
	// Interval is the time between two snapshots.
	Interval = time.Second

	// HistoryLen is the maximum number of Metrics in a Snapshot, including the current ones. It covers
	// slightly more than the two minutes that a chart shows.
	HistoryLen = 140

	// Reading all processes is expensive, so it happens less often, and rarely without viewers.
	processIntervalWatched = 2 * Interval
	processIntervalIdle    = 15 * Interval
	volumeInterval         = 10 * Interval
)

// Snapshot holds all metrics at one moment. It is shared between goroutines and must not be
// modified.
type Snapshot struct {
	Host      Host
	Current   *Metrics
	History   []*Metrics // oldest first; the last element is Current
	Processes []Process  // in no particular order
}

// Updated is published for each new Snapshot. It does not carry the snapshot: call Sampler.Latest.
type Updated struct{ Seq int }

// Sampler takes a Snapshot every Interval while Run is running.
type Sampler struct {
	Source Source
	Topic  pubsub.Topic[Updated]

	// HasViewers reports whether any page shows the metrics. It is called by the goroutine of Run.
	HasViewers func() bool

	latest atomic.Pointer[Snapshot]
}

// Latest returns the newest snapshot, or nil before the first one. It is safe for concurrent use.
func (s *Sampler) Latest() *Snapshot { return s.latest.Load() }

// Run takes snapshots until ctx is done. It returns an error if a snapshot cannot be published.
func (s *Sampler) Run(ctx context.Context) error {
	l := loop{Sampler: s, host: s.Source.Host(ctx)}
	ticker := time.NewTicker(Interval)
	defer ticker.Stop()
	for {
		if ctx.Err() != nil {
			return nil
		}
		l.sample(ctx)
		if err := s.Topic.Publish(ctx, Updated{l.seq - 1}); err != nil && ctx.Err() == nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// loop is the state that Run keeps between snapshots.
type loop struct {
	*Sampler
	host    Host
	seq     int
	lastAt  time.Time
	last    Reading
	history []*Metrics

	volumes     []Volume
	volumesAt   time.Time
	tracker     processTracker
	processes   []Process
	processesAt time.Time
}

func (l *loop) sample(ctx context.Context) {
	now := time.Now()
	reading := l.Source.Read(ctx)
	if l.seq == 0 || now.Sub(l.volumesAt) >= volumeInterval {
		l.volumes, l.volumesAt = l.Source.Volumes(ctx), now
	}
	if l.processesDue(now) {
		l.processes, l.processesAt = l.tracker.update(now, l.Source.Processes(ctx)), now
	}
	m := &Metrics{
		Seq:     l.seq,
		At:      now,
		Uptime:  reading.Uptime,
		CPU:     cpuUsage(l.last.Cores, reading.Cores),
		Load:    reading.Load,
		Memory:  reading.Memory,
		Swap:    reading.Swap,
		Network: rates(l.last.Network, reading.Network, now.Sub(l.lastAt)),
		Disk:    rates(l.last.Disk, reading.Disk, now.Sub(l.lastAt)),
		Volumes: l.volumes,
		Runtime: readRuntime(),
	}
	l.seq, l.lastAt, l.last = l.seq+1, now, reading
	l.history = append(l.history, m)
	l.history = l.history[max(0, len(l.history)-HistoryLen):]
	l.latest.Store(&Snapshot{Host: l.host, Current: m, History: l.history, Processes: l.processes})
}

// processesDue reports whether to read the processes now. It always reports true for the first two
// snapshots, because CPU usage needs two readings.
func (l *loop) processesDue(now time.Time) bool {
	interval := processIntervalIdle
	if l.HasViewers() {
		interval = processIntervalWatched
	}
	return l.seq < 2 || now.Sub(l.processesAt) >= interval-Interval/2
}

func readRuntime() Runtime {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return Runtime{
		Goroutines: runtime.NumGoroutine(),
		HeapAlloc:  m.HeapAlloc,
		Sys:        m.Sys,
		LastPause:  time.Duration(m.PauseNs[(m.NumGC+255)%256]),
		NumGC:      m.NumGC,
	}
}
