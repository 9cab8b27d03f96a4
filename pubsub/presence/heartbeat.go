package presence

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/lively-go/lively/pubsub"
)

// heartbeatTopic is the topic of the heartbeats of all nodes. Those of rooms have a longer name.
const heartbeatTopic = "presence"

// A heartbeat is what a node with entries sends periodically, for all of its rooms at once.
type heartbeat struct {
	Node    string
	Version uint64            // the last version of any room when the heartbeat was made
	Rooms   map[string]uint64 // versions of the rooms with entries; 0 if the first is being published
}

// heartbeatLoop sends and receives heartbeats until the last room is closed.
func (t *Tracker[M]) heartbeatLoop(done chan struct{}) {
	tick := time.NewTicker(t.interval())
	defer tick.Stop()
	topic := pubsub.NewTopic[heartbeat](t.Bus, heartbeatTopic)
	var cancel func()
	defer func() {
		if cancel != nil {
			cancel()
		}
	}()
	for !isClosed(done) {
		if cancel == nil {
			cancel = subscribe(t, topic, t.receiveHeartbeat)
		}
		select {
		case <-tick.C:
		case <-done:
			return
		}
		t.removeExpired()
		if m := t.nextHeartbeat(); len(m.Rooms) > 0 {
			publish(t, topic, m)
		}
	}
}

// nextHeartbeat returns a heartbeat. A version up to its Version was assigned before its room was
// locked here, so a room that it does not list has no entries of that or an earlier version.
func (t *Tracker[M]) nextHeartbeat() heartbeat {
	m := heartbeat{Node: t.id, Version: t.versions.Load(), Rooms: map[string]uint64{}}
	for _, r := range t.allRooms() {
		if v, ok := r.publishedVersion(); ok {
			m.Rooms[r.name] = v
		}
	}
	return m
}

// receiveHeartbeat is called by the bus, one message at a time. A lost heartbeat needs no action,
// because the next one is as complete.
func (t *Tracker[M]) receiveHeartbeat(d pubsub.Delivery[heartbeat]) {
	m := d.Value
	if m == nil || m.Node == t.id {
		return
	}
	t.peers.seen(m.Node)
	for _, r := range t.allRooms() {
		r.checkHeartbeat(m)
	}
}

// removeExpired removes the entries of the nodes whose heartbeats have been missing for too long.
func (t *Tracker[M]) removeExpired() {
	expired := t.peers.takeExpired(t.expiry())
	if len(expired) == 0 {
		return
	}
	for _, r := range t.allRooms() {
		r.removeNodes(expired)
	}
}

func (t *Tracker[M]) allRooms() []*room[M] {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Collect(maps.Values(t.rooms))
}

// peers records when messages of other nodes were received.
type peers struct {
	mu       sync.Mutex
	lastSeen map[string]time.Time // by node
}

func (p *peers) seen(node string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.lastSeen == nil {
		p.lastSeen = map[string]time.Time{}
	}
	p.lastSeen[node] = time.Now()
}

// takeExpired removes and returns the nodes that were last seen longer than expiry ago.
func (p *peers) takeExpired(expiry time.Duration) (expired []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for node, at := range p.lastSeen {
		if time.Since(at) > expiry {
			delete(p.lastSeen, node)
			expired = append(expired, node)
		}
	}
	return expired
}

// subscribe subscribes to a topic of the bus and returns the function that cancels it. It returns
// nil if that failed.
func subscribe[M, T any](t *Tracker[M], topic pubsub.Topic[T], fn func(pubsub.Delivery[T])) (cancel func()) {
	ctx, cancelCtx := context.WithTimeout(context.Background(), t.interval())
	defer cancelCtx()
	cancel, err := topic.Subscribe(ctx, fn)
	if err != nil {
		if !t.subscribeFails.Swap(true) {
			slog.Warn("presence: cannot subscribe; other nodes are not visible", "topic", topic.Name(), "error", err)
		}
		return nil
	}
	t.subscribeFails.Store(false)
	return cancel
}

// publish does not retry: nodes that miss m detect it with the next heartbeat. It logs only the
// first of consecutive errors.
func publish[M, T any](t *Tracker[M], topic pubsub.Topic[T], m T) {
	ctx, cancel := context.WithTimeout(context.Background(), t.interval())
	defer cancel()
	err := topic.Publish(ctx, m)
	if err == nil {
		t.publishFails.Store(false)
	} else if !t.publishFails.Swap(true) {
		slog.Warn("presence: cannot publish; other nodes do not see changes", "topic", topic.Name(), "error", err)
	}
}

func isClosed(done chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
		return false
	}
}
