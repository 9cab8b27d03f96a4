package pubsub

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"sync/atomic"

	"github.com/lively-go/lively/pubsub/internal/hook"
)

func init() {
	hook.Deliver = (*Local).deliver
	hook.Forget = forget
}

// hubs are the topics of a bus that have subscribers. They are held by their bus and go with it.
type hubs struct {
	mu   sync.Mutex
	open map[any]any // Topic[T] → *hub[T]
}

// elsewhere holds the hubs of buses that have no registry of their own, each as long as it has subscribers.
var elsewhere hubs

func registryOf(b Bus) *hubs {
	if own, ok := b.(interface{ registry() *hubs }); ok {
		return own.registry()
	}
	return &elsewhere
}

// forget discards the hubs of b, so that a later Topic.Subscribe calls b.Subscribe. It is driver.Forget.
func forget(b Bus) {
	elsewhere.mu.Lock()
	defer elsewhere.mu.Unlock()
	maps.DeleteFunc(elsewhere.open, func(topic, _ any) bool { return topic.(interface{ on(Bus) bool }).on(b) })
}

// reset forgets all hubs: their bus is closed, and a later Subscribe shall hear that from the bus.
func (r *hubs) reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open = nil
}

// A hub is the one bus subscription of a topic, shared by its subscribers.
type hub[T any] struct {
	topic  Topic[T]
	in     *hubs
	opened chan struct{} // closed when the bus has answered
	cancel func()        // ends the bus subscription; nil until the bus has answered. Guarded by in.mu

	mu      sync.Mutex
	subs    []*subscriber[T]
	calling []*subscriber[T] // those that hear the present message; used by deliver alone
}

type subscriber[T any] struct {
	fn   func(Delivery[T])
	at   int // in hub.subs
	gone atomic.Bool
}

func subscribe[T any](ctx context.Context, r *hubs, t Topic[T], fn func(Delivery[T])) (func(), error) {
	for {
		r.mu.Lock()
		h, _ := r.open[t].(*hub[T])
		switch {
		case h == nil:
			h = &hub[T]{topic: t, in: r, opened: make(chan struct{})}
			if r.open == nil {
				r.open = map[any]any{}
			}
			r.open[t] = h
			r.mu.Unlock()
			return h.connect(ctx, fn)
		case h.cancel != nil:
			defer r.mu.Unlock()
			return h.add(fn), nil
		}
		r.mu.Unlock()
		select {
		case <-h.opened: // and if that failed, it is our turn to try
		case <-ctx.Done():
			return nil, fmt.Errorf("subscribe to %q: %w", t.name, ctx.Err())
		}
	}
}

// connect makes the bus subscription, for the first subscriber. The subscriber is added afterwards: called any sooner,
// it might wait for its own Subscribe.
func (h *hub[T]) connect(ctx context.Context, fn func(Delivery[T])) (leave func(), err error) {
	var cancel func()
	defer func() {
		h.in.mu.Lock()
		defer h.in.mu.Unlock()
		defer close(h.opened)
		if cancel == nil { // an error, or the bus panicked
			h.forget()
			return
		}
		h.cancel, leave = cancel, h.add(fn)
	}()
	cancel, err = h.topic.bus.Subscribe(ctx, h.topic.name, h.deliver)
	return nil, err
}

// forget takes the hub out of the registry, which is locked.
func (h *hub[T]) forget() {
	if h.in.open[h.topic] == any(h) {
		delete(h.in.open, h.topic)
	}
}

func (h *hub[T]) add(fn func(Delivery[T])) (leave func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := &subscriber[T]{fn: fn, at: len(h.subs)}
	h.subs = append(h.subs, s)
	return func() {
		if !s.gone.Swap(true) {
			h.remove(s)
		}
	}
}

// remove ends the bus subscription with the last subscriber.
func (h *hub[T]) remove(s *subscriber[T]) {
	h.in.mu.Lock()
	h.mu.Lock()
	last := len(h.subs) - 1
	moved := h.subs[last]
	h.subs[s.at], moved.at = moved, s.at
	h.subs[last] = nil
	h.subs = h.subs[:last]
	h.mu.Unlock()
	if last == 0 {
		h.forget()
	}
	h.in.mu.Unlock()
	if last == 0 {
		h.cancel()
	}
}

// deliver is called by the bus, one message at a time.
func (h *hub[T]) deliver(m Message) {
	h.mu.Lock()
	h.calling = append(h.calling[:0], h.subs...)
	h.mu.Unlock()
	defer func() { clear(h.calling) }()
	if len(h.calling) == 0 {
		return
	}
	d := h.decode(m)
	for _, s := range h.calling {
		if !s.gone.Load() {
			s.call(m.Topic, d)
		}
	}
}

func (h *hub[T]) decode(m Message) Delivery[T] {
	if m.Data == nil {
		return Delivery[T]{Lost: m.Lost}
	}
	v := new(T)
	if err := json.Unmarshal(m.Data, v); err != nil {
		slog.Error("pubsub: a message was not understood", "topic", m.Topic, "error", err)
		return Delivery[T]{Lost: true}
	}
	return Delivery[T]{Value: v, Lost: m.Lost}
}

func (s *subscriber[T]) call(topic string, d Delivery[T]) {
	defer rescue(topic)
	s.fn(d)
}
