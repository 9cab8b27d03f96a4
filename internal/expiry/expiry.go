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

	mu     sync.Mutex
	byID   map[string]*list.Element // of place
	byAddr map[string]*list.List    // of place, oldest first
	all    list.List                // of place, oldest first
	bytes  int
	timer  *time.Timer
	closed bool
}

type place[T any] struct {
	id, addr string
	value    T
	size     int
	until    time.Time
	atAddr   *list.Element
}

// Park keeps value under id. When the lot is full, the oldest of the address with most goes, so that one who floods pushes out
// their own.
func (l *Store[T]) Put(id, addr string, value T, size int) {
	l.mu.Lock()
	var out []T
	if l.closed {
		out = append(out, value)
	} else {
		l.put(&place[T]{id: id, addr: addr, value: value, size: size, until: time.Now().Add(l.TTL)})
		for l.all.Len() > l.MaxCount || l.bytes > l.MaxBytes && l.all.Len() > 1 {
			out = append(out, l.remove(l.crowded().Front().Value.(*place[T])))
		}
	}
	l.mu.Unlock()
	for _, v := range out {
		l.OnDrop(v)
	}
}

// Take returns the value of id, once. One that is too old is dropped.
func (l *Store[T]) Take(id string) (value T, ok bool) {
	l.mu.Lock()
	e := l.byID[id]
	if e == nil {
		l.mu.Unlock()
		return value, false
	}
	p := e.Value.(*place[T])
	l.remove(p)
	l.mu.Unlock()
	if time.Now().After(p.until) {
		l.OnDrop(p.value)
		return value, false
	}
	return p.value, true
}

// Len is the number of values parked.
func (l *Store[T]) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Len()
}

// Close drops all values, and those that come later at once.
func (l *Store[T]) Close() {
	l.mu.Lock()
	l.closed = true
	var out []T
	for l.all.Len() > 0 {
		out = append(out, l.remove(l.all.Front().Value.(*place[T])))
	}
	l.mu.Unlock()
	for _, v := range out {
		l.OnDrop(v)
	}
}

// put needs mu, as do remove, crowded and arm.
func (l *Store[T]) put(p *place[T]) {
	if l.byID == nil {
		l.byID, l.byAddr = map[string]*list.Element{}, map[string]*list.List{}
	}
	at := l.byAddr[p.addr]
	if at == nil {
		at = list.New()
		l.byAddr[p.addr] = at
	}
	p.atAddr = at.PushBack(p)
	l.byID[p.id] = l.all.PushBack(p)
	l.bytes += p.size
	l.arm()
}

func (l *Store[T]) remove(p *place[T]) T {
	l.all.Remove(l.byID[p.id])
	delete(l.byID, p.id)
	at := l.byAddr[p.addr]
	if at.Remove(p.atAddr); at.Len() == 0 {
		delete(l.byAddr, p.addr)
	}
	l.bytes -= p.size
	l.arm()
	return p.value
}

// crowded is the address with most values; of several, the one whose oldest is the oldest.
func (l *Store[T]) crowded() (most *list.List) {
	for _, at := range l.byAddr {
		if most == nil || at.Len() > most.Len() || at.Len() == most.Len() && oldest[T](at).Before(oldest[T](most)) {
			most = at
		}
	}
	return most
}

func oldest[T any](at *list.List) time.Time { return at.Front().Value.(*place[T]).until }

// arm sets the timer to the oldest value, if there is one.
func (l *Store[T]) arm() {
	front := l.all.Front()
	switch {
	case front == nil && l.timer != nil:
		l.timer.Stop()
		l.timer = nil
	case front != nil && l.timer == nil:
		l.timer = time.AfterFunc(time.Until(front.Value.(*place[T]).until), l.expire)
	}
}

func (l *Store[T]) expire() {
	l.mu.Lock()
	var out []T
	now := time.Now()
	for front := l.all.Front(); front != nil; front = l.all.Front() {
		p := front.Value.(*place[T])
		if p.until.After(now) {
			break
		}
		out = append(out, l.remove(p))
	}
	l.timer = nil
	l.arm()
	l.mu.Unlock()
	for _, v := range out {
		l.OnDrop(v)
	}
}
