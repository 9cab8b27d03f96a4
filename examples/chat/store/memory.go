package store

import (
	"cmp"
	"context"
	"slices"
	"sync"
)

// Memory is a Store in memory, which always answers. Its zero value is empty.
type Memory struct {
	Limit int // of messages per room. Zero means the constant Limit

	mu    sync.Mutex
	rooms map[string][]Message
	read  map[place]int64
}

type place struct{ reader, room string }

func (s *Memory) Add(_ context.Context, m Message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(m, false)
	return nil
}

// put needs mu. A message that is there is replaced, or not.
func (s *Memory) put(m Message, replace bool) {
	if s.rooms == nil {
		s.rooms = map[string][]Message{}
	}
	all := s.rooms[m.Room]
	switch i, have := slices.BinarySearchFunc(all, m.ID, byID); {
	case !have:
		all = slices.Insert(all, i, m)
	case replace:
		all[i] = m
	}
	s.rooms[m.Room] = all[max(0, len(all)-cmp.Or(s.Limit, Limit)):]
}

func (s *Memory) Edit(_ context.Context, room string, id int64, author, text string) (Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, err := s.find(room, id, author)
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
	i, err := s.find(room, id, author)
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
		end, _ = slices.BinarySearchFunc(all, id, byID)
	}
	return slices.Clone(all[max(0, end-n):end]), nil
}

func (s *Memory) Mark(_ context.Context, reader, room string, id int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mark(place{reader, room}, id)
	return nil
}

func (s *Memory) mark(at place, id int64) {
	if s.read == nil {
		s.read = map[place]int64{}
	}
	s.read[at] = max(s.read[at], id)
}

func (s *Memory) Unread(_ context.Context, reader string, rooms []string) (map[string]int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	unread := map[string]int{}
	for _, room := range rooms {
		all, at := s.rooms[room], place{reader, room}
		read, known := s.read[at]
		if !known && len(all) > 0 {
			read = all[len(all)-1].ID
		}
		s.mark(at, read)
		i, have := slices.BinarySearchFunc(all, read, byID)
		if have {
			i++
		}
		if n := len(all) - i; n > 0 {
			unread[room] = n
		}
	}
	return unread, nil
}

func (s *Memory) find(room string, id int64, author string) (int, error) {
	i, ok := slices.BinarySearchFunc(s.rooms[room], id, byID)
	if !ok || s.rooms[room][i].Author != author {
		return 0, ErrNotYours
	}
	return i, nil
}

func byID(m Message, id int64) int { return cmp.Compare(m.ID, id) }
