package redisbus

import (
	"slices"
	"time"
)

const (
	maxTopics      = 1 << 16 // topics whose numbers are remembered; then a new epoch begins and all count anew
	maxProbeTopics = 512     // topics in one probe
)

// numbers are what a node knows of the topics of one line to which it has published.
type sequencer struct {
	topics          map[string]*topicSeq
	epoch           uint64
	recent          []*topicSeq // published to since a probe told their numbers
	unreported      []*topicSeq // a message of theirs was lost, and nobody was told
	untrackedLossAt time.Time   // when a message was lost of which the topic is forgotten; zero if none was
}

type topicSeq struct {
	topic        string
	pos          position  // of the last message
	lostAt       time.Time // when a message was lost last; zero if it was told
	isRecent     bool      // is in numbers.recent
	isUnreported bool      // is in numbers.lossy
}

// next counts a message to topic.
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

// begin forgets the topics. What of them is recent still shows in the next probes.
func (s *sequencer) newEpoch(now time.Time) {
	s.topics = map[string]*topicSeq{}
	s.epoch++
	if len(s.unreported) > 0 {
		s.unreported, s.untrackedLossAt = nil, now
	}
}

// lose notes that a message to t will not arrive.
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

// admit writes into e what was lost before it, and takes that for told: if e does not arrive, lose says so again.
func (t *topicSeq) attachLoss(e *envelope, now time.Time) {
	if !t.lostAt.IsZero() {
		e.lost, e.lossAge = true, now.Sub(t.lostAt)
		t.lostAt = time.Time{}
	}
}

// unsaid takes up to limit topics with a loss that no message has told of.
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

// heads takes the last numbers of recent topics, as a probe carries them.
func (s *sequencer) latestSeqs() (data []byte, of []*topicSeq) {
	of = s.recent[:min(len(s.recent), maxProbeTopics)]
	s.recent = slices.Clone(s.recent[len(of):])
	for _, t := range of {
		t.isRecent = false
		data = appendLatestSeq(data, latestSeq{t.topic, t.pos})
	}
	return data, of
}

// again makes topics recent: the probe that had their numbers was lost.
func (s *sequencer) markRecent(topics []*topicSeq) {
	for _, t := range topics {
		if !t.isRecent {
			t.isRecent = true
			s.recent = append(s.recent, t)
		}
	}
}
