package main

import (
	"context"
	"sync"
	"time"

	"github.com/lively-go/lively/examples/chat/chat"
	"github.com/lively-go/lively/examples/chat/store"
	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/redisbus"
)

// newNode returns the chat of this server and a function that releases its resources. If redisURL
// is empty, the server is the only node. Otherwise it is one of the nodes that this Redis server
// connects.
func newNode(redisURL string) (app *chat.App, closeNode func(), err error) {
	if redisURL == "" {
		return chat.New(new(store.Memory), new(pubsub.Local)), func() {}, nil
	}
	bus, err := redisbus.Open(redisURL)
	if err != nil {
		return nil, nil, err
	}
	client, err := redisbus.NewClient(redisURL)
	if err != nil {
		return nil, nil, err
	}
	messages := &store.Fallback{Primary: &store.Redis{Client: client}}
	app = chat.New(messages, bus)
	ctx, stop := context.WithCancel(context.Background())
	messages.OnFlush = func(c store.Change) { _ = app.Changes.Publish(ctx, c) } // fails only when the node is closed
	_, err = app.Changes.Subscribe(ctx, func(d pubsub.Delivery[store.Change]) {
		if d.Value != nil {
			messages.Observe(*d.Value)
		}
	})
	var wg sync.WaitGroup
	wg.Go(func() { messages.Run(ctx) })
	wg.Go(func() { app.WatchHealth(ctx, func() bool { return busHealthy(bus) && messages.Healthy() }) })
	return app, func() {
		stop()
		wg.Wait()
		_ = bus.Close() // fails only if already closed
		_ = client.Close()
	}, err
}

// startupGrace is how long a new bus counts as healthy before its first probe has succeeded.
const startupGrace = 3 * time.Second

func busHealthy(bus *redisbus.Bus) bool {
	h := bus.Health()
	return h.OK || h.Err == nil && time.Since(h.Since) < startupGrace
}
