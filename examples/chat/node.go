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

// node makes the chat of one server: on its own, or, with the URL of a Redis, one of several. end ends what it has begun.
func node(redis string) (app *chat.App, end func(), err error) {
	if redis == "" {
		return chat.New(new(store.Memory), new(pubsub.Local)), func() {}, nil
	}
	bus, err := redisbus.Open(redis)
	if err != nil {
		return nil, nil, err
	}
	client, err := redisbus.NewClient(redis)
	if err != nil {
		return nil, nil, err
	}
	kept := &store.Resilient{Main: &store.Redis{Client: client}}
	app = chat.New(kept, bus)
	ctx, stop := context.WithCancel(context.Background())
	tell := func(c store.Change) { _ = app.Said.Publish(ctx, c) } // it fails when the node ends
	kept.Late = tell
	_, err = app.Said.Subscribe(ctx, func(d pubsub.Delivery[store.Change]) {
		if d.Value != nil {
			kept.Heard(*d.Value)
		}
	})
	var running sync.WaitGroup
	running.Go(func() { kept.Run(ctx) })
	running.Go(func() { app.Watch(ctx, func() bool { return reaches(bus) && kept.OK() }) })
	return app, func() {
		stop()
		running.Wait()
		_ = bus.Close() // it fails if it is closed
		_ = client.Close()
	}, err
}

// grace is how long a bus may take until it has proved for the first time that messages pass.
const grace = 3 * time.Second

func reaches(bus *redisbus.Bus) bool {
	h := bus.Health()
	return h.OK || h.Err == nil && time.Since(h.Since) < grace
}
