package chat

import (
	"errors"
	"slices"
	"sync"
	"time"
)

// Message is a line in a room.
type Message struct {
	ID     int64 // grows with time, over all rooms
	Room   string
	Author string // who may change it; see person
	Name   string // as the author was called then
	Text   string
	Action bool // was said with /me
	Edited bool
	At     time.Time
}

// ErrNotYours is what a Store answers who wants to change the message of somebody else, or one that is gone.
var ErrNotYours = errors.New("chat: no such message of yours")

// Store keeps messages. Its methods are called from many goroutines.
type Store interface {
	// Add gives m its ID and keeps it.
	Add(m Message) (Message, error)
	// Edit gives a message of author another text.
	Edit(room string, id int64, author, text string) (Message, error)
	// Delete deletes a message of author.
	Delete(room string, id int64, author string) error
	// Before returns the newest n messages whose ID is below id, oldest first; id 0 stands for above all.
	Before(room string, id int64, n int) ([]Message, error)
}

// Memory is a Store in memory. Its zero value is empty.
type Memory struct {
	Limit int // of messages per room: the oldest go first. Zero means 5,000

	mu    sync.Mutex
	last  int64
	rooms map[string][]Message
}

func (s *Memory) Add(m Message) (Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last++
	m.ID = s.last
	limit := s.Limit
	if limit == 0 {
		limit = 5_000
	}
	if s.rooms == nil {
		s.rooms = map[string][]Message{}
	}
	all := append(s.rooms[m.Room], m)
	s.rooms[m.Room] = all[max(0, len(all)-limit):]
	return m, nil
}

func (s *Memory) Edit(room string, id int64, author, text string) (Message, error) {
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

func (s *Memory) Delete(room string, id int64, author string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, err := s.find(room, id, author)
	if err == nil {
		s.rooms[room] = slices.Delete(s.rooms[room], i, i+1)
	}
	return err
}

func (s *Memory) Before(room string, id int64, n int) ([]Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.rooms[room]
	end := len(all)
	if id > 0 {
		end, _ = slices.BinarySearchFunc(all, id, byID)
	}
	return slices.Clone(all[max(0, end-n):end]), nil
}

func (s *Memory) find(room string, id int64, author string) (int, error) {
	i, ok := slices.BinarySearchFunc(s.rooms[room], id, byID)
	if !ok || s.rooms[room][i].Author != author {
		return 0, ErrNotYours
	}
	return i, nil
}

func byID(m Message, id int64) int { return int(m.ID - id) }
