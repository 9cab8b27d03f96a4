package presence

import (
	"time"

	"github.com/lively-go/lively/pubsub"
)

// A node is what was heard of another.
type node[M any] struct {
	version uint64 // 0: nothing is known yet
	entries map[string]Entry[M]
	heard   time.Time
	asked   time.Time // for all its entries
}

// hear is called by the bus, one message at a time.
func (r *room[M]) hear(d pubsub.Delivery[message[M]]) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if d.Lost {
		r.ask[everybody] = true
		wake(r.say)
	}
	m := d.Value
	if m == nil || m.Node == r.id {
		return
	}
	if m.Ask[everybody] || m.Ask[r.id] {
		r.asked = true
		wake(r.say)
	}
	if m.Version > 0 {
		r.learn(m)
	}
}

func (r *room[M]) learn(m *message[M]) {
	n := r.nodes[m.Node]
	if n == nil {
		n = &node[M]{entries: map[string]Entry[M]{}}
		r.nodes[m.Node] = n
	}
	n.heard = time.Now()
	switch {
	case m.Bye:
		r.forget(m.Node)
	case m.Version < n.version:
		// late, and known better
	case m.Whole:
		for id, e := range n.entries {
			if _, ok := m.Put[id]; !ok {
				r.drop(n, e)
			}
		}
		r.put(n, m)
	case m.Version == n.version:
		// a beat, or a change that is in the whole that we have
	case m.Version == n.version+1 && !m.beat():
		for _, id := range m.Gone {
			if e, ok := n.entries[id]; ok {
				r.drop(n, e)
			}
		}
		r.put(n, m)
	case time.Since(n.asked) >= r.tracker.beat():
		n.asked = n.heard
		r.ask[m.Node] = true
		wake(r.say)
	}
}

func (r *room[M]) put(n *node[M], m *message[M]) {
	for id, e := range m.Put {
		old, ok := n.entries[id]
		n.entries[id] = e
		switch {
		case !ok:
			r.happened(Joined, e)
		case old.Rev != e.Rev:
			r.happened(Updated, e)
		}
	}
	n.version = m.Version
}

func (r *room[M]) drop(n *node[M], e Entry[M]) {
	delete(n.entries, e.ID)
	r.happened(Left, e)
}

func (r *room[M]) forget(id string) {
	n := r.nodes[id]
	delete(r.nodes, id)
	for _, e := range n.entries {
		r.drop(n, e)
	}
}

// expire forgets the nodes that have been silent for too long.
func (r *room[M]) expire() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for id, n := range r.nodes {
		if time.Since(n.heard) > r.tracker.patience() {
			r.forget(id)
		}
	}
}
