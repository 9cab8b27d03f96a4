package presence

import (
	"time"

	"github.com/lively-go/lively/pubsub"
)

// A node is the state of another node in a room, as received.
type node[M any] struct {
	version     uint64 // 0 if no entries have been received
	entries     map[string]Entry[M]
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
	if m == nil || m.Node == r.tracker.id {
		return
	}
	if m.Requests[allNodes] || m.Requests[r.tracker.id] {
		r.fullRequested = true
		signal(r.publishNow)
	}
	if m.Version > 0 {
		r.tracker.peers.seen(m.Node)
		r.applyLocked(m)
	}
}

func (r *room[M]) applyLocked(m *message[M]) {
	n := r.nodeLocked(m.Node)
	switch {
	case m.Version < n.version:
		// Out of date.
	case m.Previous == 0:
		for id, e := range n.entries {
			if _, ok := m.Put[id]; !ok {
				r.removeEntryLocked(n, e)
			}
		}
		r.putEntriesLocked(n, m)
	case m.Version == n.version:
		// A message with all entries contained the change.
	case m.Previous == n.version:
		for _, id := range m.Removed {
			if e, ok := n.entries[id]; ok {
				r.removeEntryLocked(n, e)
			}
		}
		r.putEntriesLocked(n, m)
	default:
		r.requestLocked(m.Node)
	}
}

// checkHeartbeat compares the version of the room in a heartbeat with that received. The bus does
// not order messages of different topics: the heartbeat may be older than the last message.
func (r *room[M]) checkHeartbeat(m *heartbeat) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var received uint64
	n := r.nodes[m.Node]
	if n != nil {
		received = n.version
	}
	switch version, listed := m.Rooms[r.name]; {
	case listed && version > received:
		r.requestLocked(m.Node)
	case !listed && n != nil && received <= m.Version:
		r.removeNodeLocked(m.Node)
	}
}

// requestLocked requests all entries of a node, at most once in half a heartbeat interval.
func (r *room[M]) requestLocked(id string) {
	n := r.nodeLocked(id)
	if time.Since(n.requestedAt) < r.tracker.interval()/2 {
		return
	}
	n.requestedAt = time.Now()
	r.requests[id] = true
	signal(r.publishNow)
}

func (r *room[M]) nodeLocked(id string) *node[M] {
	n := r.nodes[id]
	if n == nil {
		n = &node[M]{entries: map[string]Entry[M]{}}
		r.nodes[id] = n
	}
	return n
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

// removeNodes removes the entries of nodes.
func (r *room[M]) removeNodes(ids []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range ids {
		if r.nodes[id] != nil {
			r.removeNodeLocked(id)
		}
	}
}
