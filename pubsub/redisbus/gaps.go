package redisbus

import "time"

// maxPublishers is the maximum number of publishing nodes stored for a topic. Each restart of a
// node adds one.
const maxPublishers = 1024

// A gapDetector detects missing messages of one topic by their sequence numbers.
type gapDetector struct {
	last        map[node]position // of the last message received from each node
	pendingLoss bool              // messages were lost and Lost was not reported yet
	reportedAt  time.Time         // when Lost was last reported
}

// An action is what to do with a received message.
type action int

const (
	deliver     action = iota
	deliverLost        // deliver, marked Lost
	discard            // a duplicate, or out of order
)

// check records a message and returns what to do with it. The first message of a node does not show
// whether there were others before.
func (d *gapDetector) check(e envelope, now time.Time) action {
	p, known := d.last[e.node]
	unreported := e.lost && d.isUnreported(e.lossAge, now)
	act := deliver
	switch {
	case known && !d.isNewer(e.node, e.pos):
		if !unreported || !e.noData {
			return discard
		}
		act = deliverLost // the notice of a loss whose number a probe has shown before
	case known && !isNext(p, e.pos), unreported, d.pendingLoss:
		act = deliverLost
		fallthrough
	default:
		if !d.record(e.node, e.pos) {
			act = deliverLost
		}
	}
	if act == deliverLost {
		d.pendingLoss, d.reportedAt = false, now
	}
	return act
}

// checkLatest reports whether messages are missing, given the position of the last message of a
// node as reported by its probe. A probe arrives on the same connection as the messages, after
// them.
func (d *gapDetector) checkLatest(from node, pos position, now time.Time) bool {
	_, known := d.last[from]
	if known && !d.isNewer(from, pos) {
		return false
	}
	if d.record(from, pos) && !known {
		return false
	}
	d.reportedAt = now
	return true
}

// isNewer reports whether a position is after the last message received from a known node.
func (d *gapDetector) isNewer(from node, pos position) bool {
	p, known := d.last[from]
	return known && (pos.epoch > p.epoch || pos.epoch == p.epoch && pos.seq > p.seq)
}

// isUnreported reports whether a loss of the given age is more recent than the last report of Lost.
// A subscriber that read the store after that report has the content of the lost message.
func (d *gapDetector) isUnreported(age time.Duration, now time.Time) bool {
	return d.reportedAt.IsZero() || !now.Add(-age).Before(d.reportedAt)
}

// takeLoss reports whether Lost must be reported, and counts it as reported.
func (d *gapDetector) takeLoss(now time.Time) bool {
	if !d.pendingLoss {
		return false
	}
	d.pendingLoss, d.reportedAt = false, now
	return true
}

// reset discards the sequence numbers: the next messages follow a known loss.
func (d *gapDetector) reset() {
	clear(d.last)
	d.pendingLoss = true
}

// record reports false if positions of other nodes had to be discarded.
func (d *gapDetector) record(from node, pos position) bool {
	_, known := d.last[from]
	fits := known || len(d.last) < maxPublishers
	if !fits {
		clear(d.last)
	}
	if d.last == nil {
		d.last = map[node]position{}
	}
	d.last[from] = pos
	return fits
}

// isNext reports whether next is the position after p. The first position of another epoch is not:
// the publisher has forgotten how many messages the previous one had.
func isNext(p, next position) bool { return next.epoch == p.epoch && next.seq == p.seq+1 }
