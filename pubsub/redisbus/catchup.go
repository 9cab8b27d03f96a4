package redisbus

import (
	"context"
	"errors"
	"time"

	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/driver"

	"github.com/redis/go-redis/v9"
)

// maxPending is the maximum number of messages queued while a topic catches up. Further ones are
// read from the stream.
const maxPending = 1024

// A receivedMessage is a message received from the channel of a topic.
type receivedMessage struct {
	offset   offset // zero if it is not in a stream
	envelope envelope
}

// catchUpState is the state of a topic with history. While catchUp runs, only it delivers messages
// of the topic; messages that are received meanwhile are queued.
type catchUpState struct {
	hasHistory bool
	offset     offset // of the last message delivered; zero if not known
	catchingUp bool   // catchUp runs, or starts when the next connection is confirmed
	needsRead  bool   // the stream must be read
	pending    []receivedMessage
	claims     claims // to check when the topic has caught up
}

// claims are the positions of the last messages that nodes have published to a topic, as reported by
// their probes while the topic catches up. There are at most maxPublishers.
type claims struct {
	byNode  map[node]position
	dropped bool // there were more
}

func (c *claims) add(n node, pos position) {
	if _, known := c.byNode[n]; !known && len(c.byNode) == maxPublishers {
		c.dropped = true
		return
	}
	if c.byNode == nil {
		c.byNode = map[node]position{}
	}
	c.byNode[n] = pos
}

// A recovery lists the topics that may have missed messages.
type recovery struct {
	lost   []string // report Lost
	toRead []*topic // read the stream
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

// onDisconnect is called when the connection has ended. If the stream can be read, the sequence
// numbers remain valid.
func (t *topic) onDisconnect() {
	readable := t.offset.isSet()
	t.catchUpState = catchUpState{hasHistory: t.hasHistory, offset: t.offset, catchingUp: readable, needsRead: readable}
	if readable {
		t.pendingLoss = true
		return
	}
	t.gapDetector.reset()
}

// startCatchUp makes the topic read its stream.
func (t *topic) startCatchUp() recovery {
	t.catchingUp, t.needsRead = true, true
	return recovery{toRead: []*topic{t}}
}

func (t *topic) enqueue(m receivedMessage) {
	if len(t.pending) == maxPending {
		t.needsRead = true
		return
	}
	t.pending = append(t.pending, m)
}

// advance reports whether m can be delivered now. It reports false if messages before m are
// missing. A message that was already read from the stream can be delivered, because its sequence
// number shows that it is a duplicate.
func (t *topic) advance(m receivedMessage) bool {
	known := m.offset.epoch == t.offset.epoch && m.offset.seq <= t.offset.seq
	switch {
	case !t.hasHistory || !m.offset.isSet() || known:
		return true
	case t.offset.isSet() && !m.offset.follows(t.offset):
		return false
	}
	t.offset = m.offset
	return true
}

// findOffset finds the end of the stream of a topic before the topic counts as subscribed. Later
// messages are received, or can be read.
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

// catchUp reads and delivers the messages that a topic has missed, then those received meanwhile,
// until none are queued. If the connection ends before, the next one continues from the same
// offset.
func (c *conn) catchUp(ctx context.Context, t *topic) {
	var gap offset // after it a message was missing, and the stream has been read
	for {
		if from, needsRead := c.takeReadOffset(t); needsRead {
			found, end, err := c.readMissed(ctx, t.name, from)
			if ctx.Err() != nil {
				return
			}
			c.deliver(c.merge(t, from, found, end, err))
		}
		deliveries, done := c.drainPending(t, &gap)
		c.deliver(deliveries)
		if done {
			return
		}
	}
}

// takeReadOffset returns the offset of a topic and whether its stream must be read from there.
func (c *conn) takeReadOffset(t *topic) (from offset, needsRead bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	needsRead, t.needsRead = t.needsRead, false
	return t.offset, needsRead
}

// readMissed reads from an offset. If the stream does not contain that offset, it also returns the
// end of the stream.
func (c *conn) readMissed(ctx context.Context, topic string, from offset) (found []entry, end offset, err error) {
	ctx, cancel := context.WithTimeout(ctx, c.bus.timeout())
	defer cancel()
	stream := streamName(c.prefix, topic)
	if found, err = c.client.readFrom(ctx, stream, from); err != nil {
		return nil, end, err
	}
	if _, ok := entriesAfter(from, found); !ok {
		end, err = c.client.lastOffset(ctx, stream)
	}
	return found, end, err
}

// merge returns the deliveries for the entries read, or for their loss.
func (c *conn) merge(t *topic, from offset, found []entry, end offset, err error) []pubsub.Message {
	c.reportReadError(err)
	missed, ok := entriesAfter(from, found)
	now := time.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil || !ok {
		return t.skipTo(end, now)
	}
	t.needsRead = t.needsRead || len(found) == maxRead
	var deliveries []pubsub.Message
	for _, entry := range missed {
		e, err := decode(entry.payload)
		if err != nil {
			return t.skipTo(offset{}, now)
		}
		t.offset = entry.offset
		deliveries = c.appendDelivery(t, e, now, deliveries)
	}
	return deliveries
}

// drainPending returns what to deliver of the queued messages. It reports done if none were queued:
// then the topic has caught up. If a probe showed that more messages were published, they are lost.
func (c *conn) drainPending(t *topic, gap *offset) (deliveries []pubsub.Message, done bool) {
	now := time.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.needsRead {
		return nil, false
	}
	for i, m := range t.pending {
		switch {
		case t.advance(m):
		case *gap == t.offset: // the stream does not contain the missing message either
			deliveries = append(deliveries, t.skipTo(m.offset, now)...)
		default:
			t.pending, t.needsRead, *gap = t.pending[i:], true, t.offset
			return deliveries, false
		}
		deliveries = c.appendDelivery(t, m.envelope, now, deliveries)
	}
	if len(t.pending) > 0 {
		t.pending = nil
		return deliveries, false
	}
	lost := t.claims.dropped
	for n, pos := range t.claims.byNode {
		lost = t.checkLatest(n, pos, now) || lost
	}
	if lost {
		t.reportedAt = now
		deliveries = []pubsub.Message{{Topic: t.name, Lost: true}}
	}
	t.claims, t.catchingUp = claims{}, false
	return deliveries, true
}

// appendDelivery appends the message in e, if it has to be delivered.
func (c *conn) appendDelivery(t *topic, e envelope, now time.Time, deliveries []pubsub.Message) []pubsub.Message {
	if e.node == c.node { // delivered by Publish
		return deliveries
	}
	act := t.check(e, now)
	if act == discard || e.noData && act != deliverLost {
		return deliveries
	}
	m := pubsub.Message{Topic: t.name, Lost: act == deliverLost}
	if !e.noData {
		m.Data = []byte(e.data)
	}
	return append(deliveries, m)
}

// skipTo gives up the missed messages and continues from another offset, which may be zero. It
// returns the report of Lost.
func (t *topic) skipTo(to offset, now time.Time) []pubsub.Message {
	t.offset = to
	clear(t.last)
	t.pendingLoss, t.reportedAt = false, now
	return []pubsub.Message{{Topic: t.name, Lost: true}}
}

func (c *conn) deliver(deliveries []pubsub.Message) {
	for _, m := range deliveries {
		driver.Deliver(&c.bus.local, m)
	}
}

// reportReadError reports a rejection by Redis.
func (c *conn) reportReadError(err error) {
	var reply redis.Error
	if errors.As(err, &reply) {
		c.health.setRejected(err)
	}
}
