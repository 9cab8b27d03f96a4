package presence

import (
	"time"

	"github.com/lively-go/lively/pubsub"
)

// A node is the state of another node, as received from it.
type node[M any] struct {
	version     uint64 // 0 if no entries have been received
	entries     map[string]Entry[M]
	lastSeen    time.Time
	requestedAt time.Time // when all its entries were requested
}

// receive is called by the bus, one message at a time.
func (r *room[M]) receive(d pubsub.Delivery[message[M]]) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if d.Lost {
		r.requests[allNodes] = true
		signal(r.publishNow)
	}
	m := d.Value
	if m == nil || m.Node == r.id {
		return
	}
	if m.Requests[allNodes] || m.Requests[r.id] {
		r.fullRequested = true
		signal(r.publishNow)
	}
	if m.Version > 0 {
		r.applyLocked(m)
	}
}

func (r *room[M]) applyLocked(m *message[M]) {
	n := r.nodes[m.Node]
	if n == nil {
		n = &node[M]{entries: map[string]Entry[M]{}}
		r.nodes[m.Node] = n
	}
	n.lastSeen = time.Now()
	switch {
	case m.Leaving:
		r.removeNodeLocked(m.Node)
	case m.Version < n.version:
		// Out of date.
	case m.Full:
		for id, e := range n.entries {
			if _, ok := m.Put[id]; !ok {
				r.removeEntryLocked(n, e)
			}
		}
		r.putEntriesLocked(n, m)
	case m.Version == n.version:
		// A heartbeat, or a change that a full message already contained.
	case m.Version == n.version+1 && !m.isHeartbeat():
		for _, id := range m.Removed {
			if e, ok := n.entries[id]; ok {
				r.removeEntryLocked(n, e)
			}
		}
		r.putEntriesLocked(n, m)
	case time.Since(n.requestedAt) >= r.tracker.interval():
		n.requestedAt = n.lastSeen
		r.requests[m.Node] = true
		signal(r.publishNow)
	}
}

func (r *room[M]) putEntriesLocked(n *node[M], m *message[M]) {
	for id, e := range m.Put {
		old, ok := n.entries[id]
		n.entries[id] = e
		switch {
		case !ok:
			r.recordLocked(Joined, e)
		case old.Rev != e.Rev:
			r.recordLocked(Updated, e)
		}
	}
	n.version = m.Version
}

func (r *room[M]) removeEntryLocked(n *node[M], e Entry[M]) {
	delete(n.entries, e.ID)
	r.recordLocked(Left, e)
}

func (r *room[M]) removeNodeLocked(id string) {
	n := r.nodes[id]
	delete(r.nodes, id)
	for _, e := range n.entries {
		r.removeEntryLocked(n, e)
	}
}

// removeExpired removes the nodes whose heartbeats have been missing for too long.
func (r *room[M]) removeExpired() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for id, n := range r.nodes {
		if time.Since(n.lastSeen) > r.tracker.expiry() {
			r.removeNodeLocked(id)
		}
	}
}
