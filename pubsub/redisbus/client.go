package redisbus

import (
	"cmp"
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

// client is a client of one server or of a cluster.
type client struct {
	redis.UniversalClient
	cluster *redis.ClusterClient // nil for one server
}

// NewClient returns a client of the Redis at url, which has the format of Bus.URL, for a store in
// the same Redis. It does not connect before the first command. Commands time out after 2 s. The
// caller must close the client.
func NewClient(url string) (redis.UniversalClient, error) {
	c, err := newClient(url, defaultTimeout)
	return c.UniversalClient, err
}

func newClient(address string, timeout time.Duration) (client, error) {
	u, err := url.Parse(address)
	if err != nil {
		return client{}, fmt.Errorf("redisbus: parse Redis URL: %w", stripURL(err))
	}
	q := u.Query()
	sharded := q.Get("cluster") == "true"
	q.Del("cluster")
	u.RawQuery = q.Encode()
	noNotifications := &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	if sharded {
		o, err := redis.ParseClusterURL(u.String())
		if err != nil {
			return client{}, fmt.Errorf("redisbus: parse Redis Cluster URL: %w", stripURL(err))
		}
		o.DialTimeout, o.ReadTimeout, o.WriteTimeout = cmp.Or(o.DialTimeout, timeout), cmp.Or(o.ReadTimeout, timeout), cmp.Or(o.WriteTimeout, timeout)
		o.ContextTimeoutEnabled, o.DialerRetries, o.MaxRetries, o.MaintNotificationsConfig = true, 1, cmp.Or(o.MaxRetries, 1), noNotifications
		o.Dialer = dialer(o.DialTimeout, o.TLSConfig)
		c := redis.NewClusterClient(o)
		return client{c, c}, nil
	}
	o, err := redis.ParseURL(u.String())
	if err != nil {
		return client{}, fmt.Errorf("redisbus: parse Redis URL: %w", stripURL(err))
	}
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout = cmp.Or(o.DialTimeout, timeout), cmp.Or(o.ReadTimeout, timeout), cmp.Or(o.WriteTimeout, timeout)
	o.ContextTimeoutEnabled, o.DialerRetries, o.MaxRetries, o.MaintNotificationsConfig = true, 1, cmp.Or(o.MaxRetries, 1), noNotifications
	o.Dialer = dialer(o.DialTimeout, o.TLSConfig)
	return client{redis.NewClient(o), nil}, nil
}

// stripURL removes the URL from an error, because it may contain a password.
func stripURL(err error) error {
	var urlErr *url.Error
	if errors.As(err, &urlErr) {
		return urlErr.Err
	}
	return err
}

// noReconnect is the context key of calls that must not reconnect: go-redis transparently
// re-establishes broken subscriptions, which would hide lost messages.
type noReconnect struct{}

var errConnClosed = errors.New("connection closed")

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

func (c client) publish(ctx context.Context, pipe redis.Pipeliner, channel string, payload []byte) *redis.IntCmd {
	if c.cluster != nil {
		return pipe.SPublish(ctx, channel, payload)
	}
	return pipe.Publish(ctx, channel, payload)
}

func (c client) subscribe(ctx context.Context, sub *redis.PubSub, channels []string) error {
	if c.cluster != nil {
		return sub.SSubscribe(ctx, channels...)
	}
	return sub.Subscribe(ctx, channels...)
}

func (c client) unsubscribe(ctx context.Context, sub *redis.PubSub, channels []string) error {
	if c.cluster != nil {
		return sub.SUnsubscribe(ctx, channels...)
	}
	return sub.Unsubscribe(ctx, channels...)
}

// reloadState makes the client of a cluster load the slot assignment again.
func (c client) reloadState(ctx context.Context) {
	if c.cluster != nil {
		c.cluster.ReloadState(ctx)
	}
}

// clusterShards is the number of parts into which the topics are divided on a cluster. It must be
// the same on all nodes.
const clusterShards = 16

// shardPrefixes returns the prefix of the channels of each shard. On a cluster, the hash tag in
// braces puts all channels of a shard into one slot, so that one connection can subscribe to them
// and one probe tests them all.
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

func shardIndex(topic string, shards int) int {
	if shards == 1 {
		return 0
	}
	h := fnv.New32a()
	h.Write([]byte(topic))
	return int(h.Sum32() % uint32(shards))
}
