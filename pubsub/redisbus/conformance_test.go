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
)

// server is shared by the tests that do not interrupt it. Other tests start their own.
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

func TestBus_Conformance(t *testing.T) {
	bustest.Run(t, func(t *testing.T) pubsub.Bus { return open(t, server.URL()) })
}

func TestTwoNodes_Conformance(t *testing.T) {
	bustest.Run(t, func(t *testing.T) pubsub.Bus { return twoNodes{open(t, server.URL()), open(t, server.URL())} })
}

// A node without Redis passes the suite on its own.
func TestBusWithoutRedis_Conformance(t *testing.T) {
	stopped := redistest.Start(t)
	stopped.Stop(t)
	bustest.Run(t, func(t *testing.T) pubsub.Bus { return open(t, stopped.URL()) })
}

func open(t testing.TB, url string) *redisbus.Bus {
	t.Helper()
	return &redisbus.Bus{URL: url, Timeout: timeout}
}

// twoNodes is a bus whose publishers are on one node and whose subscribers are on another.
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
