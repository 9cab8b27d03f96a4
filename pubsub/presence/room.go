package presence

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"sync"

	"github.com/lively-go/lively/pubsub"
)

// A room is this node's state of one room while it is used here.
type room[M any] struct {
	tracker    *Tracker[M]
	name       string
	topic      pubsub.Topic[message[M]]
	refs       int           // guarded by tracker.mu
	done       chan struct{} // closed when refs becomes 0
	publishNow chan struct{} // wakes publishLoop
	deliverNow chan struct{} // wakes deliverLoop
	cancel     func()        // cancels the subscription of topic, if it is subscribed; used only by publishLoop

	mu        sync.Mutex
	own       map[string]Entry[M]
	version   uint64              // of the last message about own; 0 if that left none
	published uint64              // the version when the last message was given to the bus
	nodes     map[string]*node[M] // other nodes
	counts    map[string]int      // entries by key, on all nodes
	list      []User[M]           // nil if it has to be built again

	pendingIDs    map[string]bool // own entries that changed since version
	fullRequested bool            // another node requested all entries
	requests      map[string]bool // other nodes whose entries to request, or allNodes
	events        []Event[M]      // not delivered yet
}

func newRoom[M any](t *Tracker[M], name string) *room[M] {
	return &room[M]{
		tracker: t, name: name,
		topic: pubsub.NewTopic[message[M]](t.Bus, heartbeatTopic+":"+name),
		done:  make(chan struct{}), publishNow: make(chan struct{}, 1), deliverNow: make(chan struct{}, 1),
		own: map[string]Entry[M]{}, nodes: map[string]*node[M]{}, counts: map[string]int{},
		pendingIDs: map[string]bool{}, requests: map[string]bool{},
	}
}

func (r *room[M]) join(key string, meta M) (id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e := Entry[M]{ID: r.tracker.id + "." + strconv.FormatUint(r.tracker.entries.Add(1), 10), Key: key, Meta: meta}
	r.own[e.ID] = e
	r.recordLocked(Joined, e)
	r.markPendingLocked(e.ID)
	return e.ID
}

func (r *room[M]) update(id string, meta M) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e, ok := r.own[id]
	if !ok {
		return
	}
	e.Rev, e.Meta = e.Rev+1, meta
	r.own[id] = e
	r.recordLocked(Updated, e)
	r.markPendingLocked(id)
}

func (r *room[M]) leave(id string) {
	r.mu.Lock()
	e, ok := r.own[id]
	if ok {
		delete(r.own, id)
		r.recordLocked(Left, e)
		r.markPendingLocked(id)
	}
	r.mu.Unlock()
	if ok {
		r.tracker.release(r)
	}
}

// markPendingLocked schedules an own entry for publishing.
func (r *room[M]) markPendingLocked(id string) {
	r.pendingIDs[id] = true
	signal(r.publishNow)
}

// recordLocked updates the counts and schedules an event for the subscribers on this node.
func (r *room[M]) recordLocked(kind Kind, e Entry[M]) {
	switch kind {
	case Joined:
		r.counts[e.Key]++
	case Left:
		r.counts[e.Key]--
	}
	n := r.counts[e.Key]
	if n == 0 {
		delete(r.counts, e.Key)
	}
	r.list = nil
	r.events = append(r.events, Event[M]{kind, e, n})
	signal(r.deliverNow)
}

func (r *room[M]) users() []User[M] {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.list != nil {
		return r.list
	}
	all := slices.Collect(maps.Values(r.own))
	for _, n := range r.nodes {
		all = slices.AppendSeq(all, maps.Values(n.entries))
	}
	slices.SortFunc(all, func(a, b Entry[M]) int { return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.ID, b.ID)) })
	r.list = make([]User[M], 0, len(r.counts))
	for i := 0; i < len(all); {
		n := r.counts[all[i].Key]
		r.list = append(r.list, User[M]{all[i].Key, all[i : i+n : i+n]})
		i += n
	}
	return r.list
}

// signal does nothing if a signal is already pending.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
