package redisbus

import (
	"errors"
	"strings"
	"time"

	"github.com/lively-go/lively/pubsub"
)

// handle is called with each message by one goroutine. Subscribers receive messages in the order of
// these calls.
func (c *conn) handle(channel, payload string) {
	now := time.Now()
	entry, err := parsePayload(payload)
	e, err2 := decode(entry.payload)
	err = errors.Join(err, err2)
	name, isTopic := strings.CutPrefix(channel, channelName(c.prefix, ""))
	switch {
	case err != nil:
		c.bus.logger().Error("redisbus: cannot decode message", "channel", channel, "error", err)
		if isTopic {
			c.reportLost(name)
		}
	case isTopic && (e.node != c.node || entry.offset.isSet()):
		c.handleMessage(name, receivedMessage{entry.offset, e}, now)
	case isTopic: // messages of this node were delivered by Publish
	case e.node == c.node:
		c.handleOwnProbe(e, now)
	default:
		c.handleProbe(e, now)
	}
}

func (c *conn) handleMessage(name string, m receivedMessage, now time.Time) {
	deliveries, r := c.accept(name, m, now)
	c.deliver(deliveries)
	c.apply(r)
}

// accept returns what to deliver and recover when m is received.
func (c *conn) accept(name string, m receivedMessage, now time.Time) (deliveries []pubsub.Message, r recovery) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.topics[name]
	switch {
	case t == nil || !t.subscribed:
		return nil, r
	case t.catchingUp:
		t.enqueue(m)
		return nil, r
	case !t.advance(m):
		t.enqueue(m)
		return nil, t.startCatchUp()
	}
	return c.appendDelivery(t, m.envelope, now, nil), r
}

func (c *conn) handleOwnProbe(e envelope, now time.Time) {
	if !c.takeAwaited(e.pos.seq) {
		return
	}
	c.sender.setReachable()
	c.apply(c.onConnected(now))
	select {
	case c.probeReturned <- now:
	default:
	}
}

// takeAwaited reports whether probe is the awaited one. It reports true once, because go-redis may
// send a probe twice.
func (c *conn) takeAwaited(probe uint64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.awaitedProbe != probe {
		return false
	}
	c.awaitedProbe = 0
	return true
}

// handleProbe compares the latest sequence numbers of another node with those received.
func (c *conn) handleProbe(e envelope, now time.Time) {
	seqs, err := decodeLatestSeqs(e.data)
	if err != nil {
		c.bus.logger().Error("redisbus: cannot decode probe", "error", err)
		return
	}
	c.apply(c.checkProbe(e, seqs, now))
}

// checkProbe returns what to recover, given the content of another node's probe.
func (c *conn) checkProbe(e envelope, seqs []latestSeq, now time.Time) (r recovery) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, latest := range seqs {
		switch t := c.topics[latest.topic]; {
		case t == nil || !t.subscribed:
		case t.catchingUp:
			t.claims.add(e.node, latest.pos)
		case t.offset.isSet() && t.isNewer(e.node, latest.pos):
			t.claims.add(e.node, latest.pos)
			r.toRead = append(r.toRead, t.startCatchUp().toRead...)
		case t.checkLatest(e.node, latest.pos, now):
			r.lost = append(r.lost, latest.topic)
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
