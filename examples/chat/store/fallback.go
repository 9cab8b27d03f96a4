package store

import (
	"context"
	"errors"
	"sync"
	"time"
)

const (
	primaryTimeout = 2 * time.Second
	retryInterval  = time.Second // after the primary store has failed
	maxPending     = 10_000
)

// ErrFull is returned by a Fallback when too many changes are pending.
var ErrFull = errors.New("store: too many pending changes")

var errUnavailable = errors.New("store: primary store unavailable")

// Fallback is a Store that keeps working when its primary store fails. It then reads from a cache
// of what this node has seen, and queues changes until the primary store is available again. The
// queue is in memory: pending changes are lost when the process exits. Primary must be set, and Run
// must be running for pending changes to be stored.
type Fallback struct {
	Primary Store

	// OnFlush is called by Run with each change that was stored late, so that it can be published to
	// other nodes. Nil means that no function is called.
	OnFlush func(Change)

	cache Memory // what this node has seen

	mu       sync.Mutex
	failedAt time.Time // time of the last failure; zero if the last call succeeded
	pending  []Change  // oldest first
}

// Healthy reports whether the primary store is available and has all changes.
func (s *Fallback) Healthy() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failedAt.IsZero() && len(s.pending) == 0
}

// try calls op, which uses the primary store. It returns errUnavailable if op fails, or without
// calling op if the previous call has just failed.
func (s *Fallback) try(ctx context.Context, op func(context.Context) error) error {
	s.mu.Lock()
	backingOff := !s.failedAt.IsZero() && time.Since(s.failedAt) < retryInterval
	s.mu.Unlock()
	if backingOff {
		return errUnavailable
	}
	opCtx, cancel := context.WithTimeout(ctx, primaryTimeout)
	defer cancel()
	err := op(opCtx)
	if ctx.Err() != nil { // canceled by the caller, which does not mean that the store has failed
		return ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failedAt = time.Time{}
	if err != nil && !errors.Is(err, ErrNotFound) {
		s.failedAt = time.Now()
		return errUnavailable
	}
	return err
}

// write applies c to the primary store and returns the changed message. If the primary store is
// unavailable or has pending changes, c is applied to the cache and queued, which keeps the order
// of changes.
func (s *Fallback) write(ctx context.Context, c Change) (m Message, err error) {
	err = errUnavailable
	if !s.hasPending() {
		err = s.try(ctx, func(ctx context.Context) error {
			m, err = c.applyTo(ctx, s.Primary)
			return err
		})
	}
	if !errors.Is(err, errUnavailable) {
		if err == nil {
			s.Observe(Change{m, c.Kind})
		}
		return m, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.pending) >= maxPending {
		return m, ErrFull
	}
	if m, err = c.applyTo(ctx, &s.cache); err == nil {
		s.pending = append(s.pending, Change{m, c.Kind})
	}
	return m, err
}

func (s *Fallback) hasPending() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.pending) > 0
}

// Observe updates the cache with a change that this node or another one has stored.
func (s *Fallback) Observe(c Change) { s.cache.observe(c) }

func (s *Fallback) Add(ctx context.Context, m Message) error {
	_, err := s.write(ctx, Change{m, Added})
	return err
}

func (s *Fallback) Edit(ctx context.Context, room string, id int64, author, text string) (Message, error) {
	return s.write(ctx, Change{Message{ID: id, Room: room, Author: author, Text: text}, Edited})
}

func (s *Fallback) Delete(ctx context.Context, room string, id int64, author string) error {
	_, err := s.write(ctx, Change{Message{ID: id, Room: room, Author: author}, Deleted})
	return err
}

// Before returns the messages of the primary store with the pending changes applied, or those of
// the cache if the primary store is unavailable.
func (s *Fallback) Before(ctx context.Context, room string, id int64, n int) (messages []Message, err error) {
	err = s.try(ctx, func(ctx context.Context) error {
		messages, err = s.Primary.Before(ctx, room, id, n)
		return err
	})
	if err != nil {
		return s.cache.Before(ctx, room, id, n)
	}
	for _, m := range messages {
		s.Observe(Change{m, Edited})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.pending {
		if m := c.Message; m.Room == room && (id == 0 || m.ID < id) {
			messages = c.applyToList(messages)
		}
	}
	return messages[max(0, len(messages)-n):], nil
}

// MarkRead ignores failures of the primary store, because the next mark includes this one.
func (s *Fallback) MarkRead(ctx context.Context, reader, room string, id int64) error {
	_ = s.try(ctx, func(ctx context.Context) error { return s.Primary.MarkRead(ctx, reader, room, id) })
	return s.cache.MarkRead(ctx, reader, room, id)
}

func (s *Fallback) Unread(ctx context.Context, reader string, rooms []string) (unread map[string]int, err error) {
	err = s.try(ctx, func(ctx context.Context) error {
		unread, err = s.Primary.Unread(ctx, reader, rooms)
		return err
	})
	if err != nil {
		return s.cache.Unread(ctx, reader, rooms)
	}
	return unread, nil
}

// Run stores pending changes as soon as the primary store is available again. It returns when ctx
// is done.
func (s *Fallback) Run(ctx context.Context) {
	ticker := time.NewTicker(retryInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			s.flush(ctx)
		}
	}
}

// flush stores the pending changes until one fails. Without pending changes it checks whether a
// primary store that has failed is available again.
func (s *Fallback) flush(ctx context.Context) {
	for {
		s.mu.Lock()
		failed, pending := !s.failedAt.IsZero(), len(s.pending) > 0
		var c Change
		if pending {
			c = s.pending[0]
		}
		s.mu.Unlock()
		switch {
		case pending:
			err := s.try(ctx, func(ctx context.Context) error { _, err := c.applyTo(ctx, s.Primary); return err })
			if err != nil && !errors.Is(err, ErrNotFound) {
				return
			}
			s.mu.Lock()
			s.pending = s.pending[1:]
			s.mu.Unlock()
			if s.OnFlush != nil {
				s.OnFlush(c)
			}
		case failed:
			_ = s.try(ctx, func(ctx context.Context) error { _, err := s.Primary.Before(ctx, "", 0, 1); return err })
			return
		default:
			return
		}
	}
}
