package store

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

const (
	patience = 2 * time.Second // for the main store to answer
	retry    = time.Second     // after it did not
	mostLate = 10_000
)

// ErrFull is what a Resilient answers when too much waits to be stored.
var ErrFull = errors.New("store: too much waits to be stored")

var errDown = errors.New("store: the main store does not answer")

// Resilient is a Store that goes on when the main one does not answer: it then knows what this node has seen, and what is said meanwhile waits and is
// stored later. What waits is lost if the process ends before. Main must be set.
type Resilient struct {
	Main Store

	// Late is called by Run with what was stored late, which other nodes do not know yet. Zero means nobody wants to know.
	Late func(Change)

	near Memory // what this node has seen

	mu      sync.Mutex
	down    time.Time // when Main did not answer; zero: it does
	waiting []Change
}

// A Change is a message that is new, edited or deleted.
type Change struct {
	Message Message
	Kind    Kind
}

type Kind string

const (
	Added   Kind = "added"
	Edited  Kind = "edited"
	Deleted Kind = "deleted"
)

// OK says whether the main store answers and has everything.
func (s *Resilient) OK() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.down.IsZero() && len(s.waiting) == 0
}

// call asks the main store, unless it has just not answered. errDown says that it is not there.
func (s *Resilient) call(ctx context.Context, ask func(context.Context) error) error {
	s.mu.Lock()
	rest := !s.down.IsZero() && time.Since(s.down) < retry
	s.mu.Unlock()
	if rest {
		return errDown
	}
	in, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := ask(in)
	if ctx.Err() != nil { // nobody waits any more: that says nothing of the store
		return ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = time.Time{}
	if err != nil && !errors.Is(err, ErrNotYours) {
		s.down = time.Now()
		return errDown
	}
	return err
}

// change makes c in the main store, or, when that is not there or other changes wait, lets it wait too. It returns what the message is then.
func (s *Resilient) change(ctx context.Context, c Change) (m Message, err error) {
	err = errDown
	if s.caughtUp() {
		err = s.call(ctx, func(ctx context.Context) error {
			m, err = c.apply(ctx, s.Main)
			return err
		})
	}
	if !errors.Is(err, errDown) {
		if err == nil {
			s.Heard(Change{m, c.Kind})
		}
		return m, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.waiting) >= mostLate {
		return m, ErrFull
	}
	if m, err = c.apply(ctx, &s.near); err == nil {
		s.waiting = append(s.waiting, Change{m, c.Kind})
	}
	return m, err
}

func (s *Resilient) caughtUp() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.waiting) == 0
}

// apply makes the change in a store.
func (c Change) apply(ctx context.Context, in Store) (Message, error) {
	m := c.Message
	switch c.Kind {
	case Added:
		return m, in.Add(ctx, m)
	case Edited:
		return in.Edit(ctx, m.Room, m.ID, m.Author, m.Text)
	}
	return m, in.Delete(ctx, m.Room, m.ID, m.Author)
}

// Heard tells of a change that this node, or another, has stored.
func (s *Resilient) Heard(c Change) {
	s.near.mu.Lock()
	defer s.near.mu.Unlock()
	m := c.Message
	if c.Kind != Deleted {
		s.near.put(m, c.Kind == Edited)
	} else if i, have := slices.BinarySearchFunc(s.near.rooms[m.Room], m.ID, byID); have {
		s.near.rooms[m.Room] = slices.Delete(s.near.rooms[m.Room], i, i+1)
	}
}

func (s *Resilient) Add(ctx context.Context, m Message) error {
	_, err := s.change(ctx, Change{m, Added})
	return err
}

func (s *Resilient) Edit(ctx context.Context, room string, id int64, author, text string) (Message, error) {
	return s.change(ctx, Change{Message{ID: id, Room: room, Author: author, Text: text}, Edited})
}

func (s *Resilient) Delete(ctx context.Context, room string, id int64, author string) error {
	_, err := s.change(ctx, Change{Message{ID: id, Room: room, Author: author}, Deleted})
	return err
}

// Before returns what the main store has, with the changes that wait, or what this node has seen.
func (s *Resilient) Before(ctx context.Context, room string, id int64, n int) (all []Message, err error) {
	err = s.call(ctx, func(ctx context.Context) error {
		all, err = s.Main.Before(ctx, room, id, n)
		return err
	})
	if err != nil {
		return s.near.Before(ctx, room, id, n)
	}
	for _, m := range all {
		s.Heard(Change{m, Edited})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.waiting {
		if m := c.Message; m.Room == room && (id == 0 || m.ID < id) {
			all = c.in(all)
		}
	}
	return all[max(0, len(all)-n):], nil
}

// in makes the change in messages that are sorted.
func (c Change) in(all []Message) []Message {
	i, have := slices.BinarySearchFunc(all, c.Message.ID, byID)
	switch {
	case c.Kind == Added && !have:
		return slices.Insert(all, i, c.Message)
	case c.Kind == Edited && have:
		all[i].Text, all[i].Edited = c.Message.Text, true
	case c.Kind == Deleted && have:
		return slices.Delete(all, i, i+1)
	}
	return all
}

// Mark is forgotten by the main store if that is not there: the next one says it all.
func (s *Resilient) Mark(ctx context.Context, reader, room string, id int64) error {
	_ = s.call(ctx, func(ctx context.Context) error { return s.Main.Mark(ctx, reader, room, id) })
	return s.near.Mark(ctx, reader, room, id)
}

func (s *Resilient) Unread(ctx context.Context, reader string, rooms []string) (unread map[string]int, err error) {
	err = s.call(ctx, func(ctx context.Context) error {
		unread, err = s.Main.Unread(ctx, reader, rooms)
		return err
	})
	if err != nil {
		return s.near.Unread(ctx, reader, rooms)
	}
	return unread, nil
}

// Run stores what waits, as soon as the main store is there again, until ctx ends.
func (s *Resilient) Run(ctx context.Context) {
	every := time.NewTicker(retry)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
			s.catchUp(ctx)
		}
	}
}

func (s *Resilient) catchUp(ctx context.Context) {
	for {
		s.mu.Lock()
		down, some := !s.down.IsZero(), len(s.waiting) > 0
		var c Change
		if some {
			c = s.waiting[0]
		}
		s.mu.Unlock()
		switch {
		case some:
			err := s.call(ctx, func(ctx context.Context) error { _, err := c.apply(ctx, s.Main); return err })
			if err != nil && !errors.Is(err, ErrNotYours) {
				return
			}
			s.mu.Lock()
			s.waiting = s.waiting[1:]
			s.mu.Unlock()
			if s.Late != nil {
				s.Late(c)
			}
		case down:
			_ = s.call(ctx, func(ctx context.Context) error { _, err := s.Main.Before(ctx, "", 0, 1); return err })
			return
		default:
			return
		}
	}
}
