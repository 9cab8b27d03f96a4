package pubsub

import (
	"context"
	"fmt"
	"slices"
	"sync"
)

// Local is an in-process Bus. The zero value is ready to use. It must not be copied after first
// use.
//
// Publish calls the subscribers in the publisher's goroutine before it returns, except those
// currently being called by another goroutine, which then also delivers the new message. All
// subscriptions of a topic receive messages in the same order, including messages published by
// subscribers.
//
// A subscriber that blocks delays only the publisher that called it. Up to 1,024 messages are
// queued for it. When the queue is full, the queued messages are dropped, and the next message that
// the subscriber receives is marked Lost.
type Local struct {
	mu     sync.RWMutex
	topics map[string]*localTopic // those with subscriptions
	closed bool
	hubs   hubRegistry
}

type localTopic struct {
	mu        sync.Mutex // serializes the messages of the topic
	mailboxes []*mailbox // copied on removal, because publishers read it without the lock
}

// Publish calls the subscribers of topic. It returns ErrClosed after Close, and the error of ctx if
// ctx is done.
func (l *Local) Publish(ctx context.Context, topic string, data []byte) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("pubsub: publish to %q: %w", topic, err)
	}
	mailboxes, err := l.enqueue(Message{Topic: topic, Data: data})
	if err != nil {
		return fmt.Errorf("pubsub: publish to %q: %w", topic, err)
	}
	drainAll(mailboxes)
	return nil
}

// drainAll delivers the messages of all mailboxes, also if a subscriber ends the goroutine with
// runtime.Goexit.
func drainAll(mailboxes []*mailbox) {
	n := 0
	defer func() {
		for _, b := range mailboxes[n:] {
			b.drainAsync()
		}
	}()
	for n < len(mailboxes) {
		b := mailboxes[n]
		n++
		b.drain()
	}
}

// deliver implements driver.Deliver.
func (l *Local) deliver(m Message) {
	mailboxes, _ := l.enqueue(m) // fails only on a closed bus, which has no subscribers
	for _, b := range mailboxes {
		b.drainAsync()
	}
}

// enqueue puts m into every mailbox of its topic before any subscriber is called, so that a message
// published by a subscriber comes after m in every mailbox.
func (l *Local) enqueue(m Message) ([]*mailbox, error) {
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
	for _, b := range t.mailboxes {
		b.put(m)
	}
	return t.mailboxes, nil
}

// Subscribe calls fn with each message of topic until cancel is called. It returns ErrClosed after
// Close, and the error of ctx if ctx is done.
func (l *Local) Subscribe(ctx context.Context, topic string, fn func(Message)) (cancel func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("pubsub: subscribe to %q: %w", topic, err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil, fmt.Errorf("pubsub: subscribe to %q: %w", topic, ErrClosed)
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
	t.mailboxes = append(t.mailboxes, b)
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
	t.mailboxes = slices.DeleteFunc(slices.Clone(t.mailboxes), func(other *mailbox) bool { return other == b })
	if len(t.mailboxes) == 0 {
		delete(l.topics, topic)
	}
}

// Close ends all subscriptions. Publish and Subscribe return ErrClosed afterwards. Close always
// returns nil.
func (l *Local) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, t := range l.topics {
		for _, b := range t.mailboxes {
			b.close()
		}
	}
	l.topics, l.closed = nil, true
	l.hubs.clear()
	return nil
}

func (l *Local) registry() *hubRegistry { return &l.hubs }
