package redisbus

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/driver"

	"github.com/redis/go-redis/v9"
)

// A conn is one connection of a shard. It is not reused: connect creates another one.
type conn struct {
	*shard
	sub           *redis.PubSub
	controlReady  chan struct{}  // the control channel is subscribed
	probeReturned chan time.Time // when the awaited probe was received

	spawn func(func(context.Context)) // runs a function in a goroutine with a context that ends with the connection
}

// maxChannels is the maximum number of channels in one command.
const maxChannels = 1000

var errUnsubscribed = errors.New("subscription ended by Redis")

// connect connects, subscribes, and returns the error that ended the connection.
func (s *shard) connect(ctx context.Context) error {
	c := &conn{shard: s, sub: s.client.Subscribe(ctx), controlReady: make(chan struct{}, 1), probeReturned: make(chan time.Time, 1)}
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer c.sub.Close()

	if err := c.subscribeControl(ctx); err != nil {
		return err
	}
	connCtx := context.WithValue(ctx, noReconnect{}, true)
	c.spawn = func(fn func(context.Context)) { wg.Go(func() { fn(ctx) }) }
	wg.Go(func() { end(c.receive(connCtx)) })
	if err := c.subscribe(connCtx, s.allChannels()); err != nil {
		return endCause(ctx, err)
	}
	return c.maintain(connCtx)
}

// subscribeControl opens the connection and subscribes to the channel of the nodes' probes.
func (c *conn) subscribeControl(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, c.bus.timeout())
	defer cancel()
	return c.client.subscribe(ctx, c.sub, []string{controlChannel(c.prefix)})
}

// maintain subscribes, unsubscribes, and sends probes until the connection fails.
func (c *conn) maintain(ctx context.Context) error {
	sweep := time.NewTicker(c.bus.linger())
	defer sweep.Stop()
	var sent time.Time // when the awaited probe was sent; zero if there is none
	timer := time.NewTimer(c.bus.timeout())
	defer timer.Stop()
	probe := func() {
		sent = time.Now()
		c.sendProbe()
		timer.Reset(c.bus.timeout())
	}
	confirmed := false
	for {
		var err error
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-c.subscribeNow:
			err = c.subscribe(ctx, c.takePendingSubs())
		case now := <-sweep.C:
			err = c.unsubscribe(ctx, c.removeUnused(now))
		case <-c.controlReady:
			probe()
		case <-c.probeNow:
			if confirmed && sent.IsZero() {
				probe()
			}
		case received := <-c.probeReturned:
			c.health.setOK(received.Sub(sent))
			confirmed, sent = true, time.Time{}
			timer.Reset(c.bus.probeInterval())
		case <-timer.C:
			if !confirmed || !sent.IsZero() {
				return fmt.Errorf("no probe returned within %v", c.bus.timeout())
			}
			probe()
		}
		if err != nil {
			return endCause(ctx, err)
		}
	}
}

// endCause returns the error of receive if there is one. It is more specific than that of a write
// afterwards.
func endCause(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// sendProbe sends a probe. It holds mu so that awaitedProbe is set before the probe can be
// received.
func (c *conn) sendProbe() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.awaitedProbe = c.sender.sendProbe()
}

func (c *conn) subscribe(ctx context.Context, channels []string) error {
	return inChunks(channels, func(chunk []string) error { return c.client.subscribe(ctx, c.sub, chunk) })
}

func (c *conn) unsubscribe(ctx context.Context, channels []string) error {
	return inChunks(channels, func(chunk []string) error { return c.client.unsubscribe(ctx, c.sub, chunk) })
}

func inChunks(channels []string, fn func([]string) error) error {
	for chunk := range slices.Chunk(channels, maxChannels) {
		if err := fn(chunk); err != nil {
			return err
		}
	}
	return nil
}

// receive handles what Redis sends until the connection ends. It never blocks on subscribers,
// because Redis disconnects slow readers.
func (c *conn) receive(ctx context.Context) error {
	for {
		got, err := c.sub.Receive(ctx)
		if err != nil {
			return err
		}
		switch got := got.(type) {
		case *redis.Message:
			c.handle(got.Channel, got.Payload)
		case *redis.Subscription:
			if err := c.handleSubscription(got); err != nil {
				return err
			}
		}
	}
}

func (c *conn) handleSubscription(reply *redis.Subscription) error {
	name, isTopic := strings.CutPrefix(reply.Channel, channelName(c.prefix, ""))
	switch confirms := reply.Kind == "subscribe" || reply.Kind == "ssubscribe"; {
	case confirms && isTopic:
		if t := c.topicWithoutOffset(name); t != nil {
			c.spawn(func(ctx context.Context) { c.findOffset(ctx, t) })
			return nil
		}
		c.apply(c.onSubscribed(name, time.Now()))
	case confirms:
		signal(c.controlReady)
	case !isTopic || c.isSubscribed(name): // on a cluster, when the slot was moved to another node
		return errUnsubscribed
	}
	return nil
}

// topicWithoutOffset returns the topic of that name if its offset in its stream is not known yet,
// or nil.
func (c *conn) topicWithoutOffset(name string) *topic {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t := c.topics[name]; t != nil && t.hasHistory && !t.offset.isSet() {
		return t
	}
	return nil
}

// isSubscribed reports whether a topic is subscribed.
func (c *conn) isSubscribed(name string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.topics[name]
	return t != nil && t.subscribed
}

func (c *conn) reportLost(names ...string) {
	for _, name := range names {
		driver.Deliver(&c.bus.local, pubsub.Message{Topic: name, Lost: true})
	}
}
