// Package admission limits how many things clients hold at the same time: each client, and all of
// them together. Package live uses it for connections, sessions and synthetic GETs.
//
// # Concurrency
//
// The methods of a Limiter may be called by any goroutine. Only Wait blocks.
package admission

import (
	"container/list"
	"context"
	"errors"
	"sync"
)

// ErrBusy is returned by Wait if too many callers wait for the same client.
var ErrBusy = errors.New("admission: too many requests of this client are waiting")

// A Limiter counts places that clients hold. Its fields must be set before its first use and not be
// changed.
type Limiter struct {
	PerClient  int // places that one client may hold
	Total      int // places that all clients may hold
	MaxWaiting int // callers of Wait that may wait for one client

	mu      sync.Mutex
	clients map[string]*client // those that hold a place or wait
	held    int
	ready   list.List // of *client, in turn: those that wait and hold fewer than PerClient places
}

// A client is a client that holds a place or waits for one.
type client struct {
	name    string
	held    int
	waiting list.List     // of chan struct{}, which is closed when the place is taken; in order
	ready   *list.Element // in Limiter.ready; nil if it is not there
}

// Try takes a place for client. It reports false if there is none, or others wait for it.
func (l *Limiter) Try(name string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.client(name)
	if l.held >= l.Total || c.held >= l.PerClient || c.waiting.Len() > 0 || l.ready.Len() > 0 {
		l.forget(c)
		return false
	}
	l.take(c)
	return true
}

// Force takes a place for client, even if that exceeds the limits, because another place is about to be
// returned. That may take long: Force reports false if client, or all clients, hold twice as many places
// as they may.
func (l *Limiter) Force(name string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.client(name)
	if l.held >= 2*l.Total || c.held >= 2*l.PerClient {
		l.forget(c)
		return false
	}
	l.take(c)
	return true
}

// Wait takes a place for client. If there is none, it waits: callers for the same client are served in
// order, and clients in turn. It returns the cause if ctx ends first, and ErrBusy if too many callers
// wait for the client.
func (l *Limiter) Wait(ctx context.Context, name string) error {
	if l.Try(name) {
		return nil
	}
	l.mu.Lock()
	c := l.client(name)
	if c.waiting.Len() >= l.MaxWaiting {
		l.forget(c)
		l.mu.Unlock()
		return ErrBusy
	}
	taken := make(chan struct{})
	place := c.waiting.PushBack(taken)
	l.serve(c)
	l.mu.Unlock()

	select {
	case <-taken:
		return nil
	case <-ctx.Done():
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-taken:
		l.release(c)
	default:
		c.waiting.Remove(place)
		l.serve(c)
	}
	return context.Cause(ctx)
}

// Release returns a place of client.
func (l *Limiter) Release(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.release(l.clients[name])
}

// IsFull reports whether client holds as many places as it may.
func (l *Limiter) IsFull(name string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.clients[name]
	return c != nil && c.held >= l.PerClient
}

// Held returns the number of places that all clients hold.
func (l *Limiter) Held() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.held
}

// client returns the client with this name. mu must be held, as for the methods below.
func (l *Limiter) client(name string) *client {
	c := l.clients[name]
	if c == nil {
		if l.clients == nil {
			l.clients = map[string]*client{}
		}
		c = &client{name: name}
		l.clients[name] = c
	}
	return c
}

// take counts a place of c.
func (l *Limiter) take(c *client) {
	c.held++
	l.held++
}

// release returns a place of c, and gives free places to callers that wait.
func (l *Limiter) release(c *client) {
	c.held--
	l.held--
	l.serve(c)
}

// serve gives free places to callers that wait. c is the client that has changed.
func (l *Limiter) serve(c *client) {
	l.update(c)
	for l.held < l.Total && l.ready.Len() > 0 {
		next := l.ready.Front().Value.(*client)
		l.take(next)
		close(next.waiting.Remove(next.waiting.Front()).(chan struct{}))
		l.ready.Remove(next.ready) // to the end, if it still waits
		next.ready = nil
		l.update(next)
	}
	l.forget(c)
}

// update adds c to ready, or removes it.
func (l *Limiter) update(c *client) {
	isReady := c.waiting.Len() > 0 && c.held < l.PerClient
	switch {
	case isReady && c.ready == nil:
		c.ready = l.ready.PushBack(c)
	case !isReady && c.ready != nil:
		l.ready.Remove(c.ready)
		c.ready = nil
	}
}

// forget removes c if it neither holds a place nor waits.
func (l *Limiter) forget(c *client) {
	if c.held == 0 && c.waiting.Len() == 0 {
		delete(l.clients, c.name)
	}
}
