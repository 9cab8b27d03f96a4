package presence

import (
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"time"

	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/driver"
)

// allNodes in message.Requests requests the entries of all nodes.
const allNodes = "*"

// A message is what nodes send each other on a room's topic. Versions are those of the node: they
// increase from message to message, across its rooms.
type message[M any] struct {
	Node     string
	Version  uint64              `json:",omitempty"` // of the node's entries in the room; 0 if the message is not about them
	Previous uint64              `json:",omitempty"` // the version to which Put and Removed apply; 0 if Put has all entries
	Put      map[string]Entry[M] `json:",omitempty"` // added and updated entries by ID
	Removed  []string            `json:",omitempty"` // IDs
	Requests map[string]bool     `json:",omitempty"` // nodes that should send all their entries
}

// publishLoop sends messages to the other nodes until the room is closed. It is the only goroutine
// of the room that blocks on the bus.
func (r *room[M]) publishLoop() {
	for !isClosed(r.done) {
		var retry <-chan time.Time
		if !r.subscribe() {
			retry = time.After(r.tracker.interval())
		}
		if m, ok := r.nextMessage(); ok {
			r.publish(m)
		}
		select {
		case <-r.publishNow:
		case <-retry:
		case <-r.done:
		}
	}
	if r.cancel != nil {
		r.cancel()
		r.cancel = nil
	}
	if m, _ := r.nextMessage(); m.Version > 0 { // the last entries were removed
		m.Requests = nil
		r.publish(m)
	}
}

// subscribe subscribes to the room's topic, unless it is subscribed. It reports false if that
// failed.
func (r *room[M]) subscribe() bool {
	if r.cancel != nil {
		return true
	}
	if r.cancel = subscribe(r.tracker, r.topic, r.receive); r.cancel == nil {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests[allNodes] = true
	return true
}

// nextMessage returns the message to publish. It reports false if there is none: no change and no
// request.
func (r *room[M]) nextMessage() (m message[M], ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	m.Node = r.tracker.id
	if len(r.requests) > 0 {
		m.Requests, r.requests, ok = r.requests, map[string]bool{}, true
	}
	switch {
	case len(r.pendingIDs) > 0 && (r.version > 0 || len(r.own) > 0):
		m.Previous, m.Version = r.version, r.tracker.versions.Add(1)
	case r.fullRequested:
		m.Version = r.version
	}
	switch {
	case m.Version == 0:
	case m.Previous == 0 || r.fullRequested:
		m.Previous, m.Put = 0, maps.Clone(r.own)
	default:
		m.Put = map[string]Entry[M]{}
		for id := range r.pendingIDs {
			if e, exists := r.own[id]; exists {
				m.Put[id] = e
			} else {
				m.Removed = append(m.Removed, id)
			}
		}
	}
	clear(r.pendingIDs)
	r.fullRequested = false
	if m.Version > 0 {
		r.version, ok = m.Version, true
	}
	if len(r.own) == 0 {
		r.version = 0 // the next message has all entries
	}
	return m, ok
}

func (r *room[M]) publish(m message[M]) {
	defer func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.published = r.version
	}()
	publish(r.tracker, r.topic, m)
}

// publishedVersion returns the version of the last message that was given to the bus. It reports
// false if the node has no entries in the room. The version is 0 while the first message is being
// published.
func (r *room[M]) publishedVersion() (version uint64, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.published, r.published > 0 || r.version > 0
}

// deliverLoop delivers events to the subscribers of Changes until the room is closed.
func (r *room[M]) deliverLoop() {
	for {
		select {
		case <-r.deliverNow:
		case <-r.done:
			return
		}
		r.mu.Lock()
		events := r.events
		r.events = nil
		r.mu.Unlock()
		r.deliver(events)
	}
}

// deliver delivers events, or Lost if they cannot be encoded.
func (r *room[M]) deliver(events []Event[M]) {
	local, encoded := &r.tracker.changes.local, false
	defer func() {
		if !encoded {
			driver.Deliver(local, pubsub.Message{Topic: r.name, Lost: true})
		}
	}()
	data, err := json.Marshal(events)
	if encoded = err == nil; encoded {
		err = local.Publish(context.Background(), r.name, data)
	}
	if err != nil {
		slog.Error("presence: cannot deliver events", "room", r.name, "error", err)
	}
}
