package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/lively-go/lively/bench/views"
	"github.com/lively-go/lively/internal/redistest"
	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/redisbus"
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

// errLoss is returned by a measurement during which the bus reported a loss.
var errLoss = errors.New("bus lost messages")

// maxAttempts is the number of times that a bus is measured if it reports losses. On a busy machine,
// Redis may respond too late, which the bus reports as a loss.
const maxAttempts = 10

func measurePublish(name string, s scale, publisher, subscriber pubsub.Bus) (rows []row, err error) {
	for attempt := range maxAttempts {
		topic := fmt.Sprintf("bus-%d", attempt) // not the old topic, whose messages may still arrive
		rows, err = measureTopic(name, s, pubsub.NewTopic[views.Message](publisher, topic), pubsub.NewTopic[views.Message](subscriber, topic))
		if !errors.Is(err, errLoss) {
			break
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return rows, nil
}

// maxInFlight is the number of published messages that may be undelivered when throughput is
// measured.
const maxInFlight = 1_000

func measureTopic(name string, s scale, out, in pubsub.Topic[views.Message]) ([]row, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*ioTimeout)
	defer cancel()
	received, lost := make(chan int, maxInFlight), make(chan int, 1)
	unsubscribe, err := in.Subscribe(ctx, func(d pubsub.Delivery[views.Message]) {
		if d.Lost {
			select {
			case lost <- 1:
			default:
			}
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
		case <-lost:
			return errLoss
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	// The first message is not measured: connections open, and a new subscription may report a loss.
	if err := errors.Join(out.Publish(ctx, chatMessage), receive()); err != nil {
		return nil, err
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
	select {
	case <-lost:
		return nil, errLoss
	default:
	}
	return []row{
		durationRow(name+", single message: p50", single.percentile(50)),
		durationRow(name+", single message: p99", single.percentile(99)),
		{name: fmt.Sprintf("%s, %d in flight: time per message", name, maxInFlight), lively: fmt.Sprintf("%s · %.0f /s", micros(each), float64(time.Second)/float64(each))},
	}, nil
}
