package presence

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"
)

// everybody stands in Ask for all nodes.
const everybody = "*"

// A message is what nodes tell each other on a room's topic. Without Whole, Put and Gone lead from the version before to
// Version; without those too it is a beat.
type message[M any] struct {
	Node    string
	Version uint64              `json:",omitempty"` // 0: has nothing to say of itself
	Whole   bool                `json:",omitempty"` // Put is all that the node has
	Put     map[string]Entry[M] `json:",omitempty"`
	Gone    []string            `json:",omitempty"`
	Bye     bool                `json:",omitempty"` // and will not be heard again
	Ask     map[string]bool     `json:",omitempty"` // of which nodes everything is wanted
}

func (m *message[M]) beat() bool { return len(m.Put) == 0 && len(m.Gone) == 0 }

// speak tells the other nodes, and asks them, until the room is no longer used. Only it waits for the bus.
func (r *room[M]) speak() {
	beat := time.NewTicker(r.tracker.beat())
	defer beat.Stop()
	hang, due := r.listen(nil), false
	for !r.left() {
		if m, ok := r.next(due); ok {
			r.publish(m)
		}
		due = false
		select {
		case <-r.say:
		case <-beat.C:
			r.expire()
			hang, due = r.listen(hang), true
		case <-r.done:
		}
	}
	if hang != nil {
		hang()
	}
	if r.version > 0 {
		r.publish(message[M]{Node: r.id, Version: r.version + 1, Bye: true})
	}
}

// left reports whether the last user has gone. It comes before all that may wait for the bus, or a room would linger by chance.
func (r *room[M]) left() bool {
	select {
	case <-r.done:
		return true
	default:
		return false
	}
}

// listen subscribes to the room's topic, unless that has been done.
func (r *room[M]) listen(hang func()) func() {
	if hang != nil {
		return hang
	}
	ctx, cancel := context.WithTimeout(context.Background(), r.tracker.beat())
	defer cancel()
	hang, err := r.topic.Subscribe(ctx, r.hear)
	if err != nil {
		slog.Warn("presence: other nodes are not heard", "room", r.name, "error", err)
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ask[everybody] = true
	return hang
}

// next is what is to be said, if anything: due means that a beat is.
func (r *room[M]) next(due bool) (m message[M], ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	m.Node = r.id
	if len(r.ask) > 0 {
		m.Ask, r.ask, ok = r.ask, map[string]bool{}, true
	}
	if len(r.unsaid) > 0 {
		r.version++
		ok = true
		m.Put = map[string]Entry[M]{}
		for id := range r.unsaid {
			if e, here := r.own[id]; here {
				m.Put[id] = e
			} else {
				m.Gone = append(m.Gone, id)
			}
		}
		clear(r.unsaid)
	}
	if r.asked && r.version > 0 {
		ok = true
		m.Whole, m.Gone, m.Put = true, nil, map[string]Entry[M]{}
		for id, e := range r.own {
			m.Put[id] = e
		}
	}
	r.asked = false
	m.Version = r.version
	return m, ok || due && r.version > 0
}

// publish need not succeed: a node that misses something notices by the next beat.
func (r *room[M]) publish(m message[M]) {
	ctx, cancel := context.WithTimeout(context.Background(), r.tracker.beat())
	defer cancel()
	if err := r.topic.Publish(ctx, m); err != nil {
		slog.Warn("presence: other nodes were not told", "room", r.name, "error", err)
	}
}

// tell brings the events to the views of this node.
func (r *room[M]) tell() {
	for {
		select {
		case <-r.news:
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
			slog.Error("presence: events were not told", "room", r.name, "error", err)
		}
	}
}
