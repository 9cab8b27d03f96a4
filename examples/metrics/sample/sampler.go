package sample

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/lively-go/lively/pubsub"
)

const (
	// Every is the time between two Figures.
	Every = time.Second

	// Kept is how many Figures a Snapshot holds, the present ones included: two minutes and a little more.
	Kept = 140

	processesBusy = 2 * Every  // between two looks at the processes while somebody watches
	processesIdle = 15 * Every // and while nobody does
	volumesEvery  = 10 * Every
)

// Snapshot is all that is known at a moment. It is shared and never changed.
type Snapshot struct {
	Host      Host
	Now       *Figures
	Past      []*Figures // oldest first; the last is Now
	Processes []Process  // in no order
}

// Taken is published for each new Snapshot. It is a hint: Sampler.Latest has the figures.
type Taken struct{ N int }

// Sampler takes a Snapshot each second while Run runs. Looking at all processes is dear: that happens less often, and
// rarely while nobody watches.
type Sampler struct {
	Source  Source
	Topic   pubsub.Topic[Taken]
	Watched func() bool // whether somebody watches; called by Run's goroutine

	latest atomic.Pointer[Snapshot]
}

// Latest returns the newest snapshot, nil before the first. Any goroutine may call it.
func (s *Sampler) Latest() *Snapshot { return s.latest.Load() }

// Run takes snapshots until ctx ends.
func (s *Sampler) Run(ctx context.Context) error {
	r := run{Sampler: s, host: s.Source.Host(ctx)}
	tick := time.NewTicker(Every)
	defer tick.Stop()
	for {
		if ctx.Err() != nil {
			return nil
		}
		r.take(ctx)
		if err := s.Topic.Publish(ctx, Taken{r.n - 1}); err != nil && ctx.Err() == nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// run is what Run remembers from one snapshot to the next.
type run struct {
	*Sampler
	host   Host
	n      int
	at     time.Time
	before Reading
	past   []*Figures

	volumes     []Volume
	volumesAt   time.Time
	counted     processes
	processes   []Process
	processesAt time.Time
}

func (r *run) take(ctx context.Context) {
	now := time.Now()
	reading := r.Source.Read(ctx)
	if r.n == 0 || now.Sub(r.volumesAt) >= volumesEvery {
		r.volumes, r.volumesAt = r.Source.Volumes(ctx), now
	}
	if r.processesDue(now) {
		r.processes, r.processesAt = r.counted.since(now, r.Source.Processes(ctx)), now
	}
	f := &Figures{
		N:       r.n,
		At:      now,
		Uptime:  reading.Uptime,
		CPU:     usage(r.before.Cores, reading.Cores),
		Load:    reading.Load,
		Memory:  reading.Memory,
		Swap:    reading.Swap,
		Network: rates(r.before.Network, reading.Network, now.Sub(r.at)),
		Disk:    rates(r.before.Disk, reading.Disk, now.Sub(r.at)),
		Volumes: r.volumes,
		Server:  server(),
	}
	r.n, r.at, r.before = r.n+1, now, reading
	r.past = append(r.past, f)
	r.past = r.past[max(0, len(r.past)-Kept):]
	r.latest.Store(&Snapshot{Host: r.host, Now: f, Past: r.past, Processes: r.processes})
}

// processesDue is true for the first two snapshots, because the second is the first that knows what processes use.
func (r *run) processesDue(now time.Time) bool {
	every := processesIdle
	if r.Watched() {
		every = processesBusy
	}
	return r.n < 2 || now.Sub(r.processesAt) >= every-Every/2
}

func server() Server {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return Server{
		Goroutines: runtime.NumGoroutine(),
		Heap:       m.HeapAlloc,
		Memory:     m.Sys,
		Pause:      time.Duration(m.PauseNs[(m.NumGC+255)%256]),
		Collected:  m.NumGC,
	}
}
