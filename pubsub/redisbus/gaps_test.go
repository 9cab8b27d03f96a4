package redisbus

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

func TestJudge(t *testing.T) {
	a, b := node{1}, node{2}
	type step struct {
		e    envelope
		want action
	}
	at := func(n node, epoch, seq uint64) envelope { return envelope{node: n, pos: position{epoch, seq}} }
	for name, steps := range map[string][]step{
		"in order":              {{at(a, 1, 1), deliver}, {at(a, 1, 2), deliver}, {at(a, 1, 3), deliver}},
		"begun in the middle":   {{at(a, 1, 7), deliver}, {at(a, 1, 8), deliver}},
		"a hole":                {{at(a, 1, 1), deliver}, {at(a, 1, 3), deliverLost}, {at(a, 1, 4), deliver}},
		"twice":                 {{at(a, 1, 1), deliver}, {at(a, 1, 1), discard}, {at(a, 1, 2), deliver}},
		"too late":              {{at(a, 1, 2), deliver}, {at(a, 1, 1), discard}, {at(a, 1, 3), deliver}},
		"another node":          {{at(a, 1, 7), deliver}, {at(b, 1, 2), deliver}, {at(a, 1, 8), deliver}, {at(b, 1, 4), deliverLost}},
		"a new epoch":           {{at(a, 1, 7), deliver}, {at(a, 2, 1), deliver}, {at(a, 1, 8), discard}},
		"a new epoch with hole": {{at(a, 1, 7), deliver}, {at(a, 2, 2), deliverLost}},
	} {
		t.Run(name, func(t *testing.T) {
			var in gapDetector
			for n, s := range steps {
				require.Equal(t, s.want, in.check(s.e, noon), "step %d", n)
			}
		})
	}
}

// Who has read the store since a message was lost need not read it again.
func TestALossIsToldOnce(t *testing.T) {
	lost := func(seq uint64, age time.Duration) envelope {
		return envelope{pos: position{1, seq}, lost: true, lossAge: age}
	}
	in := gapDetector{reportedAt: noon.Add(-10 * time.Second)}
	require.Equal(t, deliver, in.check(lost(1, 11*time.Second), noon))
	require.Equal(t, deliverLost, in.check(lost(2, 9*time.Second), noon))
	require.Equal(t, deliver, in.check(lost(3, 10*time.Second), noon))

	in.reset()
	require.Equal(t, deliverLost, in.check(envelope{pos: position{1, 9}}, noon))
	require.False(t, in.takeLoss(noon), "told with the message")
}

func TestMissing(t *testing.T) {
	var in gapDetector
	a := node{1}
	require.False(t, in.checkLatest(a, position{1, 5}, noon), "nothing was known")
	require.False(t, in.checkLatest(a, position{1, 5}, noon))
	require.Equal(t, deliver, in.check(envelope{node: a, pos: position{1, 6}}, noon))
	require.True(t, in.checkLatest(a, position{1, 7}, noon))
	require.False(t, in.checkLatest(a, position{1, 7}, noon), "told already")
	require.Equal(t, discard, in.check(envelope{node: a, pos: position{1, 7}}, noon))
	require.True(t, in.checkLatest(a, position{2, 1}, noon))
}

func TestPublishersAreForgotten(t *testing.T) {
	var in gapDetector
	for n := range maxPublishers {
		require.Equal(t, deliver, in.check(envelope{node: node{byte(n), byte(n >> 8)}, pos: position{1, 1}}, noon))
	}
	require.Equal(t, deliverLost, in.check(envelope{node: node{0, 0, 1}, pos: position{1, 1}}, noon), "what was forgotten may be missing")
	require.Len(t, in.last, 1)
}

// Whatever is lost on the way, and whatever is forgotten: a receiver hears all, or Lost after the last of it.
func TestNumbersModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var out sequencer
		var in gapDetector
		complete := true // the receiver knows all, or was told
		now := noon
		out.next("a", now)
		require.Equal(rt, deliver, in.check(envelope{pos: out.topics["a"].pos}, now))
		arrive := func(e envelope, t *topicSeq) {
			e.pos = t.pos
			t.attachLoss(&e, now)
			if in.check(e, now) == deliverLost {
				complete = true
			}
		}
		rt.Repeat(map[string]func(*rapid.T){
			"arrives": func(*rapid.T) { arrive(envelope{}, out.next("a", now)) },
			"is lost and nobody knows": func(*rapid.T) {
				out.next("a", now)
				complete = false
			},
			"is lost": func(*rapid.T) {
				out.recordLoss(out.next("a", now), now)
				complete = false
			},
			"a new epoch": func(*rapid.T) {
				probe(rt, &out, &in, now, &complete)
				out.newEpoch(now)
			},
			"probe": func(*rapid.T) { probe(rt, &out, &in, now, &complete) },
			"":      func(*rapid.T) { now = now.Add(time.Second) },
		})
		probe(rt, &out, &in, now, &complete)
	})
}

// probe does what a probe does, after which nothing is missing.
func probe(rt *rapid.T, out *sequencer, in *gapDetector, now time.Time, complete *bool) {
	for _, t := range out.unreportedLosses(100) {
		out.next(t.topic, now)
		e := envelope{pos: t.pos, noData: true}
		t.attachLoss(&e, now)
		if in.check(e, now) == deliverLost {
			*complete = true
		}
	}
	data, _ := out.latestSeqs()
	seqs, err := decodeLatestSeqs(string(data))
	require.NoError(rt, err)
	for _, h := range seqs {
		if in.checkLatest(node{}, h.pos, now) {
			*complete = true
		}
	}
	require.True(rt, *complete)
}

func TestTopicsAreForgotten(t *testing.T) {
	var out sequencer
	for n := range maxTopics {
		out.next(fmt.Sprint(n), noon)
	}
	out.recordLoss(out.next("0", noon), noon)
	old := out.topics["1"]
	first := out.next("one more", noon)
	require.Len(t, out.topics, 1)
	require.Equal(t, position{2, 1}, first.pos)
	require.Equal(t, noon, out.untrackedLossAt, "of what was lost the topic is forgotten")

	out.untrackedLossAt = time.Time{}
	out.recordLoss(old, noon)
	require.Equal(t, noon, out.untrackedLossAt)
}

func TestHeadsGoWithTheNextProbeWhenOneIsLost(t *testing.T) {
	var out sequencer
	for n := range maxProbeTopics + 1 {
		out.next(fmt.Sprint(n), noon)
	}
	_, first := out.latestSeqs()
	require.Len(t, first, maxProbeTopics)
	_, second := out.latestSeqs()
	require.Len(t, second, 1)
	out.markRecent(first)
	_, third := out.latestSeqs()
	require.Equal(t, first, third)
}
