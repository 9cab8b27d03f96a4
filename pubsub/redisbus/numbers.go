package redisbus

import (
	"slices"
	"time"
)

const (
	maxNumbered = 1 << 16 // topics whose numbers are remembered; then a new epoch begins and all count anew
	maxHeads    = 512     // topics in one probe
)

// numbers are what a node knows of the topics of one line to which it has published.
type numbers struct {
	topics  map[string]*numbered
	epoch   uint64
	recent  []*numbered // published to since a probe told their numbers
	lossy   []*numbered // a message of theirs was lost, and nobody was told
	lostAll time.Time   // when a message was lost of which the topic is forgotten; zero if none was
}

type numbered struct {
	topic  string
	at     position  // of the last message
	lost   time.Time // when a message was lost last; zero if it was told
	recent bool      // is in numbers.recent
	lossy  bool      // is in numbers.lossy
}

// next counts a message to topic.
func (n *numbers) next(topic string, now time.Time) *numbered {
	t := n.topics[topic]
	if t == nil {
		if n.topics == nil || len(n.topics) == maxNumbered {
			n.begin(now)
		}
		t = &numbered{topic: topic, at: position{epoch: n.epoch}}
		n.topics[topic] = t
	}
	t.at.seq++
	if !t.recent {
		t.recent = true
		n.recent = append(n.recent, t)
	}
	return t
}

// begin forgets the topics. What of them is recent still shows in the next probes.
func (n *numbers) begin(now time.Time) {
	n.topics = map[string]*numbered{}
	n.epoch++
	if len(n.lossy) > 0 {
		n.lossy, n.lostAll = nil, now
	}
}

// lose notes that a message to t will not arrive.
func (n *numbers) lose(t *numbered, now time.Time) {
	switch {
	case n.topics[t.topic] != t:
		n.lostAll = now
	case !t.lossy:
		t.lossy = true
		n.lossy = append(n.lossy, t)
		fallthrough
	default:
		t.lost = now
	}
}

// admit writes into e what was lost before it, and takes that for told: if e does not arrive, lose says so again.
func (t *numbered) admit(e *envelope, now time.Time) {
	if !t.lost.IsZero() {
		e.lost, e.age = true, now.Sub(t.lost)
		t.lost = time.Time{}
	}
}

// unsaid takes up to limit topics with a loss that no message has told of.
func (n *numbers) unsaid(limit int) (all []*numbered) {
	for len(n.lossy) > 0 && len(all) < limit {
		t := n.lossy[0]
		n.lossy = n.lossy[1:]
		t.lossy = false
		if !t.lost.IsZero() {
			all = append(all, t)
		}
	}
	return all
}

// heads takes the last numbers of recent topics, as a probe carries them.
func (n *numbers) heads() (data []byte, of []*numbered) {
	of = n.recent[:min(len(n.recent), maxHeads)]
	n.recent = slices.Clone(n.recent[len(of):])
	for _, t := range of {
		t.recent = false
		data = appendHead(data, head{t.topic, t.at})
	}
	return data, of
}

// again makes topics recent: the probe that had their numbers was lost.
func (n *numbers) again(topics []*numbered) {
	for _, t := range topics {
		if !t.recent {
			t.recent = true
			n.recent = append(n.recent, t)
		}
	}
}
