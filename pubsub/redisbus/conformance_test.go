package redisbus_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/lively-go/lively/internal/redistest"
	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/driver"
	"github.com/lively-go/lively/pubsub/driver/bustest"
	"github.com/lively-go/lively/pubsub/redisbus"

	"github.com/stretchr/testify/require"
)

// server is for tests that break nothing. Those that do start their own.
var server *redistest.Server

func TestMain(m *testing.M) {
	var err error
	if server, err = redistest.Open(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := server.Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func TestBusPassesTheSuite(t *testing.T) {
	bustest.Run(t, func(t *testing.T) pubsub.Bus { return open(t, server.URL()) })
}

// What one node publishes another hears.
func TestTwoNodesPassTheSuite(t *testing.T) {
	bustest.Run(t, func(t *testing.T) pubsub.Bus { return twoNodes{open(t, server.URL()), open(t, server.URL())} })
}

// Without Redis the suite still passes within the node.
func TestBusWithoutRedisPassesTheSuite(t *testing.T) {
	gone := redistest.Start(t)
	gone.Stop(t)
	bustest.Run(t, func(t *testing.T) pubsub.Bus { return open(t, gone.URL()) })
}

func open(t testing.TB, url string) *redisbus.Bus {
	t.Helper()
	b, err := redisbus.Open(url)
	require.NoError(t, err)
	return b
}

// twoNodes are one bus as seen by a publisher on one node and subscribers on another.
type twoNodes struct{ from, to *redisbus.Bus }

func (n twoNodes) Publish(ctx context.Context, topic string, data []byte) error {
	return n.from.Publish(ctx, topic, data)
}

func (n twoNodes) Subscribe(ctx context.Context, topic string, fn func(pubsub.Message)) (func(), error) {
	return n.to.Subscribe(ctx, topic, fn)
}

func (n twoNodes) Close() error {
	driver.Forget(n)
	return errors.Join(n.from.Close(), n.to.Close())
}
