package presence

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/lively-go/lively/pubsub"
)

// Tracker is one node's view of who is where. M is what is known of an entry; it travels as JSON. A Tracker must not be
// copied or changed once it is used.
type Tracker[M any] struct {
	// Bus connects the nodes. All of an application use the same topics on it, "presence:" and the name of the room.
	Bus pubsub.Bus

	// HeartbeatInterval is how often a node says that it is there, for each room. All nodes need the same. Zero means 5 s.
	HeartbeatInterval time.Duration

	// MaxMissed is how many beats a node may miss before its entries go. Zero means 3.
	MaxMissed int

	mu      sync.Mutex
	rooms   map[string]*room[M]
	changes changes[M]
}

// Track adds an entry of key to a room until ctx ends or Leave is called. Those who watch hear of it soon after.
// It panics if room or key is empty.
func (t *Tracker[M]) Track(ctx context.Context, room, key string, meta M) *Tracked[M] {
	if room == "" || key == "" {
		panic(fmt.Sprintf("presence: Track of %q in room %q: neither may be empty", key, room))
	}
	r := t.open(room)
	e := &Tracked[M]{room: r, id: r.join(key, meta)}
	e.stop = context.AfterFunc(ctx, func() { r.leave(e.id) })
	return e
}

// Changes is the topic of what happens in a room, for live.Subscribe, or Subscribe of its own. It is for subscribing:
// publishing to it fails. When events were lost, read List again. It panics if room is empty.
func (t *Tracker[M]) Changes(room string) pubsub.Topic[[]Event[M]] {
	if room == "" {
		panic("presence: Changes of a room without a name")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.changes.tracker == nil {
		t.changes.tracker = t
	}
	return pubsub.NewTopic[[]Event[M]](&t.changes, room)
}

// List says who is in a room, sorted by key; entries of a person by ID. It is shared: read it only. It knows rooms in which
// this node tracks an entry or has a subscription of Changes; entries of other nodes come soon after the first of these.
func (t *Tracker[M]) List(room string) []Person[M] {
	t.mu.Lock()
	r := t.rooms[room]
	t.mu.Unlock()
	if r == nil {
		return nil
	}
	return r.persons()
}

func (t *Tracker[M]) beat() time.Duration {
	if t.HeartbeatInterval == 0 {
		return 5 * time.Second
	}
	return t.HeartbeatInterval
}

// patience is how long a node may be silent.
func (t *Tracker[M]) patience() time.Duration {
	if t.MaxMissed == 0 {
		return 3 * t.beat()
	}
	return time.Duration(t.MaxMissed) * t.beat()
}

// open takes part in a room, which lives until it has been released as often.
func (t *Tracker[M]) open(name string) *room[M] {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := t.rooms[name]
	if r == nil {
		r = newRoom(t, name)
		if t.rooms == nil {
			t.rooms = map[string]*room[M]{}
		}
		t.rooms[name] = r
		go r.speak()
		go r.tell()
	}
	r.users++
	return r
}

func (t *Tracker[M]) release(r *room[M]) {
	t.mu.Lock()
	defer t.mu.Unlock()
	r.users--
	if r.users == 0 {
		delete(t.rooms, r.name)
		close(r.done)
	}
}
