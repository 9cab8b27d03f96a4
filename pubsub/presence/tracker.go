package presence

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lively-go/lively/pubsub"
)

// Tracker tracks presence for one node. M is the metadata of an entry; it is encoded as JSON. A
// Tracker must not be copied or modified after first use.
type Tracker[M any] struct {
	// Bus connects the nodes. All nodes of an application use the same topics on it: "presence" for
	// heartbeats, and "presence:" followed by the name of the room.
	Bus pubsub.Bus

	// HeartbeatInterval is the time between two heartbeats of a node. One heartbeat covers all
	// rooms of the node. All nodes must use the same interval. Zero means 5 s.
	HeartbeatInterval time.Duration

	// MaxMissed is the number of heartbeats that a node may miss before its entries are removed.
	// Zero means 3.
	MaxMissed int

	mu      sync.Mutex
	rooms   map[string]*room[M]
	done    chan struct{} // closed when the last room is closed
	changes changes[M]

	id       string        // identifies this node; set when the first room is opened
	versions atomic.Uint64 // the last version of any room
	entries  atomic.Uint64 // number of entries ever tracked
	peers    peers

	publishFails, subscribeFails atomic.Bool // the last call of the bus returned an error
}

// Track adds an entry of key to a room until ctx is done or Leave is called. Subscribers of Changes
// are notified shortly after. It panics if room or key is empty.
func (t *Tracker[M]) Track(ctx context.Context, room, key string, meta M) *Handle[M] {
	if room == "" || key == "" {
		panic(fmt.Sprintf("presence: Track(%q, %q): empty room or key", room, key))
	}
	r := t.open(room)
	e := &Handle[M]{room: r, id: r.join(key, meta)}
	e.stop = context.AfterFunc(ctx, func() { r.leave(e.id) })
	return e
}

// Changes returns a topic with the changes of a room, for live.Subscribe or Topic.Subscribe. It is
// read-only: Publish returns an error. After a delivery with Lost, call List. Changes panics if
// room is empty.
func (t *Tracker[M]) Changes(room string) pubsub.Topic[[]Event[M]] {
	if room == "" {
		panic("presence: Changes: empty room")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.changes.tracker == nil {
		t.changes.tracker = t
	}
	return pubsub.NewTopic[[]Event[M]](&t.changes, room)
}

// List returns the users present in a room, sorted by key, with their entries, sorted by ID. The
// result is shared and must not be modified. List returns nil for a room in which this node neither
// tracks an entry nor has a subscription of Changes. Entries of other nodes appear shortly after
// this node's first entry or subscription in the room.
func (t *Tracker[M]) List(room string) []User[M] {
	t.mu.Lock()
	r := t.rooms[room]
	t.mu.Unlock()
	if r == nil {
		return nil
	}
	return r.users()
}

func (t *Tracker[M]) interval() time.Duration { return cmp.Or(t.HeartbeatInterval, 5*time.Second) }

// expiry returns the time after its last message at which a node is removed.
func (t *Tracker[M]) expiry() time.Duration {
	return time.Duration(cmp.Or(t.MaxMissed, 3)) * t.interval()
}

// open returns the room with a reference added, which release drops.
func (t *Tracker[M]) open(name string) *room[M] {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := t.rooms[name]
	if r == nil {
		r = newRoom(t, name)
		if t.rooms == nil {
			t.rooms, t.id = map[string]*room[M]{}, rand.Text()
		}
		if len(t.rooms) == 0 {
			done := make(chan struct{})
			t.done = done
			go keepRunning(func() { t.heartbeatLoop(done) })
		}
		t.rooms[name] = r
		go keepRunning(r.publishLoop)
		go keepRunning(r.deliverLoop)
	}
	r.refs++
	return r
}

func (t *Tracker[M]) release(r *room[M]) {
	t.mu.Lock()
	defer t.mu.Unlock()
	r.refs--
	if r.refs == 0 {
		delete(t.rooms, r.name)
		close(r.done)
		if len(t.rooms) == 0 {
			close(t.done)
		}
	}
}
