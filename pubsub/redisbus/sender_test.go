package redisbus

import (
	"context"
	"testing"
	"time"

	"github.com/lively-go/lively/internal/redistest"

	"github.com/stretchr/testify/require"
)

// The topics of which something was lost are forgotten: then the probe says that all are meant, and the nodes that have not
// read the store since tell their subscribers.
func TestALossInForgottenTopicsIsToldToAll(t *testing.T) {
	s := &sender{limit: 10, wake: make(chan struct{}, 1)}
	s.numbers.begin(noon)
	now := time.Now()
	s.numbers.lostAll = now.Add(-time.Minute)
	s.probe()
	sent := s.take()
	require.Len(t, sent, 1)
	e, err := decode(string(sent[0].payload))
	require.NoError(t, err)
	require.True(t, e.lost)
	require.Zero(t, s.numbers.lostAll)

	l := &line{bus: new(Bus), topics: map[string]*topic{
		"stale": {on: true, incoming: incoming{told: now.Add(-time.Hour)}},
		"off":   {},
		"read":  {on: true, incoming: incoming{told: now}},
	}}
	require.Equal(t, []string{"stale"}, (&session{line: l}).missing(e, nil, time.Now()).lost)

	s.lose(sent[0], noon)
	require.NotZero(t, s.numbers.lostAll, "the probe did not arrive: the next one says so")
}

func TestALostProbeIsMadeGood(t *testing.T) {
	s := &sender{limit: 10, wake: make(chan struct{}, 1)}
	s.publish("a", nil)
	s.take()
	s.probe()
	first := s.take()
	require.Equal(t, []head{{"a", position{1, 1}}}, headsOf(t, first))
	s.probe()
	require.Empty(t, headsOf(t, s.take()), "they were told")
	s.lose(first[0], noon)
	s.probe()
	require.Equal(t, headsOf(t, first), headsOf(t, s.take()))
}

func headsOf(t *testing.T, sent []parcel) []head {
	t.Helper()
	require.Len(t, sent, 1)
	e, err := decode(string(sent[0].payload))
	require.NoError(t, err)
	heads, err := decodeHeads(e.data)
	require.NoError(t, err)
	return heads
}

// While nothing gets through, only probes wait. The first message that can be sent says what was lost.
func TestAQueueIsDroppedButProbes(t *testing.T) {
	s := &sender{limit: 10, wake: make(chan struct{}, 1)}
	s.publish("a", []byte("1"))
	s.probe()
	s.down = true
	s.dropQueue(noon)
	s.publish("a", []byte("2"))
	require.Len(t, s.queue, 1)
	require.Nil(t, s.queue[0].topic)
	require.Equal(t, len(s.queue[0].payload), s.bytes)
	s.take()
	require.Zero(t, s.bytes)

	s.down = false
	s.publish("a", []byte("3"))
	s.publish("a", []byte("4"))
	sent := s.take()
	require.Len(t, sent, 2)
	for i, lost := range []bool{true, false} {
		e, err := decode(string(sent[i].payload))
		require.NoError(t, err)
		require.Equal(t, lost, e.lost)
		require.EqualValues(t, 3+i, e.at.seq)
	}
	s.probe()
	require.Len(t, s.take(), 1, "no notice: the loss was told")
}

func TestTheQueueIsBounded(t *testing.T) {
	s := &sender{limit: 3, wake: make(chan struct{}, 1)}
	for range 5 {
		s.publish("a", nil)
	}
	require.Len(t, s.queue, 3)

	s = &sender{limit: 100, wake: make(chan struct{}, 1)}
	for range 5 {
		s.publish("a", make([]byte, maxQueueBytes/3))
	}
	require.Len(t, s.queue, 2)
	s.take()
	s.publish("a", make([]byte, 2*maxQueueBytes))
	require.Len(t, s.queue, 1, "alone, one of any size may go")
}

// What waits when the bus is closed is still sent.
func TestASenderEndsWhenAllIsSent(t *testing.T) {
	server := redistest.Start(t)
	c, err := connect(server.URL(), time.Minute)
	require.NoError(t, err)
	defer c.Close()
	s := &sender{client: c, limit: 2 * maxBatch, patience: time.Minute, wake: make(chan struct{}, 1)}
	for range maxBatch + 1 {
		s.publish("a", nil)
	}
	<-s.wake
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s.run(ctx)
	require.Contains(t, server.Do(t, "INFO", "commandstats"), "cmdstat_publish:calls=513,")
}
