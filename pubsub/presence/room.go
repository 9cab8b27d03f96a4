package presence

import (
	"cmp"
	"crypto/rand"
	"maps"
	"slices"
	"strconv"
	"sync"

	"github.com/lively-go/lively/pubsub"
)

// A room is what this node knows of one room, from the first to the last use of it. id names this node in it: it is new
// whenever the room is opened, so that versions may begin at 0.
type room[M any] struct {
	tracker *Tracker[M]
	name    string
	id      string
	topic   pubsub.Topic[message[M]]
	users   int           // guarded by tracker.mu
	done    chan struct{} // closed with the last user
	say     chan struct{} // holds one if speak has something to do
	news    chan struct{} // holds one if tell has

	mu      sync.Mutex
	last    int // number of the newest own entry
	version uint64
	own     map[string]Entry[M]
	nodes   map[string]*node[M] // the others
	entries map[string]int      // by key, on all nodes
	list    []Person[M]         // nil: to be made anew

	unsaid map[string]bool // own entries that changed since version
	asked  bool            // another wants all entries
	ask    map[string]bool // nodes of which all entries are wanted; everybody stands for all
	events []Event[M]      // that views have yet to hear
}

func newRoom[M any](t *Tracker[M], name string) *room[M] {
	return &room[M]{
		tracker: t, name: name, id: rand.Text(),
		topic: pubsub.NewTopic[message[M]](t.Bus, "presence:"+name),
		done:  make(chan struct{}), say: make(chan struct{}, 1), news: make(chan struct{}, 1),
		own: map[string]Entry[M]{}, nodes: map[string]*node[M]{}, entries: map[string]int{},
		unsaid: map[string]bool{}, ask: map[string]bool{},
	}
}

func (r *room[M]) join(key string, meta M) (id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last++
	e := Entry[M]{ID: r.id + "." + strconv.Itoa(r.last), Key: key, Meta: meta}
	r.own[e.ID] = e
	r.happened(Joined, e)
	r.changed(e.ID)
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
	r.happened(Updated, e)
	r.changed(id)
}

func (r *room[M]) leave(id string) {
	r.mu.Lock()
	e, ok := r.own[id]
	if ok {
		delete(r.own, id)
		r.happened(Left, e)
		r.changed(id)
	}
	r.mu.Unlock()
	if ok {
		r.tracker.release(r)
	}
}

// changed has the other nodes told of an own entry.
func (r *room[M]) changed(id string) {
	r.unsaid[id] = true
	wake(r.say)
}

// happened has the views of this node told.
func (r *room[M]) happened(kind Kind, e Entry[M]) {
	switch kind {
	case Joined:
		r.entries[e.Key]++
	case Left:
		r.entries[e.Key]--
	}
	n := r.entries[e.Key]
	if n == 0 {
		delete(r.entries, e.Key)
	}
	r.list = nil
	r.events = append(r.events, Event[M]{kind, e, n})
	wake(r.news)
}

func (r *room[M]) persons() []Person[M] {
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
	r.list = make([]Person[M], 0, len(r.entries))
	for i := 0; i < len(all); {
		n := r.entries[all[i].Key]
		r.list = append(r.list, Person[M]{all[i].Key, all[i : i+n : i+n]})
		i += n
	}
	return r.list
}

func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
