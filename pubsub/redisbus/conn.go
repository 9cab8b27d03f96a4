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

// A session is a line's life on one connection.
type conn struct {
	*shard
	sub           *redis.PubSub
	controlReady  chan struct{}  // Redis sends our probes
	probeReturned chan time.Time // when the probe was heard of which we waited

	spawn func(func(context.Context)) // runs a function in a goroutine that ends with the connection
}

// maxNames bounds the channels in one command.
const maxChannels = 1000

var errUnsubscribed = errors.New("a subscription was ended by Redis")

// connect connects, subscribes, and returns what ended the connection.
func (s *shard) connect(ctx context.Context) error {
	conn := &conn{shard: s, sub: s.client.Subscribe(ctx), controlReady: make(chan struct{}, 1), probeReturned: make(chan time.Time, 1)}
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	var receiving sync.WaitGroup
	defer receiving.Wait()
	defer conn.sub.Close()

	if err := conn.subscribeControl(ctx); err != nil {
		return err
	}
	here := context.WithValue(ctx, noReconnect{}, true)
	conn.spawn = func(do func(context.Context)) { receiving.Go(func() { do(ctx) }) }
	receiving.Go(func() { end(conn.receive(here)) })
	if err := conn.subscribe(here, s.allChannels()); err != nil {
		return endCause(ctx, err)
	}
	return conn.maintain(here)
}

// begin opens the connection, with the channel on which the nodes hear each other's probes.
func (c *conn) subscribeControl(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, c.bus.timeout())
	defer cancel()
	return c.client.subscribe(ctx, c.sub, []string{controlChannel(c.prefix)})
}

// keep subscribes and unsubscribes, and proves again and again that messages pass.
func (c *conn) maintain(ctx context.Context) error {
	sweep := time.NewTicker(c.bus.linger())
	defer sweep.Stop()
	var sent time.Time // of the probe of which we wait; zero: of none
	timer := time.NewTimer(c.bus.timeout())
	defer timer.Stop()
	probe := func() {
		sent = time.Now()
		c.sendProbe()
		timer.Reset(c.bus.timeout())
	}
	proved := false
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
			if proved && sent.IsZero() {
				probe()
			}
		case received := <-c.probeReturned:
			c.health.setOK(received.Sub(sent))
			proved, sent = true, time.Time{}
			timer.Reset(c.bus.probeInterval())
		case <-timer.C:
			if !proved || !sent.IsZero() {
				return fmt.Errorf("no message passed within %v", c.bus.timeout())
			}
			probe()
		}
		if err != nil {
			return endCause(ctx, err)
		}
	}
}

// whatEnded is what the receiver has seen, which says more than that nothing could be written afterwards.
func endCause(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// sendProbe holds the lock so that its number is known before it can be heard.
func (c *conn) sendProbe() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.awaitedProbe = c.sender.sendProbe()
}

func (c *conn) subscribe(ctx context.Context, channels []string) error {
	return inChunks(channels, func(part []string) error { return c.client.subscribe(ctx, c.sub, part) })
}

func (c *conn) unsubscribe(ctx context.Context, channels []string) error {
	return inChunks(channels, func(part []string) error { return c.client.unsubscribe(ctx, c.sub, part) })
}

func inChunks(channels []string, do func([]string) error) error {
	for part := range slices.Chunk(channels, maxChannels) {
		if err := do(part); err != nil {
			return err
		}
	}
	return nil
}

// receive hears what Redis sends, until the connection ends. It waits for nobody: a Redis whose messages are not read cuts
// the connection.
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

func (c *conn) handleSubscription(a *redis.Subscription) error {
	name, isTopic := strings.CutPrefix(a.Channel, channelName(c.prefix, ""))
	switch begins := a.Kind == "subscribe" || a.Kind == "ssubscribe"; {
	case begins && isTopic:
		if t := c.needsOffset(name); t != nil {
			c.spawn(func(ctx context.Context) { c.findOffset(ctx, t) })
			return nil
		}
		c.apply(c.onSubscribed(name, time.Now()))
	case begins:
		signal(c.controlReady)
	case !isTopic || c.isSubscribed(name): // on a cluster, when the slot has gone to another node
		return errUnsubscribed
	}
	return nil
}

// unplaced is the topic of that name if its place in its stream has to be found.
func (c *conn) needsOffset(name string) *topic {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t := c.topics[name]; t != nil && t.hasHistory && !t.offset.isSet() {
		return t
	}
	return nil
}

// wants reports whether a topic is to be on.
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
