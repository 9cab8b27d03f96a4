package pubsub

import (
	"log/slog"
	"runtime/debug"
	"sync"
)

const (
	mailboxLimit = 1024 // messages that wait for one subscription
	mailboxIdle  = 16   // messages for which an idle mailbox keeps room
	mailboxTurns = 64   // batches that one publisher delivers before a goroutine takes over
)

// A mailbox keeps the messages of one subscription in order. Whoever finds it idle delivers them: usually the publisher
// itself, so that a message has arrived when Publish returns and an idle subscription costs no goroutine.
type mailbox struct {
	fn func(Message)

	mu     sync.Mutex
	queue  []Message
	spare  []Message // the array of the batch delivered last
	busy   bool      // somebody is delivering
	closed bool
}

func (b *mailbox) put(m Message) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return
	}
	if len(b.queue) == mailboxLimit {
		// Who lost one message reloads; the others that wait are worth nothing then.
		clear(b.queue)
		b.queue, m.Lost = b.queue[:0], true
	}
	b.queue = append(b.queue, m)
}

// drain delivers what waits, unless somebody else is doing so.
func (b *mailbox) drain() {
	if !b.claim() {
		return
	}
	for range mailboxTurns {
		if !b.deliverBatch() {
			return
		}
	}
	go b.deliverAll()
}

// drainAside is drain in a goroutine of its own.
func (b *mailbox) drainAside() {
	if b.claim() {
		go b.deliverAll()
	}
}

// claim makes the caller the one that delivers, unless somebody else is.
func (b *mailbox) claim() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.busy {
		return false
	}
	b.busy = true
	return true
}

func (b *mailbox) deliverAll() {
	for b.deliverBatch() {
	}
}

// deliverBatch delivers what has come together. False: nothing had, and the mailbox is idle again.
func (b *mailbox) deliverBatch() bool {
	b.mu.Lock()
	batch := b.queue
	if len(batch) == 0 {
		b.busy = false
		b.mu.Unlock()
		return false
	}
	b.queue, b.spare = b.spare[:0], nil
	b.mu.Unlock()

	for _, m := range batch {
		if b.ended() {
			break
		}
		b.call(m)
	}

	clear(batch)
	if cap(batch) <= mailboxIdle {
		b.mu.Lock()
		b.spare = batch
		b.mu.Unlock()
	}
	return true
}

func (b *mailbox) call(m Message) {
	defer rescue(m.Topic)
	b.fn(m)
}

func (b *mailbox) ended() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.closed
}

func (b *mailbox) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.queue, b.spare = nil, nil
}

// rescue keeps the panic of a subscriber from the publisher and from other subscribers.
func rescue(topic string) {
	if v := recover(); v != nil {
		slog.Error("pubsub: a subscriber panicked", "topic", topic, "panic", v, "stack", string(debug.Stack()))
	}
}
