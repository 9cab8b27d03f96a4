package redisbus

import (
	"context"
	"errors"
	"time"

	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/driver"

	"github.com/redis/go-redis/v9"
)

// maxPending bounds the messages of a topic that wait until it has caught up. More are read from the stream.
const maxPending = 1024

// An arrival is a message of a topic.
type received struct {
	offset   offset // zero: it is in no stream
	envelope envelope
}

// A claim is what a probe says of a topic: what its node has published.
type seqClaim struct {
	node node
	pos  position
}

// catchingUp is what a topic has of which Redis keeps the history. Whoever is catching up is the only one to tell its
// subscribers anything; what arrives meanwhile waits.
type catchUpState struct {
	hasHistory bool
	offset     offset // of the last message that was heard; zero if that is not known
	catchingUp bool
	needsRead  bool // the stream is to be read
	pending    []received
	claims     []seqClaim
}

// remedies are what topics need that have missed something.
type recovery struct {
	lost   []string
	toRead []*topic
}

func (r *recovery) add(t *topic, now time.Time) {
	switch {
	case t.pendingLoss && t.catchingUp:
		t.pendingLoss = false
		r.toRead = append(r.toRead, t)
	case t.takeLoss(now):
		r.lost = append(r.lost, t.name)
	}
}

func (c *conn) apply(r recovery) {
	c.reportLost(r.lost...)
	for _, t := range r.toRead {
		c.spawn(func(ctx context.Context) { c.catchUp(ctx, t) })
	}
}

// broken is called when the connection has ended. The numbers stay where the stream may tell what comes next.
func (t *topic) onDisconnect() {
	readable := t.offset.isSet()
	t.catchUpState = catchUpState{hasHistory: t.hasHistory, offset: t.offset, catchingUp: readable, needsRead: readable}
	if readable {
		t.pendingLoss = true
		return
	}
	t.gapDetector.reset()
}

// fallBehind begins to catch up.
func (t *topic) startCatchUp() recovery {
	t.catchingUp, t.needsRead = true, true
	return recovery{toRead: []*topic{t}}
}

func (t *topic) enqueue(a received) {
	if len(t.pending) == maxPending {
		t.needsRead = true
		return
	}
	t.pending = append(t.pending, a)
}

// next reports whether a is the message after the last one, or a late one, whose number says what to do with it.
func (t *topic) advance(a received) bool {
	late := a.offset.epoch == t.offset.epoch && a.offset.seq <= t.offset.seq
	switch {
	case !t.hasHistory || !a.offset.isSet() || late:
		return true
	case t.offset.isSet() && !a.offset.follows(t.offset):
		return false
	}
	t.offset = a.offset
	return true
}

// start finds out where the stream of a topic ends, before the topic counts as subscribed: what comes after that is
// heard, or can be read.
func (c *conn) findOffset(ctx context.Context, t *topic) {
	end, err := c.client.lastOffset(ctx, streamName(c.prefix, t.name))
	if ctx.Err() != nil {
		return
	}
	c.reportReadError(err)
	c.mu.Lock()
	t.offset = end
	c.mu.Unlock()
	c.apply(c.onSubscribed(t.name, time.Now()))
}

// catchUp reads what a topic has missed and tells it, then what arrived meanwhile, until nothing waits. If the connection
// ends before, the next one begins where this one was.
func (c *conn) catchUp(ctx context.Context, t *topic) {
	var gap offset // after which a message was missing, and the stream was read
	for {
		if at, behind := c.takeReadOffset(t); behind {
			found, end, err := c.readMissed(ctx, t.name, at)
			if ctx.Err() != nil {
				return
			}
			c.deliver(c.merge(t, at, found, end, err))
		}
		deliveries, done := c.drainPending(t, &gap)
		c.deliver(deliveries)
		if done {
			return
		}
	}
}

// place is where a topic is, and whether the stream is to be read from there.
func (c *conn) takeReadOffset(t *topic) (at offset, behind bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	behind, t.needsRead = t.needsRead, false
	return t.offset, behind
}

// read reads on from an offset, and where the stream ends if it does not go on there.
func (c *conn) readMissed(ctx context.Context, topic string, at offset) (found []entry, end offset, err error) {
	ctx, cancel := context.WithTimeout(ctx, c.bus.timeout())
	defer cancel()
	stream := streamName(c.prefix, topic)
	if found, err = c.client.readFrom(ctx, stream, at); err != nil {
		return nil, end, err
	}
	if _, ok := entriesAfter(at, found); !ok {
		end, err = c.client.lastOffset(ctx, stream)
	}
	return found, end, err
}

func (c *conn) merge(t *topic, at offset, found []entry, end offset, err error) []pubsub.Message {
	c.reportReadError(err)
	rest, ok := entriesAfter(at, found)
	now := time.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil || !ok {
		return t.reset(end, now)
	}
	t.needsRead = t.needsRead || len(found) == maxRead
	var deliveries []pubsub.Message
	for _, k := range rest {
		e, err := decode(k.payload)
		if err != nil {
			return t.reset(offset{}, now)
		}
		t.offset = k.offset
		deliveries = c.appendDelivery(t, e, now, deliveries)
	}
	return deliveries
}

// drain takes what waits. If nothing does, the topic has caught up, unless a probe knows of more.
func (c *conn) drainPending(t *topic, gap *offset) (deliveries []pubsub.Message, done bool) {
	now := time.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.needsRead {
		return nil, false
	}
	for i, a := range t.pending {
		switch {
		case t.advance(a):
		case *gap == t.offset: // it is not in the stream either
			deliveries = append(deliveries, t.reset(a.offset, now)...)
		default:
			t.pending, t.needsRead, *gap = t.pending[i:], true, t.offset
			return deliveries, false
		}
		deliveries = c.appendDelivery(t, a.envelope, now, deliveries)
	}
	if len(t.pending) > 0 {
		t.pending = nil
		return deliveries, false
	}
	for _, c := range t.claims {
		if t.checkLatest(c.node, c.pos, now) {
			deliveries = []pubsub.Message{{Topic: t.name, Lost: true}}
		}
	}
	t.claims, t.catchingUp = nil, false
	return deliveries, true
}

// tell adds what subscribers are to hear of e.
func (c *conn) appendDelivery(t *topic, e envelope, now time.Time, deliveries []pubsub.Message) []pubsub.Message {
	if e.node == c.node { // heard when it was published
		return deliveries
	}
	v := t.check(e, now)
	if v == discard || e.noData && v != deliverLost {
		return deliveries
	}
	m := pubsub.Message{Topic: t.name, Lost: v == deliverLost}
	if !e.noData {
		m.Data = []byte(e.data)
	}
	return append(deliveries, m)
}

// lose gives up what was missed, and goes on at another offset, which may be unknown.
func (t *topic) reset(at offset, now time.Time) []pubsub.Message {
	t.offset = at
	clear(t.last)
	t.pendingLoss, t.reportedAt = false, now
	return []pubsub.Message{{Topic: t.name, Lost: true}}
}

func (c *conn) deliver(deliveries []pubsub.Message) {
	for _, m := range deliveries {
		driver.Deliver(&c.bus.local, m)
	}
}

// unreadable reports a history that Redis does not give.
func (c *conn) reportReadError(err error) {
	var answer redis.Error
	if errors.As(err, &answer) {
		c.health.setRejected(err)
	}
}
