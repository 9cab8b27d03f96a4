package pubsub

import "sync"

const (
	maxPending       = 1024 // messages queued for one subscription
	maxSpare         = 16   // capacity of the array that an idle mailbox keeps
	maxInlineBatches = 64   // batches that a publisher delivers before a new goroutine continues
)

// A mailbox queues the messages of one subscription. The goroutine that finds it idle delivers
// them: usually the publisher itself, so that a message is delivered when Publish returns and an
// idle subscription needs no goroutine.
type mailbox struct {
	fn func(Message)

	mu       sync.Mutex
	queue    []Message
	spare    []Message // the array of the previous batch, for reuse
	draining bool      // a goroutine is delivering
	closed   bool
}

func (b *mailbox) put(m Message) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return
	}
	if len(b.queue) >= maxPending {
		// A subscriber that lost one message reloads anyway, so the pending ones are dropped too.
		clear(b.queue)
		b.queue, m.Lost = b.queue[:0], true
	}
	b.queue = append(b.queue, m)
}

// drain delivers the queued messages, unless another goroutine is doing so.
func (b *mailbox) drain() {
	if !b.startDraining() {
		return
	}
	for range maxInlineBatches {
		if !b.deliverBatch() {
			return
		}
	}
	go b.deliverAll()
}

// drainAsync is like drain, but delivers in a new goroutine.
func (b *mailbox) drainAsync() {
	if b.startDraining() {
		go b.deliverAll()
	}
}

// startDraining reports whether the caller must deliver. It reports false if another goroutine is
// delivering.
func (b *mailbox) startDraining() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.draining {
		return false
	}
	b.draining = true
	return true
}

func (b *mailbox) deliverAll() {
	for b.deliverBatch() {
	}
}

// deliverBatch delivers the queued messages. It reports false if there were none, and the mailbox
// is idle again. If fn calls runtime.Goexit, which ends the caller's goroutine, another one
// continues to deliver.
func (b *mailbox) deliverBatch() bool {
	b.mu.Lock()
	batch := b.queue
	if len(batch) == 0 {
		b.draining = false
		b.mu.Unlock()
		return false
	}
	b.queue, b.spare = b.spare[:0], nil
	b.mu.Unlock()

	n, finished := 0, false
	defer func() {
		if !finished {
			b.requeue(batch[n:])
			go b.deliverAll()
		}
	}()
	for n < len(batch) && !b.isClosed() {
		m := batch[n]
		n++
		callSubscriber(b.fn, m, m.Topic)
	}
	finished = true

	clear(batch)
	if cap(batch) <= maxSpare {
		b.mu.Lock()
		b.spare = batch
		b.mu.Unlock()
	}
	return true
}

// requeue puts messages that were taken from the queue back to its front.
func (b *mailbox) requeue(batch []Message) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.closed {
		b.queue = append(batch[:len(batch):len(batch)], b.queue...)
	}
}

func (b *mailbox) isClosed() bool {
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
