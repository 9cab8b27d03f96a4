package redisbus

import (
	"testing"

	"github.com/lively-go/lively/pubsub"

	"github.com/stretchr/testify/require"
)

func historyTopic(s *shard, at offset) *topic {
	t := s.acquire("a")
	s.onSubscribed("a", noon)
	t.hasHistory, t.offset, t.catchingUp = true, at, true
	return t
}

func receivedAt(n uint64) receivedMessage {
	return receivedMessage{offset: offset{epoch: 1, seq: n}, envelope: envelope{node: node{1}, pos: position{1, n}, data: "x"}}
}

// The connection is lost while a topic without a known offset catches up: nothing can be read, so
// Lost is reported.
func TestCatchUp_DisconnectWithoutOffset(t *testing.T) {
	s := newTestShard()
	historyTopic(s, offset{})
	s.onDisconnect()
	s.onSubscribed("a", noon)
	require.Equal(t, recovery{lost: []string{"a"}}, s.onConnected(noon))
}

// If the offset is known, the stream is read from there.
func TestCatchUp_DisconnectWithOffset(t *testing.T) {
	s := newTestShard()
	a := historyTopic(s, receivedAt(5).offset)
	a.catchingUp = false
	s.onDisconnect()
	s.onSubscribed("a", noon)
	require.Equal(t, recovery{toRead: []*topic{a}}, s.onConnected(noon))
	require.True(t, a.catchingUp && a.needsRead)
	require.Empty(t, s.onConnected(noon))
}

// Messages after a gap that the stream does not fill are delivered with Lost. The stream is read
// only once.
func TestCatchUp_GapNotInStream(t *testing.T) {
	conn := &conn{shard: newTestShard()}
	topic := historyTopic(conn.shard, receivedAt(5).offset)
	topic.pending = []receivedMessage{receivedAt(7), receivedAt(8)}
	var gap offset
	deliveries, done := conn.drainPending(topic, &gap)
	require.Empty(t, deliveries)
	require.False(t, done)
	require.True(t, topic.needsRead, "the stream must be read first")

	topic.needsRead = false // no further messages in the stream
	deliveries, done = conn.drainPending(topic, &gap)
	require.False(t, done)
	require.Equal(t, []pubsub.Message{{Topic: "a", Lost: true}, {Topic: "a", Data: []byte("x")}, {Topic: "a", Data: []byte("x")}}, deliveries)
	deliveries, done = conn.drainPending(topic, &gap)
	require.Empty(t, deliveries)
	require.True(t, done)
	require.False(t, topic.catchingUp)
}

// If more messages are received than can be queued, the stream is read again.
func TestCatchUp_FullQueueReadsStreamAgain(t *testing.T) {
	topic := historyTopic(newTestShard(), receivedAt(0).offset)
	for n := range uint64(maxPending + 1) {
		require.False(t, topic.needsRead)
		topic.enqueue(receivedAt(n + 1))
	}
	require.True(t, topic.needsRead)
	require.Len(t, topic.pending, maxPending)
}

// A probe received while a topic catches up is evaluated afterwards: messages that it proves to be
// missing are lost.
func TestCatchUp_ChecksClaims(t *testing.T) {
	for name, c := range map[string]struct {
		claimed uint64
		lost    bool
	}{"received": {6, false}, "not in the stream": {7, true}} {
		t.Run(name, func(t *testing.T) {
			conn := &conn{shard: newTestShard()}
			topic := historyTopic(conn.shard, receivedAt(5).offset)
			topic.record(node{1}, position{1, 5})
			conn.checkProbe(envelope{node: node{1}}, []latestSeq{{"a", position{1, c.claimed}}}, noon)
			topic.pending = []receivedMessage{receivedAt(6)}
			var gap offset
			deliveries, done := conn.drainPending(topic, &gap)
			require.Equal(t, []pubsub.Message{{Topic: "a", Data: []byte("x")}}, deliveries)
			require.False(t, done)
			deliveries, done = conn.drainPending(topic, &gap)
			require.True(t, done)
			require.Equal(t, c.lost, len(deliveries) == 1 && deliveries[0].Lost)
		})
	}
}
