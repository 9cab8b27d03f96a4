// Package expiry keeps views between the GET that rendered them and the websocket that adopts them, within bounds of time,
// number and bytes. What nobody fetches is dropped; one timer serves all.
package expiry

import (
	"container/list"
	"sync"
	"time"
)

// A Lot holds parked values. Drop is called for each that is not taken: too old, pushed out, or closed. It is called
// without locks held, from the goroutine of a timer or of whoever parks.
type Store[T any] struct {
	TTL      time.Duration
	MaxBytes int
	MaxCount int
	OnDrop   func(T)

	mu       sync.Mutex
	byID     map[string]*list.Element // of place
	byClient map[string]*list.List    // of place, oldest first
	all      list.List                // of place, oldest first
	bytes    int
	timer    *time.Timer
	closed   bool
}

type entry[T any] struct {
	id, client string
	value      T
	size       int
	expires    time.Time
	clientElem *list.Element
}

// Park keeps value under id. When the lot is full, the oldest of the address with most goes, so that one who floods pushes out
// their own.
func (s *Store[T]) Put(id, client string, value T, size int) {
	s.mu.Lock()
	var dropped []T
	if s.closed {
		dropped = append(dropped, value)
	} else {
		s.add(&entry[T]{id: id, client: client, value: value, size: size, expires: time.Now().Add(s.TTL)})
		for s.all.Len() > s.MaxCount || s.bytes > s.MaxBytes && s.all.Len() > 1 {
			dropped = append(dropped, s.remove(s.largestClient().Front().Value.(*entry[T])))
		}
	}
	s.mu.Unlock()
	for _, v := range dropped {
		s.OnDrop(v)
	}
}

// Take returns the value of id, once. One that is too old is dropped.
func (s *Store[T]) Take(id string) (value T, ok bool) {
	s.mu.Lock()
	elem := s.byID[id]
	if elem == nil {
		s.mu.Unlock()
		return value, false
	}
	e := elem.Value.(*entry[T])
	s.remove(e)
	s.mu.Unlock()
	if time.Now().After(e.expires) {
		s.OnDrop(e.value)
		return value, false
	}
	return e.value, true
}

// Len is the number of values parked.
func (s *Store[T]) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.Len()
}

// Close drops all values, and those that come later at once.
func (s *Store[T]) Close() {
	s.mu.Lock()
	s.closed = true
	var out []T
	for s.all.Len() > 0 {
		out = append(out, s.remove(s.all.Front().Value.(*entry[T])))
	}
	s.mu.Unlock()
	for _, v := range out {
		s.OnDrop(v)
	}
}

// put needs mu, as do remove, crowded and arm.
func (s *Store[T]) add(e *entry[T]) {
	if s.byID == nil {
		s.byID, s.byClient = map[string]*list.Element{}, map[string]*list.List{}
	}
	entries := s.byClient[e.client]
	if entries == nil {
		entries = list.New()
		s.byClient[e.client] = entries
	}
	e.clientElem = entries.PushBack(e)
	s.byID[e.id] = s.all.PushBack(e)
	s.bytes += e.size
	s.setTimer()
}

func (s *Store[T]) remove(e *entry[T]) T {
	s.all.Remove(s.byID[e.id])
	delete(s.byID, e.id)
	at := s.byClient[e.client]
	if at.Remove(e.clientElem); at.Len() == 0 {
		delete(s.byClient, e.client)
	}
	s.bytes -= e.size
	s.setTimer()
	return e.value
}

// crowded is the address with most values; of several, the one whose oldest is the oldest.
func (s *Store[T]) largestClient() (largest *list.List) {
	for _, entries := range s.byClient {
		if largest == nil || entries.Len() > largest.Len() || entries.Len() == largest.Len() && oldest[T](entries).Before(oldest[T](largest)) {
			largest = entries
		}
	}
	return largest
}

func oldest[T any](entries *list.List) time.Time { return entries.Front().Value.(*entry[T]).expires }

// arm sets the timer to the oldest value, if there is one.
func (s *Store[T]) setTimer() {
	front := s.all.Front()
	switch {
	case front == nil && s.timer != nil:
		s.timer.Stop()
		s.timer = nil
	case front != nil && s.timer == nil:
		s.timer = time.AfterFunc(time.Until(front.Value.(*entry[T]).expires), s.expire)
	}
}

func (s *Store[T]) expire() {
	s.mu.Lock()
	var out []T
	now := time.Now()
	for front := s.all.Front(); front != nil; front = s.all.Front() {
		e := front.Value.(*entry[T])
		if e.expires.After(now) {
			break
		}
		out = append(out, s.remove(e))
	}
	s.timer = nil
	s.setTimer()
	s.mu.Unlock()
	for _, v := range out {
		s.OnDrop(v)
	}
}
