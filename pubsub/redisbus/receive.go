package redisbus

import (
	"errors"
	"strings"
	"time"

	"github.com/lively-go/lively/pubsub"
)

// hear is called with each message, by one goroutine: what subscribers are told comes in the order of these calls.
func (c *conn) handle(channel, payload string) {
	now := time.Now()
	k, err := parsePayload(payload)
	e, err2 := decode(k.payload)
	err = errors.Join(err, err2)
	name, isTopic := strings.CutPrefix(channel, channelName(c.prefix, ""))
	switch {
	case err != nil:
		c.bus.logger().Error("redisbus: a message was not understood", "channel", channel, "error", err)
		if isTopic {
			c.reportLost(name)
		}
	case isTopic && (e.node != c.node || k.offset.isSet()):
		c.handleMessage(name, received{k.offset, e}, now)
	case isTopic: // our own were heard when they were published
	case e.node == c.node:
		c.handleOwnProbe(e, now)
	default:
		c.handleProbe(e, now)
	}
}

func (c *conn) handleMessage(name string, a received, now time.Time) {
	deliveries, r := c.accept(name, a, now)
	c.deliver(deliveries)
	c.apply(r)
}

func (c *conn) accept(name string, a received, now time.Time) (deliveries []pubsub.Message, r recovery) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.topics[name]
	switch {
	case t == nil || !t.subscribed:
		return nil, r
	case t.catchingUp:
		t.enqueue(a)
		return nil, r
	case !t.advance(a):
		t.enqueue(a)
		return nil, t.startCatchUp()
	}
	return c.appendDelivery(t, a.envelope, now, nil), r
}

func (c *conn) handleOwnProbe(e envelope, now time.Time) {
	if !c.takeAwaited(e.pos.seq) {
		return
	}
	c.apply(c.onConnected(now))
	select {
	case c.probeReturned <- now:
	default:
	}
}

// awaited reports whether this is the probe of which to hear, the first time: what go-redis sends again comes twice.
func (c *conn) takeAwaited(probe uint64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.awaitedProbe != probe {
		return false
	}
	c.awaitedProbe = 0
	return true
}

// hearProbe compares the last numbers of another node with those that were heard.
func (c *conn) handleProbe(e envelope, now time.Time) {
	seqs, err := decodeLatestSeqs(e.data)
	if err != nil {
		c.bus.logger().Error("redisbus: a probe was not understood", "error", err)
		return
	}
	c.apply(c.checkProbe(e, seqs, now))
}

func (c *conn) checkProbe(e envelope, seqs []latestSeq, now time.Time) (r recovery) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, h := range seqs {
		switch t := c.topics[h.topic]; {
		case t == nil || !t.subscribed:
		case t.catchingUp:
			t.claims = append(t.claims, seqClaim{e.node, h.pos})
		case t.offset.isSet() && t.isNewer(e.node, h.pos):
			t.claims = append(t.claims, seqClaim{e.node, h.pos})
			r.toRead = append(r.toRead, t.startCatchUp().toRead...)
		case t.checkLatest(e.node, h.pos, now):
			r.lost = append(r.lost, h.topic)
		}
	}
	if e.lost {
		for name, t := range c.topics {
			if t.subscribed && t.isUnreported(e.lossAge, now) {
				t.reportedAt = now
				r.lost = append(r.lost, name)
			}
		}
	}
	return r
}
