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

// fakeSource is a machine whose counters grow by the same amount with each reading.
type fakeSource struct {
	reads, processReads atomic.Int64
}

func (s *fakeSource) Host(context.Context) Host { return Host{Name: "test", Cores: 2} }

func (s *fakeSource) Read(context.Context) Reading {
	n := uint64(s.reads.Add(1))
	return Reading{
		Cores:   []CoreTime{{Busy: float64(n) * 0.25, Total: float64(n)}, {Busy: float64(n) * 0.75, Total: float64(n)}},
		Network: &Counters{In: 1_000 * n, Out: 10 * n},
		Memory:  &Space{Used: 1 << 30, Total: 4 << 30},
		Uptime:  time.Duration(n) * time.Second,
	}
}

func (s *fakeSource) Volumes(context.Context) []Volume {
	return []Volume{{"/", "ext4", Space{1, 2}}}
}

func (s *fakeSource) Processes(context.Context) []ProcessReading {
	return []ProcessReading{{Process: Process{PID: 1, Name: "init"}, StartTime: 1, CPUSeconds: float64(s.processReads.Add(1))}}
}

// start runs a sampler in the synctest bubble of t until the test ends.
func start(t *testing.T, source Source, watched func() bool) *Sampler {
	t.Helper()
	s := &Sampler{Source: source, Topic: pubsub.NewTopic[Updated](new(pubsub.Local), "updated"), HasViewers: watched}
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

func advance(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func TestSampler_RatesNeedTwoReadings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, new(fakeSource), always)

		first := s.Latest()
		require.Equal(t, "test", first.Host.Name)
		require.Nil(t, first.Current.CPU)
		require.Nil(t, first.Current.Network)
		require.Nil(t, first.Current.Load, "fakeSource does not provide the load")
		require.InDelta(t, 0.25, first.Current.Memory.Fraction(), 1e-9)
		require.Equal(t, time.Second, first.Current.Uptime)
		require.Len(t, first.Processes, 1)
		require.Positive(t, first.Current.Runtime.Goroutines)

		advance(Interval)
		second := s.Latest()
		require.Equal(t, 1, second.Current.Seq)
		require.Equal(t, &CPU{Total: 0.5, Cores: []float64{0.25, 0.75}}, second.Current.CPU)
		require.Equal(t, &Rates{In: 1_000, Out: 10}, second.Current.Network)
		require.InDelta(t, 1, second.Processes[0].CPU, 1e-9)
		require.Len(t, first.History, 1, "a snapshot must not change")
	})
}

func TestSampler_HistoryIsLimited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, new(fakeSource), always)
		advance(500 * Interval)
		got := s.Latest()
		require.Len(t, got.History, HistoryLen)
		require.Same(t, got.Current, got.History[HistoryLen-1])
		for i, f := range got.History {
			require.Equal(t, 500-HistoryLen+1+i, f.Seq)
		}
	})
}

func TestSampler_ReadsProcessesLessOftenWithoutViewers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var watched atomic.Bool
		source := new(fakeSource)
		start(t, source, watched.Load)

		advance(Interval)
		require.EqualValues(t, 2, source.processReads.Load())
		advance(60 * Interval)
		require.EqualValues(t, 2+4, source.processReads.Load())

		watched.Store(true)
		advance(60 * Interval)
		require.InDelta(t, 2+4+30, source.processReads.Load(), 1)
		require.EqualValues(t, 122, source.reads.Load())
	})
}

func TestSampler_PublishesEachSnapshot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, new(fakeSource), always)
		var got []int
		cancel, err := s.Topic.Subscribe(t.Context(), func(d pubsub.Delivery[Updated]) {
			require.Equal(t, d.Value.Seq, s.Latest().Current.Seq, "the snapshot must be stored before it is published")
			got = append(got, d.Value.Seq)
		})
		require.NoError(t, err)
		advance(3 * Interval)
		cancel()
		require.Equal(t, []int{1, 2, 3}, got)
	})
}

func TestSampler_ClosedBus(t *testing.T) {
	var bus pubsub.Local
	require.NoError(t, bus.Close())
	s := &Sampler{Source: new(fakeSource), Topic: pubsub.NewTopic[Updated](&bus, "updated"), HasViewers: always}
	require.ErrorIs(t, s.Run(t.Context()), pubsub.ErrClosed)
}
