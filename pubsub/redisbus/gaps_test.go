package redisbus

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

func TestGapDetector_Check(t *testing.T) {
	a, b := node{1}, node{2}
	type step struct {
		e    envelope
		want action
	}
	at := func(n node, epoch, seq uint64) envelope { return envelope{node: n, pos: position{epoch, seq}} }
	for name, steps := range map[string][]step{
		"in order":             {{at(a, 1, 1), deliver}, {at(a, 1, 2), deliver}, {at(a, 1, 3), deliver}},
		"starts in the middle": {{at(a, 1, 7), deliver}, {at(a, 1, 8), deliver}},
		"gap":                  {{at(a, 1, 1), deliver}, {at(a, 1, 3), deliverLost}, {at(a, 1, 4), deliver}},
		"duplicate":            {{at(a, 1, 1), deliver}, {at(a, 1, 1), discard}, {at(a, 1, 2), deliver}},
		"out of order":         {{at(a, 1, 2), deliver}, {at(a, 1, 1), discard}, {at(a, 1, 3), deliver}},
		"another node":         {{at(a, 1, 7), deliver}, {at(b, 1, 2), deliver}, {at(a, 1, 8), deliver}, {at(b, 1, 4), deliverLost}},
		"new epoch":            {{at(a, 1, 7), deliver}, {at(a, 2, 1), deliverLost}, {at(a, 2, 2), deliver}, {at(a, 1, 8), discard}},
		"new epoch with gap":   {{at(a, 1, 7), deliver}, {at(a, 2, 2), deliverLost}},
	} {
		t.Run(name, func(t *testing.T) {
			var d gapDetector
			for n, s := range steps {
				require.Equal(t, s.want, d.check(s.e, noon), "step %d", n)
			}
		})
	}
}

// A loss is not reported if Lost was reported after it.
func TestGapDetector_ReportsLossOnce(t *testing.T) {
	lost := func(seq uint64, age time.Duration) envelope {
		return envelope{pos: position{1, seq}, lost: true, lossAge: age}
	}
	d := gapDetector{reportedAt: noon.Add(-10 * time.Second)}
	require.Equal(t, deliver, d.check(lost(1, 11*time.Second), noon))
	require.Equal(t, deliverLost, d.check(lost(2, 9*time.Second), noon))
	require.Equal(t, deliver, d.check(lost(3, 10*time.Second), noon))

	d.reset()
	require.Equal(t, deliverLost, d.check(envelope{pos: position{1, 9}}, noon))
	require.False(t, d.takeLoss(noon), "already reported with the message")
}

func TestGapDetector_CheckLatest(t *testing.T) {
	var d gapDetector
	a := node{1}
	require.False(t, d.checkLatest(a, position{1, 5}, noon), "first position of the node")
	require.False(t, d.checkLatest(a, position{1, 5}, noon))
	require.Equal(t, deliver, d.check(envelope{node: a, pos: position{1, 6}}, noon))
	require.True(t, d.checkLatest(a, position{1, 7}, noon))
	require.False(t, d.checkLatest(a, position{1, 7}, noon), "already reported")
	require.Equal(t, discard, d.check(envelope{node: a, pos: position{1, 7}}, noon))
	require.True(t, d.checkLatest(a, position{2, 1}, noon))
}

func TestGapDetector_BoundsPublishers(t *testing.T) {
	var d gapDetector
	for n := range maxPublishers {
		require.Equal(t, deliver, d.check(envelope{node: node{byte(n), byte(n >> 8)}, pos: position{1, 1}}, noon))
	}
	require.Equal(t, deliverLost, d.check(envelope{node: node{0, 0, 1}, pos: position{1, 1}}, noon), "messages of the removed nodes may be missing")
	require.Len(t, d.last, 1)
}

// The notice of a loss keeps its number when it is sent again. It is reported unless the probe that
// has shown the number was already reported as Lost.
func TestGapDetector_ReportsRepeatedNotice(t *testing.T) {
	a := node{1}
	notice := envelope{node: a, pos: position{1, 5}, noData: true, lost: true, lossAge: time.Second}
	d := gapDetector{reportedAt: noon.Add(-time.Hour)}
	require.False(t, d.checkLatest(a, position{1, 5}, noon), "first position of the node")
	require.Equal(t, deliverLost, d.check(notice, noon))
	require.Equal(t, discard, d.check(notice, noon))

	d = gapDetector{}
	require.Equal(t, deliver, d.check(envelope{node: a, pos: position{1, 3}}, noon))
	require.True(t, d.checkLatest(a, position{1, 5}, noon))
	require.Equal(t, discard, d.check(notice, noon), "already reported")
	notice.noData = false
	notice.lossAge = -time.Hour
	require.Equal(t, discard, d.check(notice, noon), "a duplicate with data")
}

// After any sequence of losses, rejections and forgotten topics, the receiver has received all
// messages, or Lost after the last lost one.
func TestSequencer_Model(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var s sequencer
		var d gapDetector
		complete := true // the receiver has all messages, or Lost was reported
		now := noon
		s.next("a", now)
		require.Equal(rt, deliver, d.check(envelope{pos: s.topics["a"].pos}, now))
		arrive := func(e envelope, t *topicSeq) {
			e.pos = t.pos
			t.attachLoss(&e, now)
			if d.check(e, now) == deliverLost {
				complete = true
			}
		}
		rt.Repeat(map[string]func(*rapid.T){
			"receive": func(*rapid.T) { arrive(envelope{}, s.next("a", now)) },
			"lose silently": func(*rapid.T) {
				s.next("a", now)
				complete = false
			},
			"lose": func(*rapid.T) {
				s.recordLoss(s.next("a", now), now)
				complete = false
			},
			"forget": func(rt *rapid.T) {
				if t := s.topics["a"]; t != nil {
					s.forget(t, now)
				}
			},
			"probe":                      func(*rapid.T) { probe(rt, &s, &d, now, &complete, false) },
			"probe with rejected notice": func(*rapid.T) { probe(rt, &s, &d, now, &complete, true) },
			"":                           func(*rapid.T) { now = now.Add(time.Second) },
		})
		probe(rt, &s, &d, now, &complete, false)
	})
}

// probe exchanges a probe, after which no loss may be unreported, unless it was reported only by a
// notice that was rejected.
func probe(rt *rapid.T, s *sequencer, d *gapDetector, now time.Time, complete *bool, rejected bool) {
	for _, t := range s.unreportedLosses(100) {
		s.number(t, now)
		e := envelope{pos: t.pos, noData: true}
		lostAt := t.attachLoss(&e, now)
		if rejected {
			s.recordLoss(t, lostAt)
		} else if d.check(e, now) == deliverLost {
			*complete = true
		}
	}
	if at := s.untrackedLossAt; !at.IsZero() && d.isUnreported(now.Sub(at), now) { // as checkProbe does
		d.reportedAt, *complete = now, true
	}
	s.untrackedLossAt = time.Time{}
	data, _ := s.latestSeqs()
	seqs, err := decodeLatestSeqs(string(data))
	require.NoError(rt, err)
	for _, h := range seqs {
		if d.checkLatest(node{}, h.pos, now) {
			*complete = true
		}
	}
	require.True(rt, *complete || rejected)
}
