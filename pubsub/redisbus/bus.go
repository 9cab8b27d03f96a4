package redisbus

import (
	"cmp"
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

// Bus is a pubsub.Bus backed by Redis (a Redis Cluster must be version 7 or newer). The zero value
// is ready to use. A Bus opens with the first call of a method. It must not be modified or copied
// after that.
type Bus struct {
	// URL is the Redis URL: redis://user:password@host:port, rediss:// for TLS, or unix:///path for
	// a socket. The Redis user must be permitted to publish and subscribe to the channels that
	// begin with Prefix. With ?cluster=true the URL is that of a cluster node; others may follow as
	// &addr=host:port, and sharded pub/sub is used. Other parameters are those of go-redis. Zero
	// means redis://127.0.0.1:6379.
	URL string

	// Prefix is prepended to all channel names. Applications that share a server need different
	// prefixes. It must not contain braces. Zero means "lively".
	Prefix string

	// Timeout is the timeout for replies from Redis, after which a connection counts as broken. It
	// also bounds the time that Subscribe waits for Redis. Zero means 2 s.
	Timeout time.Duration

	// ProbeInterval is the interval of end-to-end probes. Failures without other symptoms are
	// detected within ProbeInterval plus Timeout. Zero means 5 s.
	ProbeInterval time.Duration

	// Linger is the minimum time that a topic without subscribers stays subscribed in Redis, so
	// that navigation does not cause resubscriptions. Zero means 5 s.
	Linger time.Duration

	// MaxQueue is the maximum number of messages queued for sending to Redis; their total size is
	// limited to 16 MB. Further messages are dropped and reported to other nodes as Lost. Zero
	// means 8,192.
	MaxQueue int

	// History configures what Redis retains of a topic; all nodes must agree. It is called for
	// every published message with locks held, so it must be fast and must not call the bus. Nil
	// means that nothing is retained.
	History func(topic string) History

	// Log is the logger for failures and recoveries of the connection to Redis. Nil means
	// slog.Default. go-redis has its own logger for the whole program, see redis.SetLogger.
	Log *slog.Logger

	once   sync.Once
	err    error // from URL
	local  pubsub.Local
	client client
	shards []*shard
	wg     sync.WaitGroup
	cancel context.CancelFunc

	closed atomic.Bool
}

// Open returns a bus over the Redis at url (see Bus.URL) and starts to connect. It returns an error
// if url is invalid, but not if Redis is down.
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
		return pubsub.ErrClosed // closed before its first use
	}
	return b.err
}

func (b *Bus) validate() {
	switch shortest := min(b.Timeout, b.ProbeInterval, b.Linger); {
	case strings.ContainsAny(b.Prefix, "{}"):
		panic(fmt.Sprintf("redisbus: Bus.Prefix contains braces: %q", b.Prefix))
	case shortest < 0:
		panic(fmt.Sprintf("redisbus: negative duration in Bus: %v", shortest))
	case b.MaxQueue < 0:
		panic(fmt.Sprintf("redisbus: negative Bus.MaxQueue: %d", b.MaxQueue))
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

// Publish calls the subscribers of topic on this node, like pubsub.Local, and sends data to other
// nodes without waiting for Redis; failures to send are reported to their subscribers as Lost. It
// returns pubsub.ErrClosed after Close, the error of ctx if ctx is done, and an error if Bus.URL is
// invalid.
func (b *Bus) Publish(ctx context.Context, topic string, data []byte) error {
	if err := b.checkOpen(ctx); err != nil {
		return fmt.Errorf("redisbus: publish to %q: %w", topic, err)
	}
	b.shardOf(topic).sender.publish(topic, data)
	return b.local.Publish(ctx, topic, data)
}

// Subscribe calls fn with each message of topic until cancel is called. It waits until Redis has
// confirmed the subscription, but not longer than Timeout: if Redis does not reply in time,
// Subscribe succeeds, and fn receives Lost when Redis is available again. It returns the error of
// ctx if ctx is done first, pubsub.ErrClosed after Close, and an error if Bus.URL is invalid.
func (b *Bus) Subscribe(ctx context.Context, topic string, fn func(pubsub.Message)) (cancel func(), err error) {
	if err := b.checkOpen(ctx); err != nil {
		return nil, fmt.Errorf("redisbus: subscribe to %q: %w", topic, err)
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
		return nil, fmt.Errorf("redisbus: subscribe to %q: %w", topic, err)
	}
	return cancel, nil
}

// Close ends all subscriptions, sends the queued messages to Redis and closes the connections. It
// returns within about Timeout. Further calls do nothing.
func (b *Bus) Close() error {
	if b.closed.Swap(true) {
		return nil
	}
	b.once.Do(func() {}) // prevents opening
	_ = b.local.Close()  // always nil
	driver.Forget(b)
	if b.cancel == nil {
		return nil
	}
	b.cancel()
	b.wg.Wait()
	if err := b.client.Close(); err != nil {
		return fmt.Errorf("redisbus: close connections: %w", err)
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

func (b *Bus) url() string    { return cmp.Or(b.URL, "redis://127.0.0.1:6379") }
func (b *Bus) prefix() string { return cmp.Or(b.Prefix, "lively") }

const defaultTimeout = 2 * time.Second

func (b *Bus) timeout() time.Duration       { return cmp.Or(b.Timeout, defaultTimeout) }
func (b *Bus) probeInterval() time.Duration { return cmp.Or(b.ProbeInterval, 5*time.Second) }
func (b *Bus) linger() time.Duration        { return cmp.Or(b.Linger, 5*time.Second) }
func (b *Bus) maxQueue() int                { return cmp.Or(b.MaxQueue, 8192) }

func (b *Bus) logger() *slog.Logger {
	if b.Log != nil {
		return b.Log
	}
	return slog.Default()
}
