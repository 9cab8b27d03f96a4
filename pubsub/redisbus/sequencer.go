package redisbus

import (
	"container/list"
	"time"
)

const (
	maxTopics      = 1 << 16            // topics whose sequence numbers are stored
	maxProbeTopics = 512                // topics in one probe or summary
	maxRecent      = 8 * maxProbeTopics // topics that wait to be part of a probe or summary
)

// A sequencer numbers the messages that a node publishes to the topics of one shard, and records
// which were lost. Its size is bounded: the topic published to least recently is forgotten first.
// The next message of a forgotten topic begins a new epoch, which subscribers that know an earlier
// one report as Lost.
type sequencer struct {
	topics          map[string]*topicSeq
	epoch           uint64    // of the topic that was stored last
	used            list.List // the values of topics, published to least recently first
	recent          list.List // topics published to since the last probe with their numbers, oldest first
	fresh           int       // number of topics that next has added to recent since latestSeqs
	unreported      list.List // stored topics with a loss that was not reported yet, oldest first
	untrackedLossAt time.Time // time of the last loss in a topic that is no longer stored; zero if it was reported
}

type topicSeq struct {
	topic  string
	pos    position  // of the last message
	notice uint64    // the sequence number of the last loss notice; 0 for none
	lostAt time.Time // time of the last loss; zero if it was reported

	usedElem, recentElem, unreportedElem *list.Element // in the lists of the sequencer; nil if not there
}

// next assigns the next sequence number to a message of topic.
func (s *sequencer) next(topic string, now time.Time) *topicSeq {
	t := s.topics[topic]
	if t == nil {
		if len(s.topics) == maxTopics {
			s.forget(s.used.Front().Value.(*topicSeq), now)
		}
		if s.topics == nil {
			s.topics = map[string]*topicSeq{}
		}
		s.epoch++
		t = &topicSeq{topic: topic, pos: position{epoch: s.epoch}}
		s.topics[topic], t.usedElem = t, s.used.PushBack(t)
	} else {
		s.used.MoveToBack(t.usedElem)
	}
	t.pos.seq++
	if t.recentElem == nil {
		s.fresh++
	}
	s.addRecent(t, now)
	return t
}

// forget removes a topic. If it is in recent, its last number is still part of the next probe.
func (s *sequencer) forget(t *topicSeq, now time.Time) {
	delete(s.topics, t.topic)
	s.used.Remove(t.usedElem)
	if t.unreportedElem == nil {
		return
	}
	s.unreported.Remove(t.unreportedElem)
	t.unreportedElem = nil
	if !t.lostAt.IsZero() {
		s.untrackedLossAt = now
	}
}

// addRecent adds t to recent. If too many topics wait there, the number of the oldest one is not
// sent to the other nodes, which counts as a loss.
func (s *sequencer) addRecent(t *topicSeq, now time.Time) {
	if t.recentElem == nil {
		t.recentElem = s.recent.PushBack(t)
	}
	for s.recent.Len() > maxRecent {
		s.recordLoss(s.takeRecent(), now)
	}
}

// takeRecent removes and returns the first topic of recent.
func (s *sequencer) takeRecent() *topicSeq {
	t := s.recent.Remove(s.recent.Front()).(*topicSeq)
	t.recentElem = nil
	return t
}

// recordLoss records that a message of t was lost at a time.
func (s *sequencer) recordLoss(t *topicSeq, at time.Time) {
	if s.topics[t.topic] != t {
		s.untrackedLossAt = latest(s.untrackedLossAt, at)
		return
	}
	t.lostAt = latest(t.lostAt, at)
	if t.unreportedElem == nil {
		t.unreportedElem = s.unreported.PushBack(t)
	}
}

// attachLoss adds the loss of earlier messages to e and counts it as reported. It returns the time
// of the loss, or zero if there was none. If e is lost too, the caller must call recordLoss.
func (t *topicSeq) attachLoss(e *envelope, now time.Time) (lostAt time.Time) {
	if lostAt = t.lostAt; !lostAt.IsZero() {
		e.lost, e.lossAge = true, now.Sub(lostAt)
		t.lostAt = time.Time{}
	}
	return lostAt
}

// unreportedLosses removes and returns up to limit topics with a loss that was not reported.
func (s *sequencer) unreportedLosses(limit int) (all []*topicSeq) {
	for s.unreported.Len() > 0 && len(all) < limit {
		t := s.unreported.Remove(s.unreported.Front()).(*topicSeq)
		t.unreportedElem = nil
		if !t.lostAt.IsZero() {
			all = append(all, t)
		}
	}
	return all
}

// number assigns a sequence number to a notice of a loss in t. A notice that was not sent keeps its
// number while nothing else is published to the topic: otherwise each attempt would be reported as
// another loss by the nodes that receive the numbers but not the notices.
func (s *sequencer) number(t *topicSeq, now time.Time) {
	if t.notice != t.pos.seq {
		s.next(t.topic, now)
		t.notice = t.pos.seq
	}
}

// latestSeqs removes topics from recent and returns them, with their sequence numbers encoded for a
// probe.
func (s *sequencer) latestSeqs() (data []byte, topics []*topicSeq) {
	s.fresh = 0
	for s.recent.Len() > 0 && len(topics) < maxProbeTopics {
		t := s.takeRecent()
		data, topics = appendLatestSeq(data, latestSeq{t.topic, t.pos}), append(topics, t)
	}
	return data, topics
}

// markRecent adds topics to recent again, because the probe with their sequence numbers was lost.
func (s *sequencer) markRecent(topics []*topicSeq, now time.Time) {
	for _, t := range topics {
		s.addRecent(t, now)
	}
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
