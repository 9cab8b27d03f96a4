package redisbus

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// requireBounded checks the number of entries that a sequencer keeps.
func requireBounded(t *testing.T, s *sequencer, recent int) {
	t.Helper()
	require.LessOrEqual(t, len(s.topics), maxTopics)
	require.Equal(t, len(s.topics), s.used.Len())
	require.LessOrEqual(t, s.recent.Len(), recent)
	require.LessOrEqual(t, s.unreported.Len(), len(s.topics))
}

func TestSequencer_BoundsTopics(t *testing.T) {
	var s sequencer
	for n := range maxTopics {
		s.next(fmt.Sprint(n), noon)
		s.latestSeqs()
	}
	kept := s.next("0", noon) // the topic used least recently is "1" now
	s.recordLoss(s.topics["1"], noon)
	old := s.topics["1"]
	s.next("one more", noon)
	requireBounded(t, &s, 2)
	require.Same(t, kept, s.topics["0"])
	require.Equal(t, position{1, 2}, kept.pos)
	require.Nil(t, s.topics["1"])
	require.Equal(t, noon, s.untrackedLossAt, "the topic of the loss is no longer stored")
	require.Zero(t, s.unreported.Len())

	s.untrackedLossAt = time.Time{}
	s.recordLoss(old, noon)
	require.Equal(t, noon, s.untrackedLossAt)
	require.Equal(t, position{maxTopics + 2, 1}, s.next("1", noon).pos)
}

// A subscriber that knows the numbers of a topic before it was forgotten receives Lost with the next
// message, or when a probe shows its number.
func TestSequencer_ForgottenTopicIsLost(t *testing.T) {
	var s sequencer
	var d, byProbe gapDetector
	for range 3 {
		e := envelope{pos: s.next("a", noon).pos}
		require.Equal(t, deliver, d.check(e, noon))
		require.Equal(t, deliver, byProbe.check(e, noon))
	}
	s.next("a", noon) // lost silently
	s.forget(s.topics["a"], noon)
	pos := s.next("a", noon).pos
	require.Equal(t, deliverLost, d.check(envelope{pos: pos}, noon))
	require.True(t, byProbe.checkLatest(node{}, pos, noon))
}

func TestSequencer_LostProbe(t *testing.T) {
	var s sequencer
	for n := range maxProbeTopics + 1 {
		s.next(fmt.Sprint(n), noon)
	}
	_, first := s.latestSeqs()
	require.Len(t, first, maxProbeTopics)
	_, second := s.latestSeqs()
	require.Len(t, second, 1)
	s.markRecent(first, noon)
	_, third := s.latestSeqs()
	require.Equal(t, first, third)
}

// manyTopics is more than the sequencer stores.
const manyTopics = 3 * maxTopics

// A node publishes to new topics faster than probes are sent. The numbers of all of them reach the
// other nodes, although few are kept.
func TestSender_ManyTopics(t *testing.T) {
	s := &sender{maxQueue: 8192, wake: make(chan struct{}, 1)}
	shown := 0
	takeAll := func() {
		for batch := s.takeBatch(); len(batch) > 0; batch = s.takeBatch() {
			for _, m := range batch {
				if m.topic == nil {
					shown += len(latestSeqsOf(t, []outgoingMessage{m}))
				}
			}
		}
	}
	for n := range manyTopics {
		s.publish(fmt.Sprint(n), nil)
		require.LessOrEqual(t, s.sequencer.recent.Len(), maxProbeTopics)
		if n%maxBatch == 0 {
			takeAll()
		}
	}
	requireBounded(t, &s.sequencer, maxProbeTopics)
	s.sendProbe()
	takeAll()
	require.Equal(t, manyTopics, shown)
	require.Zero(t, s.sequencer.untrackedLossAt)
	require.Zero(t, s.sequencer.unreported.Len())
}

// The same while nothing can be sent. Afterwards the stored topics report their losses, and the
// probe reports those of the others.
func TestSender_ManyTopicsDuringOutage(t *testing.T) {
	for name, prepare := range map[string]func(*sender){
		"unreachable":      func(s *sender) { s.unreachable = true },
		"full queue":       func(s *sender) { s.publish("first", nil); s.maxQueue = 1 },
		"everything fails": func(*sender) {},
	} {
		t.Run(name, func(t *testing.T) {
			s := &sender{maxQueue: 8192, wake: make(chan struct{}, 1)}
			prepare(s)
			summaries := 0
			for n := range manyTopics {
				s.publish(fmt.Sprint(n), nil)
				if name == "everything fails" {
					for _, m := range s.takeBatch() {
						s.recordLoss(m)
						if m.summary {
							summaries++
						}
					}
				}
			}
			require.LessOrEqual(t, summaries, manyTopics/maxProbeTopics)
			requireBounded(t, &s.sequencer, maxRecent)
			require.LessOrEqual(t, len(s.queue), 8192)
			require.NotZero(t, s.sequencer.untrackedLossAt)
			require.Equal(t, maxTopics, s.sequencer.unreported.Len())
		})
	}
}

// A topic whose number was not sent to the other nodes, because too many others wait, is reported as
// lost.
func TestSequencer_RecentOverflowIsLoss(t *testing.T) {
	var s sequencer
	for n := range maxRecent {
		s.next(fmt.Sprint(n), noon)
	}
	require.Zero(t, s.unreported.Len())
	s.next("one more", noon)
	require.Equal(t, maxRecent, s.recent.Len())
	require.Equal(t, []*topicSeq{s.topics["0"]}, s.unreportedLosses(10))
}

// A notice that Redis rejects is queued once for each probe, with the same number and the time of
// the real loss.
func TestSender_RejectedNoticeKeepsNumber(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &sender{maxQueue: 10, wake: make(chan struct{}, 1)}
		s.publish("a", []byte("rejected"))
		s.recordLoss(s.takeBatch()[0])
		time.Sleep(time.Minute)
		for range 5 {
			s.sendProbe()
			sent := s.takeBatch()
			require.Len(t, sent, 2)
			e, err := decode(string(sent[0].payload))
			require.NoError(t, err)
			require.True(t, e.lost && e.noData)
			require.EqualValues(t, 2, e.pos.seq)
			require.Equal(t, time.Minute, e.lossAge)
			s.recordLoss(sent[0]) // rejected
		}
		s.publish("a", []byte("rejected"))
		s.recordLoss(s.takeBatch()[0])
		s.sendProbe()
		require.EqualValues(t, 4, s.sequencer.topics["a"].pos.seq, "another loss has another number")
	})
}

func TestClaims_Bounded(t *testing.T) {
	c := conn{shard: newTestShard()}
	topic := historyTopic(c.shard, receivedAt(5).offset)
	for n := range 2 * maxPublishers {
		for seq := range uint64(3) {
			topic.claims.add(node{byte(n), byte(n >> 8)}, position{1, seq})
		}
	}
	require.Len(t, topic.claims.byNode, maxPublishers)
	var gap offset
	deliveries, done := c.drainPending(topic, &gap)
	require.True(t, done)
	require.Len(t, deliveries, 1)
	require.True(t, deliveries[0].Lost, "claims were dropped")
	require.Empty(t, topic.claims)
}
