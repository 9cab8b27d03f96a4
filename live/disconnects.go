package live

import (
	"container/list"
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lively-go/lively/pubsub"
)

// disconnects finds the pages that a Disconnect ends. It has one subscription for each bus. The zero
// value is ready to use.
//
// A Disconnect may arrive between the middleware that accepts a page and the call that makes the page
// listen. Therefore recent Disconnects are kept, and a request that began before one of them cannot
// make a page listen to its id. What began first is decided by a count of the messages received.
type disconnects struct {
	received atomic.Uint64 // number of messages; changed with mu held

	mu        sync.Mutex
	closed    bool
	buses     map[pubsub.Bus]*busState
	listeners map[busID]*listener // the newest of each id

	handshakes list.List // values of received at which joins and resumes in progress began, oldest first
	recent     map[busID]uint64
	order      []recentDisconnect // oldest first
}

// A busState is the subscription of one bus.
type busState struct {
	cancel func()
	lost   uint64 // number of the last message before which others may be missing
}

// A busID is an id on a bus.
type busID struct {
	bus pubsub.Bus
	id  string
}

// subscribe subscribes to the topic of a bus, unless that was done before or close was called. A request
// that began earlier may have missed a Disconnect.
func (d *disconnects) subscribe(ctx context.Context, bus pubsub.Bus, topic pubsub.Topic[string]) error {
	if d.isClosed() {
		return nil
	}
	cancel, err := topic.Subscribe(ctx, func(m pubsub.Delivery[string]) { d.receive(bus, m) })
	if err != nil {
		if errors.Is(err, pubsub.ErrClosed) { // with all its subscriptions
			d.mu.Lock()
			defer d.mu.Unlock()
			delete(d.buses, bus)
		}
		return err
	}
	if !d.addBus(bus, cancel) {
		cancel()
	}
	return nil
}

// addBus records the subscription of a bus. It reports false if there is one already, or if close
// was called.
func (d *disconnects) addBus(bus pubsub.Bus, cancel func()) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed || d.buses[bus] != nil {
		return false
	}
	if d.buses == nil {
		d.buses = map[pubsub.Bus]*busState{}
	}
	d.buses[bus] = &busState{cancel, d.received.Add(1)}
	return true
}

// receive handles a message of a bus.
func (d *disconnects) receive(bus pubsub.Bus, m pubsub.Delivery[string]) {
	reconnect, end := d.affected(bus, m)
	for _, p := range reconnect {
		time.AfterFunc(p.srv.reloadDelay(), func() { d.reconnectIfMissed(p) })
	}
	// The first one of a connection decides what becomes of the page in view.
	for _, isTurn := range []func(*program) bool{
		func(p *program) bool { return p.sticky == nil && !p.ses.Asleep() }, (*program).isPage, func(*program) bool { return true },
	} {
		end = slices.DeleteFunc(end, func(p *program) bool {
			if isTurn(p) {
				p.disconnect()
				return true
			}
			return false
		})
	}
}

// affected records a message, and returns the pages that must reconnect and those that must end.
func (d *disconnects) affected(bus pubsub.Bus, m pubsub.Delivery[string]) (reconnect, end []*program) {
	d.mu.Lock()
	defer d.mu.Unlock()
	number := d.received.Add(1)
	if state := d.buses[bus]; m.Lost && state != nil {
		state.lost = number
		for id, l := range d.listeners {
			for ; l != nil && id.bus == bus; l = l.next {
				reconnect = append(reconnect, l.prog)
			}
		}
	}
	if m.Value == nil {
		return reconnect, nil
	}
	id := busID{bus, *m.Value}
	d.keep(id, number)
	for l := d.listeners[id]; l != nil; l = l.next {
		if l.prog.disconnected = true; l.prog.released {
			end = append(end, l.prog)
		}
	}
	return reconnect, end
}

func (d *disconnects) isClosed() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.closed
}

// close ends all subscriptions. Pages that are served afterwards are not kept, and need none.
func (d *disconnects) close() {
	d.mu.Lock()
	buses := d.buses
	d.closed, d.buses = true, nil
	d.mu.Unlock()
	for _, state := range buses {
		state.cancel()
	}
}
