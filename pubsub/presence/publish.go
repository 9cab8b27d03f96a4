package presence

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"
)

// allNodes in message.Requests requests the entries of all nodes.
const allNodes = "*"

// A message is sent between nodes on a room's topic. Put and Removed are the changes from the
// previous version to Version. A message without changes is a heartbeat.
type message[M any] struct {
	Node     string
	Version  uint64              `json:",omitempty"`      // 0 if the message is not about the node's own entries
	Full     bool                `json:"Whole,omitempty"` // Put has all entries of the node
	Put      map[string]Entry[M] `json:",omitempty"`      // added and updated entries by ID
	Removed  []string            `json:"Gone,omitempty"`  // IDs
	Leaving  bool                `json:"Bye,omitempty"`   // this is the last message of the node
	Requests map[string]bool     `json:"Ask,omitempty"`   // nodes that should send all their entries
}

func (m *message[M]) isHeartbeat() bool { return len(m.Put) == 0 && len(m.Removed) == 0 }

// publishLoop sends messages to the other nodes until the room is closed. It is the only goroutine
// that blocks on the bus.
func (r *room[M]) publishLoop() {
	heartbeat := time.NewTicker(r.tracker.interval())
	defer heartbeat.Stop()
	cancel, due := r.subscribe(nil), false
	for !r.isClosed() {
		if m, ok := r.nextMessage(due); ok {
			r.publish(m)
		}
		due = false
		select {
		case <-r.publishNow:
		case <-heartbeat.C:
			r.removeExpired()
			cancel, due = r.subscribe(cancel), true
		case <-r.done:
		}
	}
	if cancel != nil {
		cancel()
	}
	if r.version > 0 {
		r.publish(message[M]{Node: r.id, Version: r.version + 1, Leaving: true})
	}
}

// isClosed reports whether the last reference to the room was released. publishLoop checks it
// before each operation that may wait for the bus, so that it ends in bounded time.
func (r *room[M]) isClosed() bool {
	select {
	case <-r.done:
		return true
	default:
		return false
	}
}

// subscribe subscribes to the room's topic and returns the function that cancels it. It does
// nothing if cancel is not nil, and returns nil if Subscribe failed; publishLoop tries again with
// the next heartbeat.
func (r *room[M]) subscribe(cancel func()) func() {
	if cancel != nil {
		return cancel
	}
	ctx, cancelCtx := context.WithTimeout(context.Background(), r.tracker.interval())
	defer cancelCtx()
	cancel, err := r.topic.Subscribe(ctx, r.receive)
	if err != nil {
		slog.Warn("presence: cannot subscribe; other nodes are not visible", "room", r.name, "error", err)
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests[allNodes] = true
	return cancel
}

// nextMessage returns the message to publish. It reports false if there is none: no change, no
// request, and no heartbeat due.
func (r *room[M]) nextMessage(heartbeatDue bool) (m message[M], ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	m.Node = r.id
	if len(r.requests) > 0 {
		m.Requests, r.requests, ok = r.requests, map[string]bool{}, true
	}
	if len(r.pendingIDs) > 0 {
		r.version++
		ok = true
		m.Put = map[string]Entry[M]{}
		for id := range r.pendingIDs {
			if e, exists := r.own[id]; exists {
				m.Put[id] = e
			} else {
				m.Removed = append(m.Removed, id)
			}
		}
		clear(r.pendingIDs)
	}
	if r.fullRequested && r.version > 0 {
		ok = true
		m.Full, m.Removed, m.Put = true, nil, map[string]Entry[M]{}
		for id, e := range r.own {
			m.Put[id] = e
		}
	}
	r.fullRequested = false
	m.Version = r.version
	return m, ok || heartbeatDue && r.version > 0
}

// publish publishes m. It does not retry: nodes that miss m detect that with the next heartbeat.
func (r *room[M]) publish(m message[M]) {
	ctx, cancel := context.WithTimeout(context.Background(), r.tracker.interval())
	defer cancel()
	if err := r.topic.Publish(ctx, m); err != nil {
		slog.Warn("presence: cannot publish", "room", r.name, "error", err)
	}
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
		data, err := json.Marshal(events)
		if err == nil {
			err = r.tracker.changes.local.Publish(context.Background(), r.name, data)
		}
		if err != nil {
			slog.Error("presence: cannot deliver events", "room", r.name, "error", err)
		}
	}
}
