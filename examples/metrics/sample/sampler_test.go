package sample

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/lively-go/lively/pubsub"

	"github.com/stretchr/testify/require"
)

// script is a machine whose counters go up by the same amount with each reading.
type script struct {
	reads, looks atomic.Int64
}

func (s *script) Host(context.Context) Host { return Host{Name: "test", Cores: 2} }

func (s *script) Read(context.Context) Reading {
	n := uint64(s.reads.Add(1))
	return Reading{
		Cores:   []CoreTime{{Busy: float64(n) * 0.25, Total: float64(n)}, {Busy: float64(n) * 0.75, Total: float64(n)}},
		Network: &Counters{In: 1_000 * n, Out: 10 * n},
		Memory:  &Space{Used: 1 << 30, Total: 4 << 30},
		Uptime:  time.Duration(n) * time.Second,
	}
}

func (s *script) Volumes(context.Context) []Volume {
	return []Volume{{"/", "ext4", Space{1, 2}}}
}

func (s *script) Processes(context.Context) []ProcessReading {
	return []ProcessReading{{Process: Process{PID: 1, Name: "init"}, Started: 1, Seconds: float64(s.looks.Add(1))}}
}

// start runs a sampler in the bubble of t until the test ends.
func start(t *testing.T, source Source, watched func() bool) *Sampler {
	t.Helper()
	s := &Sampler{Source: source, Topic: pubsub.NewTopic[Taken](new(pubsub.Local), "taken"), Watched: watched}
	require.Nil(t, s.Latest())
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-done)
	})
	synctest.Wait()
	return s
}

func always() bool { return true }

func elapse(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func TestFirstSnapshotIsThereAtOnceAndRatesASecondLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, new(script), always)

		first := s.Latest()
		require.Equal(t, "test", first.Host.Name)
		require.Nil(t, first.Now.CPU)
		require.Nil(t, first.Now.Network)
		require.Nil(t, first.Now.Load, "this machine does not tell it")
		require.InDelta(t, 0.25, first.Now.Memory.Share(), 1e-9)
		require.Equal(t, time.Second, first.Now.Uptime)
		require.Len(t, first.Processes, 1)
		require.Positive(t, first.Now.Server.Goroutines)

		elapse(Every)
		second := s.Latest()
		require.Equal(t, 1, second.Now.N)
		require.Equal(t, &CPU{Total: 0.5, Cores: []float64{0.25, 0.75}}, second.Now.CPU)
		require.Equal(t, &Rates{In: 1_000, Out: 10}, second.Now.Network)
		require.InDelta(t, 1, second.Processes[0].CPU, 1e-9)
		require.Len(t, first.Past, 1, "a snapshot never changes")
	})
}

func TestSnapshotKeepsTwoMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, new(script), always)
		elapse(500 * Every)
		got := s.Latest()
		require.Len(t, got.Past, Kept)
		require.Same(t, got.Now, got.Past[Kept-1])
		for i, f := range got.Past {
			require.Equal(t, 500-Kept+1+i, f.N)
		}
	})
}

func TestProcessesAreLookedAtRarelyWhenNobodyWatches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var watched atomic.Bool
		source := new(script)
		start(t, source, watched.Load)

		elapse(Every)
		require.EqualValues(t, 2, source.looks.Load())
		elapse(60 * Every)
		require.EqualValues(t, 2+4, source.looks.Load())

		watched.Store(true)
		elapse(60 * Every)
		require.InDelta(t, 2+4+30, source.looks.Load(), 1)
		require.EqualValues(t, 122, source.reads.Load())
	})
}

func TestEachSnapshotIsPublished(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, new(script), always)
		var got []int
		cancel, err := s.Topic.Subscribe(t.Context(), func(d pubsub.Delivery[Taken]) {
			require.Equal(t, d.Value.N, s.Latest().Now.N, "the snapshot is there when it is told of")
			got = append(got, d.Value.N)
		})
		require.NoError(t, err)
		elapse(3 * Every)
		cancel()
		require.Equal(t, []int{1, 2, 3}, got)
	})
}

func TestRunSaysThatTheBusIsClosed(t *testing.T) {
	var bus pubsub.Local
	require.NoError(t, bus.Close())
	s := &Sampler{Source: new(script), Topic: pubsub.NewTopic[Taken](&bus, "taken"), Watched: always}
	require.ErrorIs(t, s.Run(t.Context()), pubsub.ErrClosed)
}
