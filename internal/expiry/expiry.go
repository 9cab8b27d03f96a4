// Package expiry holds values until they are taken, bounded by time, number and bytes. Package live
// uses it for pages between the GET that rendered them and the join, and for detached sessions.
//
// # Concurrency
//
// The methods of a Store may be called by any goroutine. One timer serves all values of a Store; an
// empty one has no timer.
package expiry

import (
	"container/list"
	"sync"
	"time"
)

// A Store holds values until they are taken. Its fields must be set before the first Put and not be
// changed.
type Store[T any] struct {
	TTL      time.Duration // how long a value is held
	MaxBytes int           // exceeded only by a single value
	MaxCount int           // of values

	// OnDrop is called for every value that expires, is evicted or remains at Close. It is called
	// without locks held, by the goroutine of a timer or of the caller of Put, Take or Close.
	OnDrop func(T)

	mu       sync.Mutex
	byID     map[string]*list.Element // of entry
	byClient map[string]*list.List    // of entry, oldest first
	all      list.List                // of entry, oldest first
	bytes    int
	timer    *time.Timer
	closed   bool
}

// An entry is one value in a Store.
type entry[T any] struct {
	id, client string
	value      T
	size       int
	expires    time.Time
	clientElem *list.Element // in byClient
}

// Put holds value under id for TTL. size is its number of bytes; client identifies the client that
// caused it. If the store is full, the oldest value of the client with the most values is evicted,
// so that a flooding client evicts only its own. If the store is closed, value is dropped at once.
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

// Take removes and returns the value of id. It reports false if there is none; an expired value is
// dropped.
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

// Len returns the number of values in the store.
func (s *Store[T]) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.Len()
}

// Close drops all values. Later ones are dropped by Put.
func (s *Store[T]) Close() {
	s.mu.Lock()
	s.closed = true
	var dropped []T
	for s.all.Len() > 0 {
		dropped = append(dropped, s.remove(s.all.Front().Value.(*entry[T])))
	}
	s.mu.Unlock()
	for _, v := range dropped {
		s.OnDrop(v)
	}
}

// add adds an entry. mu must be held.
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

// remove removes an entry and returns its value. mu must be held.
func (s *Store[T]) remove(e *entry[T]) T {
	s.all.Remove(s.byID[e.id])
	delete(s.byID, e.id)
	entries := s.byClient[e.client]
	if entries.Remove(e.clientElem); entries.Len() == 0 {
		delete(s.byClient, e.client)
	}
	s.bytes -= e.size
	s.setTimer()
	return e.value
}

// largestClient returns the entries of the client with the most entries. Ties are broken by the age
// of the oldest one. mu must be held.
func (s *Store[T]) largestClient() (largest *list.List) {
	for _, entries := range s.byClient {
		if largest == nil || entries.Len() > largest.Len() ||
			entries.Len() == largest.Len() && firstExpiry[T](entries).Before(firstExpiry[T](largest)) {
			largest = entries
		}
	}
	return largest
}

// firstExpiry returns the expiry of the first of entries.
func firstExpiry[T any](entries *list.List) time.Time {
	return entries.Front().Value.(*entry[T]).expires
}

// setTimer starts the timer for the oldest entry, or stops it if there is none. mu must be held.
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

// expire drops the expired values. It is called by the timer.
func (s *Store[T]) expire() {
	s.mu.Lock()
	var dropped []T
	now := time.Now()
	for front := s.all.Front(); front != nil; front = s.all.Front() {
		e := front.Value.(*entry[T])
		if e.expires.After(now) {
			break
		}
		dropped = append(dropped, s.remove(e))
	}
	s.timer = nil
	s.setTimer()
	s.mu.Unlock()
	for _, v := range dropped {
		s.OnDrop(v)
	}
}
