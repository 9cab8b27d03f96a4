package redisbus

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/lively-go/lively/internal/redistest"

	"github.com/stretchr/testify/require"
)

// If the topic of a loss is no longer stored, the probe reports a loss in all topics. Other nodes
// report Lost to the subscribers to which they have not reported it since.
func TestSender_UntrackedLossIsReportedToAllTopics(t *testing.T) {
	s := &sender{maxQueue: 10, wake: make(chan struct{}, 1)}
	now := time.Now()
	s.sequencer.untrackedLossAt = now.Add(-time.Minute)
	s.sendProbe()
	sent := s.takeBatch()
	require.Len(t, sent, 1)
	e, err := decode(string(sent[0].payload))
	require.NoError(t, err)
	require.True(t, e.lost)
	require.Zero(t, s.sequencer.untrackedLossAt)

	sh := &shard{bus: new(Bus), topics: map[string]*topic{
		"stale":          {subscribed: true, gapDetector: gapDetector{reportedAt: now.Add(-time.Hour)}},
		"not subscribed": {},
		"recent":         {subscribed: true, gapDetector: gapDetector{reportedAt: now}},
	}}
	require.Equal(t, []string{"stale"}, (&conn{shard: sh}).checkProbe(e, nil, time.Now()).lost)

	s.recordLoss(sent[0])
	require.NotZero(t, s.sequencer.untrackedLossAt, "the probe was lost, so the next one must report the loss")
}

func TestSender_LostProbeIsResent(t *testing.T) {
	s := &sender{maxQueue: 10, wake: make(chan struct{}, 1)}
	s.publish("a", nil)
	s.takeBatch()
	s.sendProbe()
	first := s.takeBatch()
	require.Equal(t, []latestSeq{{"a", position{1, 1}}}, latestSeqsOf(t, first))
	s.sendProbe()
	require.Empty(t, latestSeqsOf(t, s.takeBatch()), "already sent")
	s.recordLoss(first[0])
	s.sendProbe()
	require.Equal(t, latestSeqsOf(t, first), latestSeqsOf(t, s.takeBatch()))
}

func latestSeqsOf(t *testing.T, sent []outgoingMessage) []latestSeq {
	t.Helper()
	require.Len(t, sent, 1)
	e, err := decode(string(sent[0].payload))
	require.NoError(t, err)
	seqs, err := decodeLatestSeqs(e.data)
	require.NoError(t, err)
	return seqs
}

// While Redis is unreachable, only probes are queued. The first message sent afterwards reports the
// loss.
func TestSender_DropQueueKeepsProbes(t *testing.T) {
	s := &sender{maxQueue: 10, wake: make(chan struct{}, 1)}
	s.publish("a", []byte("1"))
	s.sendProbe()
	s.unreachable = true
	s.dropQueue()
	s.publish("a", []byte("2"))
	require.Len(t, s.queue, 1)
	require.Nil(t, s.queue[0].topic)
	require.Equal(t, len(s.queue[0].payload), s.bytes)
	s.takeBatch()
	require.Zero(t, s.bytes)

	s.unreachable = false
	s.publish("a", []byte("3"))
	s.publish("a", []byte("4"))
	sent := s.takeBatch()
	require.Len(t, sent, 2)
	for i, lost := range []bool{true, false} {
		e, err := decode(string(sent[i].payload))
		require.NoError(t, err)
		require.Equal(t, lost, e.lost)
		require.EqualValues(t, 3+i, e.pos.seq)
	}
	s.sendProbe()
	require.Len(t, s.takeBatch(), 1, "sent a notice of a reported loss")
}

// A bus is OK when its probe has returned, even if the sender has not read the reply to it yet.
// Messages are not dropped then.
func TestSender_ReachableWhenProbeReturns(t *testing.T) {
	s := &sender{maxQueue: 10, wake: make(chan struct{}, 1), unreachable: true}
	c := &conn{shard: &shard{sender: s}, probeReturned: make(chan time.Time, 1)}
	s.publish("a", []byte("lost"))
	c.sendProbe()
	probe, err := decode(string(s.takeBatch()[0].payload))
	require.NoError(t, err)
	c.handleOwnProbe(probe, noon)
	require.Len(t, c.probeReturned, 1)
	s.publish("a", []byte("after"))
	sent := s.takeBatch()
	require.Len(t, sent, 2)
	for i, want := range []envelope{{lost: true, noData: true}, {data: "after"}} {
		e, err := decode(string(sent[i].payload))
		require.NoError(t, err)
		require.Equal(t, want, envelope{lost: e.lost, noData: e.noData, data: e.data})
	}
}

// The time of a loss is when the message was published, not when the attempt to send it failed. A
// subscriber that has received Lost in between has read the store since.
func TestSender_LossAgeCountsFromPublish(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, fail := range map[string]func(*sender){
			"sent":   func(s *sender) { s.recordLoss(s.takeBatch()[0]) },
			"queued": (*sender).dropQueue,
		} {
			s := &sender{maxQueue: 10, wake: make(chan struct{}, 1)}
			s.publish("a", []byte("lost"))
			time.Sleep(time.Minute)
			fail(s)
			s.publish("a", []byte("after"))
			e, err := decode(string(s.takeBatch()[0].payload))
			require.NoError(t, err)
			require.Equal(t, time.Minute, e.lossAge, name)
		}
	})
}

func TestSender_BoundsQueue(t *testing.T) {
	s := &sender{maxQueue: 3, wake: make(chan struct{}, 1)}
	for range 5 {
		s.publish("a", nil)
	}
	require.Len(t, s.queue, 3)

	s = &sender{maxQueue: 100, wake: make(chan struct{}, 1)}
	for range 5 {
		s.publish("a", make([]byte, maxQueueBytes/3))
	}
	require.Len(t, s.queue, 2)
	s.takeBatch()
	s.publish("a", make([]byte, 2*maxQueueBytes))
	require.Len(t, s.queue, 1, "a message of any size must fit into an empty queue")
}

func TestSender_SendsQueueBeforeEnd(t *testing.T) {
	server := redistest.Start(t)
	c, err := newClient(server.URL(), time.Minute)
	require.NoError(t, err)
	defer c.Close()
	s := &sender{client: c, maxQueue: 2 * maxBatch, timeout: time.Minute, wake: make(chan struct{}, 1)}
	for range maxBatch + 1 {
		s.publish("a", nil)
	}
	<-s.wake
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s.run(ctx)
	require.Contains(t, server.Do(t, "INFO", "commandstats"), "cmdstat_publish:calls=513,")
}
