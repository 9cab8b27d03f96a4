package redisbus

import (
	"slices"
	"time"
)

const (
	maxTopics      = 1 << 16 // topics whose sequence numbers are stored; then a new epoch begins
	maxProbeTopics = 512     // topics in one probe
)

// A sequencer numbers the messages that a node publishes to the topics of one shard, and records
// which were lost.
type sequencer struct {
	topics          map[string]*topicSeq
	epoch           uint64
	recent          []*topicSeq // published to since the last probe with their numbers
	unreported      []*topicSeq // with a loss that was not reported yet
	untrackedLossAt time.Time   // time of the last loss in a topic that is no longer stored; zero if it was reported
}

type topicSeq struct {
	topic        string
	pos          position  // of the last message
	lostAt       time.Time // time of the last loss; zero if it was reported
	isRecent     bool      // is in sequencer.recent
	isUnreported bool      // is in sequencer.unreported
}

// next assigns the next sequence number to a message of topic.
func (s *sequencer) next(topic string, now time.Time) *topicSeq {
	t := s.topics[topic]
	if t == nil {
		if s.topics == nil || len(s.topics) == maxTopics {
			s.newEpoch(now)
		}
		t = &topicSeq{topic: topic, pos: position{epoch: s.epoch}}
		s.topics[topic] = t
	}
	t.pos.seq++
	if !t.isRecent {
		t.isRecent = true
		s.recent = append(s.recent, t)
	}
	return t
}

// newEpoch removes all topics. Those in recent are still part of the next probes.
func (s *sequencer) newEpoch(now time.Time) {
	s.topics = map[string]*topicSeq{}
	s.epoch++
	if len(s.unreported) > 0 {
		s.unreported, s.untrackedLossAt = nil, now
	}
}

// recordLoss records that a message of t was lost.
func (s *sequencer) recordLoss(t *topicSeq, now time.Time) {
	switch {
	case s.topics[t.topic] != t:
		s.untrackedLossAt = now
	case !t.isUnreported:
		t.isUnreported = true
		s.unreported = append(s.unreported, t)
		fallthrough
	default:
		t.lostAt = now
	}
}

// attachLoss adds the loss of earlier messages to e and counts it as reported. If e is lost too,
// the caller must call recordLoss.
func (t *topicSeq) attachLoss(e *envelope, now time.Time) {
	if !t.lostAt.IsZero() {
		e.lost, e.lossAge = true, now.Sub(t.lostAt)
		t.lostAt = time.Time{}
	}
}

// unreportedLosses removes and returns up to limit topics with a loss that was not reported.
func (s *sequencer) unreportedLosses(limit int) (all []*topicSeq) {
	for len(s.unreported) > 0 && len(all) < limit {
		t := s.unreported[0]
		s.unreported = s.unreported[1:]
		t.isUnreported = false
		if !t.lostAt.IsZero() {
			all = append(all, t)
		}
	}
	return all
}

// latestSeqs removes topics from recent and returns them, with their sequence numbers encoded for a
// probe.
func (s *sequencer) latestSeqs() (data []byte, topics []*topicSeq) {
	topics = s.recent[:min(len(s.recent), maxProbeTopics)]
	s.recent = slices.Clone(s.recent[len(topics):])
	for _, t := range topics {
		t.isRecent = false
		data = appendLatestSeq(data, latestSeq{t.topic, t.pos})
	}
	return data, topics
}

// markRecent adds topics to recent again, because the probe with their sequence numbers was lost.
func (s *sequencer) markRecent(topics []*topicSeq) {
	for _, t := range topics {
		if !t.isRecent {
			t.isRecent = true
			s.recent = append(s.recent, t)
		}
	}
}
