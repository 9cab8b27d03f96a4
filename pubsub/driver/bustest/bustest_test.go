package bustest

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/lively-go/lively/pubsub"

	"github.com/stretchr/testify/require"
)

// A suite is worth what it finds: each of these buses has one fault, and the check named beside it must see it.
func TestSuiteFindsFaults(t *testing.T) {
	faults := []struct {
		check string
		bus   func() pubsub.Bus
	}{
		{"a message arrives", func() pubsub.Bus { return &faulty{publish: lose(func(n int32) bool { return true })} }},
		{"topics are apart", func() pubsub.Bus { return &faulty{topic: func(string) string { return "all" }} }},
		{"many subscribers", func() pubsub.Bus { return new(naive) }},
		{"order per publisher", func() pubsub.Bus { return &faulty{publish: swapPairs()} }},
		{"order per publisher", func() pubsub.Bus { return &faulty{publish: lose(func(n int32) bool { return n%100 == 7 })} }},
		{"order with a publishing subscriber", func() pubsub.Bus { return &naive{limit: 2_000} }},
		{"unsubscribe", func() pubsub.Bus { return &faulty{cancel: func(func()) {}} }},
		{"unsubscribe during delivery", func() pubsub.Bus { return &faulty{cancel: func(func()) {}} }},
		{"unsubscribe another during delivery", func() pubsub.Bus { return &faulty{cancel: func(func()) {}} }},
		{"subscribe during delivery", func() pubsub.Bus { return &locked{turn: make(chan struct{}, 1)} }},
		{"a subscriber that always publishes", func() pubsub.Bus { return &locked{turn: make(chan struct{}, 1)} }},
		{"one call at a time", func() pubsub.Bus { return &naive{limit: 2_000, yield: true} }},
		{"slow subscriber", func() pubsub.Bus { return &locked{turn: make(chan struct{}, 1)} }},
		{"slow subscriber", func() pubsub.Bus {
			return &faulty{hear: func(m pubsub.Message) pubsub.Message { m.Lost = false; return m }}
		}},
		{"panicking subscriber", func() pubsub.Bus { return &naive{limit: 2_000} }},
		{"ended context", func() pubsub.Bus { return &faulty{background: true} }},
		{"context bounds the call alone", func() pubsub.Bus { return new(bound) }},
		{"typed topic", func() pubsub.Bus { return &faulty{cancel: func(func()) {}, hear: garble} }},
		{"close", func() pubsub.Bus { return deaf{new(pubsub.Local)} }},
	}
	found := map[string]bool{}
	for _, f := range faults {
		found[f.check] = true
		t.Run(f.check, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bus := f.bus()
				require.NotEmpty(t, failureOf(t.Context(), check(f.check), bus))
			})
		})
	}
	for _, c := range cases {
		require.True(t, found[c.name], "no bus fails %q", c.name)
	}
}

// The same recorder sees no failure where there is none.
func TestSuitePassesLocalInABubble(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				require.Empty(t, failureOf(t.Context(), c.check, new(pubsub.Local)))
			})
		})
	}
}

func TestSuiteFindsGoroutines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		before := goroutines()
		end := make(chan struct{})
		go func() { <-end }()
		failure := failureOf(t.Context(), func(t tester, _ pubsub.Bus) { requireNoneLeft(t, before) }, nil)
		close(end)
		require.Contains(t, failure, "goroutines are left")
	})
}

func check(name string) func(tester, pubsub.Bus) {
	for _, c := range cases {
		if c.name == name {
			return c.check
		}
	}
	panic(name)
}

// failureOf runs a check and returns what it had to say, "" if it passed.
func failureOf(ctx context.Context, check func(tester, pubsub.Bus), bus pubsub.Bus) string {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r := &recorder{ctx: ctx}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			if v := recover(); v != nil {
				r.Errorf("panic: %v", v)
			}
		}()
		check(r, bus)
	}()
	<-done
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Join(r.failures, "\n")
}

type recorder struct {
	ctx      context.Context
	mu       sync.Mutex
	failures []string
}

func (r *recorder) Context() context.Context { return r.ctx }
func (r *recorder) Helper()                  {}
func (r *recorder) FailNow()                 { runtime.Goexit() }
func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

// faulty is a Local with one thing wrong.
type faulty struct {
	pubsub.Local
	publish    func(send func(string, []byte) error, topic string, data []byte) error
	topic      func(string) string
	cancel     func(func())
	hear       func(pubsub.Message) pubsub.Message
	background bool // contexts are not heeded
}

func (f *faulty) Publish(ctx context.Context, topic string, data []byte) error {
	if f.topic != nil {
		topic = f.topic(topic)
	}
	if f.background {
		ctx = context.Background()
	}
	send := func(topic string, data []byte) error { return f.Local.Publish(ctx, topic, data) }
	if f.publish == nil {
		return send(topic, data)
	}
	return f.publish(send, topic, data)
}

func (f *faulty) Subscribe(ctx context.Context, topic string, fn func(pubsub.Message)) (func(), error) {
	if f.topic != nil {
		topic = f.topic(topic)
	}
	heard := fn
	if f.hear != nil {
		heard = func(m pubsub.Message) { fn(f.hear(m)) }
	}
	cancel, err := f.Local.Subscribe(ctx, topic, heard)
	if err == nil && f.cancel != nil {
		return func() { f.cancel(cancel) }, nil
	}
	return cancel, err
}

func lose(which func(n int32) bool) func(func(string, []byte) error, string, []byte) error {
	var n atomic.Int32
	return func(send func(string, []byte) error, topic string, data []byte) error {
		if which(n.Add(1)) {
			return nil
		}
		return send(topic, data)
	}
}

// swapPairs sends the second message before the first, the fourth before the third …
func swapPairs() func(func(string, []byte) error, string, []byte) error {
	var mu sync.Mutex
	var held []byte
	return func(send func(string, []byte) error, topic string, data []byte) error {
		mu.Lock()
		defer mu.Unlock()
		if held == nil {
			held = data
			return nil
		}
		err := send(topic, data)
		if err == nil {
			err = send(topic, held)
		}
		held = nil
		return err
	}
}

func garble(m pubsub.Message) pubsub.Message {
	m.Data = []byte(`{`)
	return m
}

// naive calls the subscribers where Publish stands: no queue, no order, no net under a panic, and room for a limit.
type naive struct {
	limit int
	yield bool
	mu    sync.Mutex
	subs  []func(pubsub.Message)
}

func (n *naive) Publish(_ context.Context, topic string, data []byte) error {
	n.mu.Lock()
	subs := n.subs
	n.mu.Unlock()
	for _, fn := range subs {
		if n.yield {
			go fn(pubsub.Message{Topic: topic, Data: data})
			continue
		}
		fn(pubsub.Message{Topic: topic, Data: data})
	}
	return nil
}

func (n *naive) Subscribe(_ context.Context, _ string, fn func(pubsub.Message)) (func(), error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.subs) < n.limit {
		n.subs = append(n.subs, fn)
	}
	return func() {}, nil
}

// locked holds one lock over everything, subscribers included. It is a channel, so that a bubble's clock goes on.
type locked struct {
	pubsub.Local
	turn chan struct{}
}

func (l *locked) lock(ctx context.Context) bool {
	select {
	case l.turn <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func (l *locked) Publish(ctx context.Context, topic string, data []byte) error {
	if !l.lock(ctx) {
		return ctx.Err()
	}
	defer func() { <-l.turn }()
	return l.Local.Publish(ctx, topic, data)
}

func (l *locked) Subscribe(ctx context.Context, topic string, fn func(pubsub.Message)) (func(), error) {
	if !l.lock(ctx) {
		return nil, ctx.Err()
	}
	defer func() { <-l.turn }()
	return l.Local.Subscribe(ctx, topic, fn)
}

// bound ends a subscription with the context of the call that made it.
type bound struct{ pubsub.Local }

func (b *bound) Subscribe(ctx context.Context, topic string, fn func(pubsub.Message)) (func(), error) {
	cancel, err := b.Local.Subscribe(ctx, topic, func(m pubsub.Message) {
		if ctx.Err() == nil {
			fn(m)
		}
	})
	return cancel, err
}

// deaf goes on after Close.
type deaf struct{ pubsub.Bus }

func (deaf) Close() error { return nil }
