package redisbus

import "time"

// maxPublishers bounds the nodes that are remembered for one topic: each restart of a node makes a new one.
const maxPublishers = 1024

// incoming is what one topic has heard from other nodes.
type gapDetector struct {
	last        map[node]position
	pendingLoss bool      // something was missed and not told yet
	reportedAt  time.Time // when Lost was told last
}

// A verdict is what to do with a message.
type action int

const (
	deliver     action = iota
	deliverLost        // deliver, and tell that something is missing
	discard            // it comes too late, or twice
)

// judge counts a message. The first one of a node that is not known says nothing about those before it.
func (d *gapDetector) check(e envelope, now time.Time) action {
	p, known := d.last[e.node]
	v := deliver
	switch {
	case known && (e.pos.epoch < p.epoch || e.pos.epoch == p.epoch && e.pos.seq <= p.seq):
		return discard
	case known && !isNext(p, e.pos), e.lost && d.isUnreported(e.lossAge, now), d.pendingLoss:
		v = deliverLost
	}
	if !d.record(e.node, e.pos) {
		v = deliverLost
	}
	if v == deliverLost {
		d.pendingLoss, d.reportedAt = false, now
	}
	return v
}

// missing reports whether a node has published more than was heard. Its own message about that comes on the same
// connection as the others, after them.
func (d *gapDetector) checkLatest(from node, at position, now time.Time) bool {
	_, known := d.last[from]
	if known && !d.isNewer(from, at) {
		return false
	}
	if d.record(from, at) && !known {
		return false
	}
	d.reportedAt = now
	return true
}

// beyond reports whether a message of a node that is known is yet to be heard.
func (d *gapDetector) isNewer(from node, at position) bool {
	p, known := d.last[from]
	return known && (at.epoch > p.epoch || at.epoch == p.epoch && at.seq > p.seq)
}

// needed reports whether a loss that is age old came after the last time that Lost was told: who has read the store
// since then knows what that message told of.
func (d *gapDetector) isUnreported(age time.Duration, now time.Time) bool {
	return d.reportedAt.IsZero() || !now.Add(-age).Before(d.reportedAt)
}

// tell takes the loss that is to be told, if there is one.
func (d *gapDetector) takeLoss(now time.Time) bool {
	if !d.pendingLoss {
		return false
	}
	d.pendingLoss, d.reportedAt = false, now
	return true
}

// broken forgets the numbers: whatever comes next follows a gap that is known.
func (d *gapDetector) reset() {
	clear(d.last)
	d.pendingLoss = true
}

func (d *gapDetector) record(from node, at position) bool {
	_, known := d.last[from]
	room := known || len(d.last) < maxPublishers
	if !room {
		clear(d.last)
	}
	if d.last == nil {
		d.last = map[node]position{}
	}
	d.last[from] = at
	return room
}

func isNext(p, next position) bool {
	if next.epoch == p.epoch {
		return next.seq == p.seq+1
	}
	return next.seq == 1
}
