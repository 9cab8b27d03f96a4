package redisbus

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"hash/fnv"
	"net"
	"net/url"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// client is what the bus needs of go-redis: one server, or a cluster.
type client struct {
	redis.UniversalClient
	cluster *redis.ClusterClient // nil: one server
}

// NewClient returns a client of the Redis at url, as Bus.URL has it: for a store beside the bus. It opens no connection yet; a
// command takes 2 s at most. Close it in the end.
func NewClient(url string) (redis.UniversalClient, error) {
	c, err := newClient(url, defaultTimeout)
	return c.UniversalClient, err
}

// connect makes a client, which opens no connection yet.
func newClient(address string, patience time.Duration) (client, error) {
	u, err := url.Parse(address)
	if err != nil {
		return client{}, fmt.Errorf("redisbus: parse the URL of Redis: %w", stripURL(err))
	}
	q := u.Query()
	sharded := q.Get("cluster") == "true"
	q.Del("cluster")
	u.RawQuery = q.Encode()
	quiet := &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	if sharded {
		o, err := redis.ParseClusterURL(u.String())
		if err != nil {
			return client{}, fmt.Errorf("redisbus: parse the URL of a Redis cluster: %w", stripURL(err))
		}
		o.DialTimeout, o.ReadTimeout, o.WriteTimeout = or(o.DialTimeout, patience), or(o.ReadTimeout, patience), or(o.WriteTimeout, patience)
		o.ContextTimeoutEnabled, o.DialerRetries, o.MaxRetries, o.MaintNotificationsConfig = true, 1, or(o.MaxRetries, 1), quiet
		o.Dialer = dialer(o.DialTimeout, o.TLSConfig)
		c := redis.NewClusterClient(o)
		return client{c, c}, nil
	}
	o, err := redis.ParseURL(u.String())
	if err != nil {
		return client{}, fmt.Errorf("redisbus: parse the URL of Redis: %w", stripURL(err))
	}
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout = or(o.DialTimeout, patience), or(o.ReadTimeout, patience), or(o.WriteTimeout, patience)
	o.ContextTimeoutEnabled, o.DialerRetries, o.MaxRetries, o.MaintNotificationsConfig = true, 1, or(o.MaxRetries, 1), quiet
	o.Dialer = dialer(o.DialTimeout, o.TLSConfig)
	return client{redis.NewClient(o), nil}, nil
}

// withoutURL keeps the password in a URL out of logs.
func stripURL(err error) error {
	var in *url.Error
	if errors.As(err, &in) {
		return in.Err
	}
	return err
}

// onlyThisConnection marks the context of calls that may not connect anew: go-redis mends a broken subscription
// behind our back, and with it goes the knowledge that messages were missed.
type noReconnect struct{}

var errConnClosed = errors.New("the connection broke")

func dialer(timeout time.Duration, secure *tls.Config) func(context.Context, string, string) (net.Conn, error) {
	plain := &net.Dialer{Timeout: timeout}
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		switch {
		case ctx.Value(noReconnect{}) != nil:
			return nil, errConnClosed
		case secure != nil:
			return (&tls.Dialer{NetDialer: plain, Config: secure}).DialContext(ctx, network, addr)
		}
		return plain.DialContext(ctx, network, addr)
	}
}

func (c client) publish(ctx context.Context, to redis.Pipeliner, channel string, payload []byte) *redis.IntCmd {
	if c.cluster != nil {
		return to.SPublish(ctx, channel, payload)
	}
	return to.Publish(ctx, channel, payload)
}

func (c client) subscribe(ctx context.Context, on *redis.PubSub, channels []string) error {
	if c.cluster != nil {
		return on.SSubscribe(ctx, channels...)
	}
	return on.Subscribe(ctx, channels...)
}

func (c client) unsubscribe(ctx context.Context, on *redis.PubSub, channels []string) error {
	if c.cluster != nil {
		return on.SUnsubscribe(ctx, channels...)
	}
	return on.Unsubscribe(ctx, channels...)
}

// lookAgain makes a cluster's client ask who owns what now.
func (c client) reloadState(ctx context.Context) {
	if c.cluster != nil {
		c.cluster.ReloadState(ctx)
	}
}

// clusterLines spread the topics of a cluster over its shards. Every node must have the same number.
const clusterShards = 16

// prefixes begin the channels of each line. On a cluster all channels of a line lie in one slot, which its braces
// choose: one connection can then subscribe to them, and a probe on it speaks for all.
func (c client) shardPrefixes(prefix string) []string {
	if c.cluster == nil {
		return []string{prefix}
	}
	var all []string
	for n := range clusterShards {
		all = append(all, fmt.Sprintf("%s{%d}", prefix, n))
	}
	return all
}

func shardIndex(topic string, lines int) int {
	if lines == 1 {
		return 0
	}
	h := fnv.New32a()
	h.Write([]byte(topic))
	return int(h.Sum32() % uint32(lines))
}

func or[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}
