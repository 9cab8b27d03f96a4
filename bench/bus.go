package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/lively-go/lively/bench/views"
	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/redisbus"
	"github.com/lively-go/lively/pubsub/redisbus/redistest"
)

// measureBus measures the latency and throughput of messages from Publish to a subscriber: within a
// process, and between two nodes over Redis.
func measureBus(s scale, _, _ *process) (rows []row, err error) {
	var local pubsub.Local
	rows, err = measurePublish("Local bus", s, &local, &local)
	if err != nil {
		return nil, err
	}
	redis, err := redistest.Open()
	if err != nil {
		return append(rows, row{name: "Redis bus: not measured", lively: err.Error()}), nil
	}
	defer func() { err = errors.Join(err, redis.Close()) }()
	publisher, err := redisbus.Open(redis.URL())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, publisher.Close()) }()
	subscriber, err := redisbus.Open(redis.URL())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, subscriber.Close()) }()
	more, err := measurePublish("Redis bus", s, publisher, subscriber)
	return append(rows, more...), err
}

// maxInFlight is the number of published messages that may be undelivered when throughput is measured.
const maxInFlight = 1_000

func measurePublish(name string, s scale, publisher, subscriber pubsub.Bus) ([]row, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*ioTimeout)
	defer cancel()
	received := make(chan int, maxInFlight)
	var losses atomic.Int64
	topic := func(b pubsub.Bus) pubsub.Topic[views.Message] { return pubsub.NewTopic[views.Message](b, "bench") }
	unsubscribe, err := topic(subscriber).Subscribe(ctx, func(d pubsub.Delivery[views.Message]) {
		if d.Lost {
			losses.Add(1)
		}
		if d.Value != nil {
			received <- 1
		}
	})
	if err != nil {
		return nil, err
	}
	defer unsubscribe()
	receive := func() error {
		select {
		case <-received:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	// A new subscription may report a loss, so the first messages are not measured.
	out := topic(publisher)
	for {
		if err := out.Publish(ctx, chatMessage); err != nil {
			return nil, err
		}
		if err := receive(); err != nil {
			return nil, fmt.Errorf("%s: receive the first message: %w", name, err)
		}
		if losses.Load() == 0 {
			break
		}
		losses.Store(0)
	}

	var single latencies
	for range s.busMessages / 20 {
		start := time.Now()
		if err := errors.Join(out.Publish(ctx, chatMessage), receive()); err != nil {
			return nil, err
		}
		single = append(single, time.Since(start))
	}
	slices.Sort(single)

	start := time.Now()
	for n := range s.busMessages {
		if n >= maxInFlight {
			if err := receive(); err != nil {
				return nil, err
			}
		}
		if err := out.Publish(ctx, chatMessage); err != nil {
			return nil, err
		}
	}
	for range min(maxInFlight, s.busMessages) {
		if err := receive(); err != nil {
			return nil, err
		}
	}
	each := time.Since(start) / time.Duration(s.busMessages)
	if n := losses.Load(); n > 0 {
		return nil, fmt.Errorf("%s: %d losses reported", name, n)
	}
	return []row{
		durationRow(name+", single message: p50", single.percentile(50)),
		durationRow(name+", single message: p99", single.percentile(99)),
		{name: name + fmt.Sprintf(", %d in flight: time per message", maxInFlight), lively: fmt.Sprintf("%s · %.0f /s", micros(each), float64(time.Second)/float64(each))},
	}, nil
}
