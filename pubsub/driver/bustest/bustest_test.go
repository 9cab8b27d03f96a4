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
	"github.com/lively-go/lively/pubsub/driver"

	"github.com/stretchr/testify/require"
)

// Each faulty bus has one fault, which the named check must detect.
func TestSuite_DetectsFaults(t *testing.T) {
	faults := []struct {
		check string
		bus   func() pubsub.Bus
	}{
		{"delivery", func() pubsub.Bus { return &faultyBus{publish: dropIf(func(n int32) bool { return true })} }},
		{"delivery", func() pubsub.Bus {
			return &faultyBus{transform: func(m pubsub.Message) pubsub.Message { m.Lost = true; return m }}
		}},
		{"topic isolation", func() pubsub.Bus { return &faultyBus{topic: func(string) string { return "all" }} }},
		{"many subscribers", func() pubsub.Bus { return new(synchronousBus) }},
		{"publisher order", func() pubsub.Bus { return &faultyBus{publish: swapPairs()} }},
		{"publisher order", func() pubsub.Bus { return &faultyBus{publish: dropIf(func(n int32) bool { return n%100 == 7 })} }},
		{"nested publish order", func() pubsub.Bus { return &synchronousBus{limit: 2_000} }},
		{"cancel", func() pubsub.Bus { return &faultyBus{cancel: func(func()) {}} }},
		{"cancel during delivery", func() pubsub.Bus { return &faultyBus{cancel: func(func()) {}} }},
		{"cancel other during delivery", func() pubsub.Bus { return &faultyBus{cancel: func(func()) {}} }},
		{"subscribe during delivery", func() pubsub.Bus { return &globalLockBus{mu: make(chan struct{}, 1)} }},
		{"endless publish", func() pubsub.Bus { return &globalLockBus{mu: make(chan struct{}, 1)} }},
		{"serial calls", func() pubsub.Bus { return &synchronousBus{limit: 2_000, async: true} }},
		{"slow subscriber", func() pubsub.Bus { return &globalLockBus{mu: make(chan struct{}, 1)} }},
		{"slow subscriber", func() pubsub.Bus {
			return &faultyBus{transform: func(m pubsub.Message) pubsub.Message { m.Lost = false; return m }}
		}},
		{"panicking subscriber", func() pubsub.Bus { return &synchronousBus{limit: 2_000} }},
		{"exiting subscriber", func() pubsub.Bus { return &synchronousBus{limit: 2_000} }},
		{"canceled context", func() pubsub.Bus { return &faultyBus{ignoreContext: true} }},
		{"context scope", func() pubsub.Bus { return new(contextBoundBus) }},
		{"typed topic", func() pubsub.Bus { return &faultyBus{cancel: func(func()) {}, transform: corrupt} }},
		{"close", func() pubsub.Bus { return neverClosedBus{new(pubsub.Local)} }},
	}
	tested := map[string]bool{}
	for _, f := range faults {
		tested[f.check] = true
		t.Run(f.check, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bus := f.bus()
				require.NotEmpty(t, failureOf(t.Context(), checkNamed(f.check), bus))
			})
		})
	}
	for _, c := range cases {
		require.True(t, tested[c.name], "no faulty bus for %q", c.name)
	}
}

// The recorder reports no failure of a bus without faults.
func TestSuite_AcceptsLocal(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				require.Empty(t, failureOf(t.Context(), c.check, new(pubsub.Local)))
			})
		})
	}
}

// A bus over a slow connection may report Lost though nothing was lost.
func TestSuite_AcceptsLostOnSubscribe(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				require.Empty(t, failureOf(t.Context(), c.check, new(cautiousBus)))
			})
		})
	}
}

func TestSuite_DetectsGoroutineLeak(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		before := goroutines()
		end := make(chan struct{})
		go func() { <-end }()
		failure := failureOf(t.Context(), func(t tester, _ pubsub.Bus) { requireNoLeak(t, before) }, nil)
		close(end)
		require.Contains(t, failure, "goroutine leak")
	})
}

func checkNamed(name string) func(tester, pubsub.Bus) {
	for _, c := range cases {
		if c.name == name {
			return c.check
		}
	}
	panic(name)
}

// failureOf runs a check and returns its failure messages, "" if it passed.
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

// faultyBus is a Local with one fault.
type faultyBus struct {
	pubsub.Local
	publish       func(send func(string, []byte) error, topic string, data []byte) error
	topic         func(string) string
	cancel        func(func())
	transform     func(pubsub.Message) pubsub.Message
	ignoreContext bool // calls ignore their context
}

func (f *faultyBus) Publish(ctx context.Context, topic string, data []byte) error {
	if f.topic != nil {
		topic = f.topic(topic)
	}
	if f.ignoreContext {
		ctx = context.Background()
	}
	send := func(topic string, data []byte) error { return f.Local.Publish(ctx, topic, data) }
	if f.publish == nil {
		return send(topic, data)
	}
	return f.publish(send, topic, data)
}

func (f *faultyBus) Subscribe(ctx context.Context, topic string, fn func(pubsub.Message)) (func(), error) {
	if f.topic != nil {
		topic = f.topic(topic)
	}
	deliver := fn
	if f.transform != nil {
		deliver = func(m pubsub.Message) { fn(f.transform(m)) }
	}
	cancel, err := f.Local.Subscribe(ctx, topic, deliver)
	if err == nil && f.cancel != nil {
		return func() { f.cancel(cancel) }, nil
	}
	return cancel, err
}

func dropIf(which func(n int32) bool) func(func(string, []byte) error, string, []byte) error {
	var n atomic.Int32
	return func(send func(string, []byte) error, topic string, data []byte) error {
		if which(n.Add(1)) {
			return nil
		}
		return send(topic, data)
	}
}

// swapPairs sends the second message before the first, the fourth before the third, and so on.
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

func corrupt(m pubsub.Message) pubsub.Message {
	m.Data = []byte(`{`)
	return m
}

// synchronousBus calls the subscribers in Publish: it has no queue and no order, does not recover
// from panics, and has at most limit subscribers.
type synchronousBus struct {
	limit int
	async bool // call each subscriber in a new goroutine
	mu    sync.Mutex
	subs  []func(pubsub.Message)
}

func (b *synchronousBus) Publish(_ context.Context, topic string, data []byte) error {
	b.mu.Lock()
	subs := b.subs
	b.mu.Unlock()
	for _, fn := range subs {
		if b.async {
			go fn(pubsub.Message{Topic: topic, Data: data})
			continue
		}
		fn(pubsub.Message{Topic: topic, Data: data})
	}
	return nil
}

func (b *synchronousBus) Subscribe(_ context.Context, _ string, fn func(pubsub.Message)) (func(), error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.subs) < b.limit {
		b.subs = append(b.subs, fn)
	}
	return func() {}, nil
}

// globalLockBus holds one lock during all calls, including those of subscribers. The lock is a
// channel, because a goroutine that waits for a mutex stops the clock of a synctest bubble.
type globalLockBus struct {
	pubsub.Local
	mu chan struct{}
}

func (b *globalLockBus) lock(ctx context.Context) bool {
	select {
	case b.mu <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func (b *globalLockBus) Publish(ctx context.Context, topic string, data []byte) error {
	if !b.lock(ctx) {
		return ctx.Err()
	}
	defer func() { <-b.mu }()
	return b.Local.Publish(ctx, topic, data)
}

func (b *globalLockBus) Subscribe(ctx context.Context, topic string, fn func(pubsub.Message)) (func(), error) {
	if !b.lock(ctx) {
		return nil, ctx.Err()
	}
	defer func() { <-b.mu }()
	return b.Local.Subscribe(ctx, topic, fn)
}

// contextBoundBus ends a subscription when the context of Subscribe is done.
type contextBoundBus struct{ pubsub.Local }

func (b *contextBoundBus) Subscribe(ctx context.Context, topic string, fn func(pubsub.Message)) (func(), error) {
	cancel, err := b.Local.Subscribe(ctx, topic, func(m pubsub.Message) {
		if ctx.Err() == nil {
			fn(m)
		}
	})
	return cancel, err
}

// cautiousBus reports Lost once for each topic, when it has its first subscriber.
type cautiousBus struct {
	pubsub.Local
	reported sync.Map // by topic
}

func (b *cautiousBus) Subscribe(ctx context.Context, topic string, fn func(pubsub.Message)) (func(), error) {
	cancel, err := b.Local.Subscribe(ctx, topic, fn)
	if _, done := b.reported.LoadOrStore(topic, true); !done {
		driver.Deliver(&b.Local, pubsub.Message{Topic: topic, Lost: true})
	}
	return cancel, err
}

// neverClosedBus keeps working after Close.
type neverClosedBus struct{ pubsub.Bus }

func (neverClosedBus) Close() error { return nil }
