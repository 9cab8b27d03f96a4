package redisbus

import (
	"testing"

	"github.com/lively-go/lively/pubsub"

	"github.com/stretchr/testify/require"
)

func keptTopic(l *line, at offset) *topic {
	t := l.acquire("a")
	l.confirm("a", noon)
	t.keeps, t.at, t.catching = true, at, true
	return t
}

func nth(n uint64) arrival {
	return arrival{at: offset{epoch: 1, n: n}, e: envelope{node: node{1}, at: position{1, n}, data: "x"}}
}

// A connection breaks while a topic catches up whose place is not known any more: nothing can be read, so it is Lost.
func TestALossWhileCatchingUpIsTold(t *testing.T) {
	l := newTestLine()
	keptTopic(l, offset{})
	l.broken()
	l.confirm("a", noon)
	require.Equal(t, remedies{lost: []string{"a"}}, l.heal(noon))
}

// If its place is known, it is read.
func TestABrokenConnectionIsReadFromThePlace(t *testing.T) {
	l := newTestLine()
	a := keptTopic(l, nth(5).at)
	a.catching = false
	l.broken()
	l.confirm("a", noon)
	require.Equal(t, remedies{behind: []*topic{a}}, l.heal(noon))
	require.True(t, a.catching && a.behind)
	require.Empty(t, l.heal(noon))
}

// What arrived after a hole that the stream does not fill is told with Lost: nobody reads for ever.
func TestAHoleThatStays(t *testing.T) {
	s := &session{line: newTestLine()}
	topic := keptTopic(s.line, nth(5).at)
	topic.pending = []arrival{nth(7), nth(8)}
	var gap offset
	told, done := s.drain(topic, &gap)
	require.Empty(t, told)
	require.False(t, done)
	require.True(t, topic.behind, "the stream is read first")

	topic.behind = false // and held nothing more
	told, done = s.drain(topic, &gap)
	require.False(t, done)
	require.Equal(t, []pubsub.Message{{Topic: "a", Lost: true}, {Topic: "a", Data: []byte("x")}, {Topic: "a", Data: []byte("x")}}, told)
	told, done = s.drain(topic, &gap)
	require.Empty(t, told)
	require.True(t, done)
	require.False(t, topic.catching)
}

// More messages than may wait are read again; none is forgotten.
func TestMoreThanMayWait(t *testing.T) {
	topic := keptTopic(newTestLine(), nth(0).at)
	for n := range uint64(maxPending + 1) {
		require.False(t, topic.behind)
		topic.wait(nth(n + 1))
	}
	require.True(t, topic.behind)
	require.Len(t, topic.pending, maxPending)
}

// A probe that came while a topic caught up is heard in the end: what it knows of and nobody has is Lost.
func TestAClaimIsChecked(t *testing.T) {
	for name, c := range map[string]struct {
		claimed uint64
		lost    bool
	}{"heard": {6, false}, "not in the stream": {7, true}} {
		t.Run(name, func(t *testing.T) {
			s := &session{line: newTestLine()}
			topic := keptTopic(s.line, nth(5).at)
			topic.remember(node{1}, position{1, 5})
			s.missing(envelope{node: node{1}}, []head{{"a", position{1, c.claimed}}}, noon)
			topic.pending = []arrival{nth(6)}
			var gap offset
			told, done := s.drain(topic, &gap)
			require.Equal(t, []pubsub.Message{{Topic: "a", Data: []byte("x")}}, told)
			require.False(t, done)
			told, done = s.drain(topic, &gap)
			require.True(t, done)
			require.Equal(t, c.lost, len(told) == 1 && told[0].Lost)
		})
	}
}
