package store

import (
	"cmp"
	"context"
	"slices"
	"sync"
)

// Memory is a Store in memory. It never fails. The zero value is empty and ready to use.
type Memory struct {
	Limit int // messages per room; zero means the constant Limit

	mu       sync.Mutex
	rooms    map[string][]Message
	lastRead map[readKey]int64
}

type readKey struct{ reader, room string }

func (s *Memory) Add(_ context.Context, m Message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.putLocked(m, false)
	return nil
}

// observe makes a change without checking the author. An edit of an unknown message adds it.
func (s *Memory) observe(c Change) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := c.Message
	if c.Kind != Deleted {
		s.putLocked(m, c.Kind == Edited)
	} else if i, found := slices.BinarySearchFunc(s.rooms[m.Room], m.ID, compareID); found {
		s.rooms[m.Room] = slices.Delete(s.rooms[m.Room], i, i+1)
	}
}

// putLocked adds m. If there is a message with its ID, that one is replaced or kept. mu must be held.
func (s *Memory) putLocked(m Message, replace bool) {
	if s.rooms == nil {
		s.rooms = map[string][]Message{}
	}
	all := s.rooms[m.Room]
	switch i, found := slices.BinarySearchFunc(all, m.ID, compareID); {
	case !found:
		all = slices.Insert(all, i, m)
	case replace:
		all[i] = m
	}
	s.rooms[m.Room] = all[max(0, len(all)-cmp.Or(s.Limit, Limit)):]
}

func (s *Memory) Edit(_ context.Context, room string, id int64, author, text string) (Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, err := s.findLocked(room, id, author)
	if err != nil {
		return Message{}, err
	}
	m := &s.rooms[room][i]
	m.Text, m.Edited = text, true
	return *m, nil
}

func (s *Memory) Delete(_ context.Context, room string, id int64, author string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, err := s.findLocked(room, id, author)
	if err == nil {
		s.rooms[room] = slices.Delete(s.rooms[room], i, i+1)
	}
	return err
}

func (s *Memory) Before(_ context.Context, room string, id int64, n int) ([]Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.rooms[room]
	end := len(all)
	if id > 0 {
		end, _ = slices.BinarySearchFunc(all, id, compareID)
	}
	return slices.Clone(all[max(0, end-n):end]), nil
}

func (s *Memory) MarkRead(_ context.Context, reader, room string, id int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.markReadLocked(readKey{reader, room}, id)
	return nil
}

func (s *Memory) markReadLocked(key readKey, id int64) {
	if s.lastRead == nil {
		s.lastRead = map[readKey]int64{}
	}
	s.lastRead[key] = max(s.lastRead[key], id)
}

func (s *Memory) Unread(_ context.Context, reader string, rooms []string) (map[string]int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	unread := map[string]int{}
	for _, room := range rooms {
		all, key := s.rooms[room], readKey{reader, room}
		read, known := s.lastRead[key]
		if !known && len(all) > 0 {
			read = all[len(all)-1].ID
		}
		s.markReadLocked(key, read)
		i, have := slices.BinarySearchFunc(all, read, compareID)
		if have {
			i++
		}
		if n := len(all) - i; n > 0 {
			unread[room] = n
		}
	}
	return unread, nil
}

func (s *Memory) findLocked(room string, id int64, author string) (int, error) {
	i, ok := slices.BinarySearchFunc(s.rooms[room], id, compareID)
	if !ok || s.rooms[room][i].Author != author {
		return 0, ErrNotFound
	}
	return i, nil
}

func compareID(m Message, id int64) int { return cmp.Compare(m.ID, id) }
