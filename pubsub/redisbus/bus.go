package redisbus

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/driver"
)

// Bus is a pubsub.Bus over Redis, 7 or newer where it is a cluster. Its zero value works; it opens with the first call, and
// must be neither changed nor copied from then on.
type Bus struct {
	// URL is where Redis is: redis://user:password@host:port, rediss:// for TLS, unix:///path for a socket. A user needs the
	// right to publish and subscribe to the channels below Prefix. With ?cluster=true it is a node of a cluster, more
	// of which may follow as &addr=host:port; sharded pubsub is used there. Other parameters are go-redis' own.
	// Zero means redis://127.0.0.1:6379.
	URL string

	// Prefix begins the name of every channel in Redis: applications that share a server need different ones. It must have
	// no braces. Zero means "lively".
	Prefix string

	// Timeout is how long Redis may take to answer before the connection counts as broken, and how long Subscribe
	// waits for it at most. Zero means 2 s.
	Timeout time.Duration

	// ProbeInterval is how often the bus proves that messages pass. A failure that shows in nothing else is noticed
	// after ProbeInterval and Timeout. Zero means 5 s.
	ProbeInterval time.Duration

	// Linger is how long a topic without subscribers stays subscribed at least, so that somebody who goes from page to
	// page does not make Redis work. Zero means 5 s.
	Linger time.Duration

	// MaxQueue bounds the messages that wait to be sent to Redis, together with 16 MB for their data. More are dropped, and
	// heard as Lost elsewhere. Zero means 8,192.
	MaxQueue int

	// History says what Redis keeps of a topic. All nodes must say the same of it. It is called with locks held, and with each
	// message published: it must be quick and must not call the bus. Zero means that nothing is kept.
	History func(topic string) History

	// Log is where the bus reports that Redis is gone or back. Zero means slog.Default. go-redis has a log of its own, for
	// the whole program: see redis.SetLogger.
	Log *slog.Logger

	once   sync.Once
	err    error // of the URL
	local  pubsub.Local
	client client
	shards []*shard
	wg     sync.WaitGroup
	cancel context.CancelFunc

	closed atomic.Bool
}

// Open returns a bus over the Redis at url (see Bus.URL) and begins to connect. It fails if url cannot be understood; a
// Redis that is not there is no error.
func Open(url string) (*Bus, error) {
	b := &Bus{URL: url}
	if err := b.open(); err != nil {
		return nil, err
	}
	return b, nil
}

func (b *Bus) open() error {
	b.once.Do(func() {
		b.validate()
		if b.client, b.err = newClient(b.url(), b.timeout()); b.err == nil {
			b.start()
		}
	})
	if b.err == nil && b.cancel == nil {
		return pubsub.ErrClosed // before it was ever used
	}
	return b.err
}

func (b *Bus) validate() {
	switch shortest := min(b.Timeout, b.ProbeInterval, b.Linger); {
	case strings.ContainsAny(b.Prefix, "{}"):
		panic(fmt.Sprintf("redisbus: braces in Bus.Prefix %q", b.Prefix))
	case shortest < 0:
		panic(fmt.Sprintf("redisbus: a negative duration in Bus: %v", shortest))
	case b.MaxQueue < 0:
		panic(fmt.Sprintf("redisbus: a negative Bus.MaxQueue: %d", b.MaxQueue))
	}
}

func (b *Bus) start() {
	var ctx context.Context
	ctx, b.cancel = context.WithCancel(context.Background())
	node := newNode()
	for _, prefix := range b.client.shardPrefixes(b.prefix()) {
		s := newShard(b, node, prefix)
		b.shards = append(b.shards, s)
		b.wg.Go(func() { s.run(ctx) })
		b.wg.Go(func() { s.sender.run(ctx) })
	}
}

// Publish calls the subscribers of topic on this node, as pubsub.Local does, and sends data to those on others without
// waiting for it: whether it could be sent they hear, as Lost. It fails with pubsub.ErrClosed after Close, when ctx has
// ended, and if Bus.URL cannot be understood.
func (b *Bus) Publish(ctx context.Context, topic string, data []byte) error {
	if err := b.checkOpen(ctx); err != nil {
		return fmt.Errorf("publish to %q: %w", topic, err)
	}
	b.shardOf(topic).sender.publish(topic, data)
	return b.local.Publish(ctx, topic, data)
}

// Subscribe calls fn with each message of topic. It waits until Redis has confirmed, no longer than ctx and Timeout allow:
// if ctx ends first, it fails; if Redis does not answer, it succeeds, and fn hears Lost when Redis is back. It fails
// with pubsub.ErrClosed after Close, and if Bus.URL cannot be understood.
func (b *Bus) Subscribe(ctx context.Context, topic string, fn func(pubsub.Message)) (cancel func(), err error) {
	if err := b.checkOpen(ctx); err != nil {
		return nil, fmt.Errorf("subscribe to %q: %w", topic, err)
	}
	leave, err := b.local.Subscribe(ctx, topic, fn)
	if err != nil {
		return nil, err
	}
	s := b.shardOf(topic)
	t := s.acquire(topic)
	cancel = sync.OnceFunc(func() {
		leave()
		s.release(t)
	})
	if err := s.waitSubscribed(ctx, t); err != nil {
		cancel()
		return nil, fmt.Errorf("subscribe to %q: %w", topic, err)
	}
	return cancel, nil
}

// Close ends all subscriptions and connections, after what waits has been sent to Redis. It returns within Timeout or
// little more. Calling it again does nothing.
func (b *Bus) Close() error {
	if b.closed.Swap(true) {
		return nil
	}
	b.once.Do(func() {}) // from now on it cannot open
	_ = b.local.Close()  // it always returns nil
	driver.Forget(b)
	if b.cancel == nil {
		return nil
	}
	b.cancel()
	b.wg.Wait()
	if err := b.client.Close(); err != nil {
		return fmt.Errorf("close the connections to Redis: %w", err)
	}
	return nil
}

func (b *Bus) checkOpen(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if b.closed.Load() {
		return pubsub.ErrClosed
	}
	return b.open()
}

func (b *Bus) shardOf(topic string) *shard { return b.shards[shardIndex(topic, len(b.shards))] }

func (b *Bus) url() string    { return or(b.URL, "redis://127.0.0.1:6379") }
func (b *Bus) prefix() string { return or(b.Prefix, "lively") }

const defaultTimeout = 2 * time.Second

func (b *Bus) timeout() time.Duration       { return or(b.Timeout, defaultTimeout) }
func (b *Bus) probeInterval() time.Duration { return or(b.ProbeInterval, 5*time.Second) }
func (b *Bus) linger() time.Duration        { return or(b.Linger, 5*time.Second) }
func (b *Bus) maxQueue() int                { return or(b.MaxQueue, 8192) }

func (b *Bus) logger() *slog.Logger {
	if b.Log != nil {
		return b.Log
	}
	return slog.Default()
}
