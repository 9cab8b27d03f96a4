package redisbus

import "time"

// maxPublishers bounds the nodes that are remembered for one topic: each restart of a node makes a new one.
const maxPublishers = 1024

// incoming is what one topic has heard from other nodes.
type incoming struct {
	last map[node]position
	lost bool      // something was missed and not told yet
	told time.Time // when Lost was told last
}

// A verdict is what to do with a message.
type verdict int

const (
	deliver  verdict = iota
	tellLost         // deliver, and tell that something is missing
	drop             // it comes too late, or twice
)

// judge counts a message. The first one of a node that is not known says nothing about those before it.
func (in *incoming) judge(e envelope, now time.Time) verdict {
	p, known := in.last[e.node]
	v := deliver
	switch {
	case known && (e.at.epoch < p.epoch || e.at.epoch == p.epoch && e.at.seq <= p.seq):
		return drop
	case known && !follows(p, e.at), e.lost && in.needed(e.age, now), in.lost:
		v = tellLost
	}
	if !in.remember(e.node, e.at) {
		v = tellLost
	}
	if v == tellLost {
		in.lost, in.told = false, now
	}
	return v
}

// missing reports whether a node has published more than was heard. Its own message about that comes on the same
// connection as the others, after them.
func (in *incoming) missing(from node, at position, now time.Time) bool {
	_, known := in.last[from]
	if known && !in.beyond(from, at) {
		return false
	}
	if in.remember(from, at) && !known {
		return false
	}
	in.told = now
	return true
}

// beyond reports whether a message of a node that is known is yet to be heard.
func (in *incoming) beyond(from node, at position) bool {
	p, known := in.last[from]
	return known && (at.epoch > p.epoch || at.epoch == p.epoch && at.seq > p.seq)
}

// needed reports whether a loss that is age old came after the last time that Lost was told: who has read the store
// since then knows what that message told of.
func (in *incoming) needed(age time.Duration, now time.Time) bool {
	return in.told.IsZero() || !now.Add(-age).Before(in.told)
}

// tell takes the loss that is to be told, if there is one.
func (in *incoming) tell(now time.Time) bool {
	if !in.lost {
		return false
	}
	in.lost, in.told = false, now
	return true
}

// broken forgets the numbers: whatever comes next follows a gap that is known.
func (in *incoming) broken() {
	clear(in.last)
	in.lost = true
}

func (in *incoming) remember(from node, at position) bool {
	_, known := in.last[from]
	room := known || len(in.last) < maxPublishers
	if !room {
		clear(in.last)
	}
	if in.last == nil {
		in.last = map[node]position{}
	}
	in.last[from] = at
	return room
}

func follows(p, next position) bool {
	if next.epoch == p.epoch {
		return next.seq == p.seq+1
	}
	return next.seq == 1
}
