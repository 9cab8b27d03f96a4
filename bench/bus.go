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
	"github.com/lively-go/lively/internal/redistest"
)

// measureBus tells what a message takes from Publish to a subscriber: within a process, and from node to node over Redis.
func measureBus(s scale, _, _ *process) (lines []line, err error) {
	var local pubsub.Local
	lines, err = throughBus("Local", s, &local, &local)
	if err != nil {
		return nil, err
	}
	redis, err := redistest.Open()
	if err != nil {
		return append(lines, line{what: "bus over Redis: not measured", ours: err.Error()}), nil
	}
	defer func() { err = errors.Join(err, redis.Close()) }()
	from, err := redisbus.Open(redis.URL())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	to, err := redisbus.Open(redis.URL())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	more, err := throughBus("Redis", s, from, to)
	return append(lines, more...), err
}

// inFlight is how many messages are on their way at once, where as many as possible shall pass.
const inFlight = 1_000

func throughBus(name string, s scale, from, to pubsub.Bus) ([]line, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*opTimeout)
	defer cancel()
	heard := make(chan int, inFlight)
	var lost atomic.Int64
	topic := func(b pubsub.Bus) pubsub.Topic[views.Line] { return pubsub.NewTopic[views.Line](b, "bench") }
	stop, err := topic(to).Subscribe(ctx, func(d pubsub.Delivery[views.Line]) {
		if d.Lost {
			lost.Add(1)
		}
		if d.Value != nil {
			heard <- 1
		}
	})
	if err != nil {
		return nil, err
	}
	defer stop()
	wait := func() error {
		select {
		case <-heard:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	out := topic(from)
	for {
		if err := out.Publish(ctx, aLine); err != nil {
			return nil, err
		}
		if err := wait(); err != nil {
			return nil, fmt.Errorf("the bus %s passes nothing: %w", name, err)
		}
		if lost.Load() == 0 {
			break
		}
		lost.Store(0)
	}

	var one latency
	for range s.messages / 20 {
		start := time.Now()
		if err := errors.Join(out.Publish(ctx, aLine), wait()); err != nil {
			return nil, err
		}
		one = append(one, time.Since(start))
	}
	slices.Sort(one)

	start := time.Now()
	for n := range s.messages {
		if n >= inFlight {
			if err := wait(); err != nil {
				return nil, err
			}
		}
		if err := out.Publish(ctx, aLine); err != nil {
			return nil, err
		}
	}
	for range min(inFlight, s.messages) {
		if err := wait(); err != nil {
			return nil, err
		}
	}
	each := time.Since(start) / time.Duration(s.messages)
	if n := lost.Load(); n > 0 {
		return nil, fmt.Errorf("the bus %s has lost messages %d times", name, n)
	}
	return []line{
		aloneLine("bus "+name+": a message alone, p50", one.at(50)),
		aloneLine("bus "+name+": a message alone, p99", one.at(99)),
		{what: "bus " + name + ": a message of many", ours: fmt.Sprintf("%s · %.0f /s", micros(each), float64(time.Second)/float64(each))},
	}, nil
}
