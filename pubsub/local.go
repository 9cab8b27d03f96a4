package pubsub

import (
	"context"
	"fmt"
	"slices"
	"sync"
)

// Local is a bus within this process. Its zero value is ready to use; it must not be copied after first use.
//
// Publish calls the subscribers in the publisher's goroutine before it returns, except those that another goroutine is
// just calling: that one goes on with the new message. All subscriptions of a topic hear its messages in the same
// order, messages published by a subscriber included.
//
// A subscriber that blocks holds up the one publisher that called it and nobody else. Up to 1,024 messages wait for it;
// then they are dropped, and the next one it hears is marked Lost.
type Local struct {
	mu     sync.RWMutex
	topics map[string]*localTopic // those with subscriptions
	closed bool
	shared hubs
}

type localTopic struct {
	mu    sync.Mutex // gives the messages of the topic their order
	boxes []*mailbox // replaced, never changed within its length: publishers read it unlocked
}

// Publish calls the subscribers of topic. It fails with ErrClosed after Close, and when ctx has ended.
func (l *Local) Publish(ctx context.Context, topic string, data []byte) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("publish to %q: %w", topic, err)
	}
	boxes, err := l.post(Message{Topic: topic, Data: data})
	if err != nil {
		return fmt.Errorf("publish to %q: %w", topic, err)
	}
	for _, b := range boxes {
		b.drain()
	}
	return nil
}

// deliver calls the subscribers of m.Topic with m unchanged, in goroutines of their own. It is driver.Deliver.
func (l *Local) deliver(m Message) {
	boxes, _ := l.post(m) // it fails on a closed bus only, which has no subscribers
	for _, b := range boxes {
		b.drainAside()
	}
}

// post puts m into every mailbox of its topic before any subscriber is called: so a message published by a subscriber
// comes after m everywhere.
func (l *Local) post(m Message) ([]*mailbox, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.closed {
		return nil, ErrClosed
	}
	t := l.topics[m.Topic]
	if t == nil {
		return nil, nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, b := range t.boxes {
		b.put(m)
	}
	return t.boxes, nil
}

// Subscribe calls fn with each message of topic. It fails with ErrClosed after Close, and when ctx has ended.
func (l *Local) Subscribe(ctx context.Context, topic string, fn func(Message)) (cancel func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("subscribe to %q: %w", topic, err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil, fmt.Errorf("subscribe to %q: %w", topic, ErrClosed)
	}
	t := l.topics[topic]
	if t == nil {
		t = &localTopic{}
		if l.topics == nil {
			l.topics = map[string]*localTopic{}
		}
		l.topics[topic] = t
	}
	b := &mailbox{fn: fn}
	t.boxes = append(t.boxes, b)
	return func() { l.remove(topic, b) }, nil
}

func (l *Local) remove(topic string, b *mailbox) {
	b.close()
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.topics[topic]
	if t == nil {
		return
	}
	t.boxes = slices.DeleteFunc(slices.Clone(t.boxes), func(have *mailbox) bool { return have == b })
	if len(t.boxes) == 0 {
		delete(l.topics, topic)
	}
}

// Close ends all subscriptions. Publish and Subscribe fail from then on. It always returns nil.
func (l *Local) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, t := range l.topics {
		for _, b := range t.boxes {
			b.close()
		}
	}
	l.topics, l.closed = nil, true
	l.shared.reset()
	return nil
}

func (l *Local) registry() *hubs { return &l.shared }
