// Package expiry holds values until they are taken, bounded by time, number and bytes. Package live
// uses it for pages between the GET that rendered them and the join, and for detached sessions.
//
// # Concurrency
//
// The methods of a Store may be called by any goroutine. One timer serves all values of a Store; an
// empty one has no timer. Put and Take hold the lock for a time that is logarithmic in the number of
// clients, also when the store is full.
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
	// without locks held, by the goroutine of a timer or of the caller of a method.
	OnDrop func(T)

	mu       sync.Mutex
	byID     map[string]*entry[T]
	byClient map[string]*client[T]
	most     clientHeap[T] // the values of byClient, by number of values
	largest  clientHeap[T] // the values of byClient, by bytes
	all      list.List     // of *entry, oldest first
	added    uint64        // number of values ever added
	bytes    int
	timer    *time.Timer
	closed   bool
}

// An entry is one value in a Store.
type entry[T any] struct {
	id         string
	client     *client[T]
	value      T
	size       int
	expires    time.Time
	number     uint64        // of the value, in the order of Put
	elem       *list.Element // in Store.all
	clientElem *list.Element // in client.entries
}

// Put holds value under id for TTL, and drops the value held under id before, if any. size is the
// number of bytes of value; client identifies the client that caused it. If there are more than
// MaxCount values, the oldest value of the client with the most values is evicted; if they have more
// than MaxBytes, the oldest one of the client with the most bytes. A flooding client thus evicts only
// its own values, which may include the new one. Among equal clients, it is the one whose oldest
// value is the oldest. If the store is closed, value is dropped at once.
func (s *Store[T]) Put(id, client string, value T, size int) {
	s.mu.Lock()
	var dropped []T
	if s.closed {
		dropped = append(dropped, value)
	} else {
		if old := s.byID[id]; old != nil {
			dropped = append(dropped, s.remove(old))
		}
		s.add(client, &entry[T]{id: id, value: value, size: size, expires: time.Now().Add(s.TTL)})
		dropped = s.evict(dropped)
	}
	s.mu.Unlock()
	s.drop(dropped)
}

// Resize changes the size of the value of id, if there is one, and evicts values as Put does.
func (s *Store[T]) Resize(id string, size int) {
	s.mu.Lock()
	var dropped []T
	if e := s.byID[id]; e != nil && e.size != size {
		s.resize(e, size)
		dropped = s.evict(nil)
	}
	s.mu.Unlock()
	s.drop(dropped)
}

// EvictOldest evicts the oldest value of client. It reports false if there is none.
func (s *Store[T]) EvictOldest(client string) bool {
	s.mu.Lock()
	c := s.byClient[client]
	if c == nil {
		s.mu.Unlock()
		return false
	}
	v := s.remove(c.oldest())
	s.mu.Unlock()
	s.OnDrop(v)
	return true
}

// EvictMost evicts the oldest value of the client with the most values. It reports false if the store
// is empty.
func (s *Store[T]) EvictMost() bool {
	s.mu.Lock()
	if s.all.Len() == 0 {
		s.mu.Unlock()
		return false
	}
	v := s.remove(s.most.clients[0].oldest())
	s.mu.Unlock()
	s.OnDrop(v)
	return true
}

// Take removes and returns the value of id. It reports false if there is none; an expired value is
// dropped.
func (s *Store[T]) Take(id string) (value T, ok bool) {
	return s.TakeIf(id, func(T) bool { return true })
}

// TakeIf is like Take, but leaves a value in the store for which condition returns false. It calls that with the
// lock held.
func (s *Store[T]) TakeIf(id string, condition func(T) bool) (value T, ok bool) {
	s.mu.Lock()
	e := s.byID[id]
	if e == nil || !condition(e.value) {
		s.mu.Unlock()
		return value, false
	}
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
	s.drop(dropped)
}

// drop calls OnDrop. mu must not be held.
func (s *Store[T]) drop(values []T) {
	for _, v := range values {
		s.OnDrop(v)
	}
}

// evict removes values until the limits are met, and appends them to dropped. mu must be held.
func (s *Store[T]) evict(dropped []T) []T {
	for {
		switch {
		case s.all.Len() > s.MaxCount:
			dropped = append(dropped, s.remove(s.most.clients[0].oldest()))
		case s.bytes > s.MaxBytes && s.all.Len() > 1:
			dropped = append(dropped, s.remove(s.largest.clients[0].oldest()))
		default:
			return dropped
		}
	}
}

// resize changes the size of an entry. mu must be held.
func (s *Store[T]) resize(e *entry[T], size int) {
	s.bytes += size - e.size
	e.client.bytes += size - e.size
	e.size = size
	s.largest.update(e.client)
}

// add adds an entry of a client. mu must be held.
func (s *Store[T]) add(name string, e *entry[T]) {
	if s.byID == nil {
		s.byID, s.byClient = map[string]*entry[T]{}, map[string]*client[T]{}
		s.largest.order = byBytes
	}
	c := s.byClient[name]
	if c == nil {
		c = &client[T]{name: name}
		s.byClient[name] = c
	}
	s.added++
	e.client, e.number = c, s.added
	e.elem, e.clientElem = s.all.PushBack(e), c.entries.PushBack(e)
	s.byID[e.id] = e
	s.bytes += e.size
	c.bytes += e.size
	s.most.update(c)
	s.largest.update(c)
	s.setTimer()
}

// remove removes an entry and returns its value. mu must be held.
func (s *Store[T]) remove(e *entry[T]) T {
	s.all.Remove(e.elem)
	delete(s.byID, e.id)
	e.client.entries.Remove(e.clientElem)
	s.bytes -= e.size
	e.client.bytes -= e.size
	s.most.update(e.client)
	if s.largest.update(e.client); e.client.entries.Len() == 0 {
		delete(s.byClient, e.client.name)
	}
	s.setTimer()
	return e.value
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
	s.drop(dropped)
}
