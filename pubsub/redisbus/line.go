package redisbus

import (
	"context"
	"sync"
	"time"

	"github.com/lively-go/lively/pubsub"
)

// A line is one subscription connection with its topics, and a sender to the same channels. To one server there is one; to
// a cluster there are several, each for a part of the topics.
type line struct {
	bus     *Bus
	client  client
	node    node
	prefix  string
	out     *sender
	health  *health
	changed chan struct{} // topics want to be subscribed
	suspect chan struct{} // a probe is due at once
	ended   chan struct{} // closed when run is over

	mu     sync.Mutex
	topics map[string]*topic
	wanted []*topic // to be subscribed
	down   bool     // there is no connection that has been proved, nor the hope that begins with Open
	probe  uint64   // the one of which to hear; zero: none
}

// A topic is what this node wants to hear. It stays for a while when its last user has left.
type topic struct {
	name    string
	users   int
	left    time.Time     // when the last user went
	on      bool          // Redis has confirmed
	settled chan struct{} // closed when it first did, or when that was no longer waited for
	incoming
	catchingUp
}

func channelOf(prefix, topic string) string { return prefix + "." + topic }
func controlOf(prefix string) string        { return prefix + "!" }

func newLine(b *Bus, n node, prefix string) *line {
	l := &line{
		bus: b, client: b.client, node: n, prefix: prefix, health: newHealth(b.log()),
		changed: make(chan struct{}, 1), suspect: make(chan struct{}, 1), ended: make(chan struct{}),
		topics: map[string]*topic{},
	}
	l.out = &sender{
		client: b.client, node: n, prefix: prefix, patience: b.patience(), history: b.History, limit: b.maxQueue(), wake: make(chan struct{}, 1),
		failed: func() { signal(l.suspect) }, refused: l.health.refused,
	}
	return l
}

// run keeps up a connection until ctx ends.
func (l *line) run(ctx context.Context) {
	defer close(l.ended)
	again := retry{enough: l.bus.probeEvery() + l.bus.patience()}
	for {
		began := time.Now()
		err := l.connect(ctx)
		if ctx.Err() != nil {
			return
		}
		l.broken()
		l.health.fail(err)
		select {
		case <-time.After(again.after(time.Since(began))):
		case <-ctx.Done():
			return
		}
		l.client.lookAgain(ctx)
	}
}

func (l *line) acquire(name string) *topic {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.topics[name]
	if t == nil {
		t = &topic{name: name, settled: make(chan struct{}), catchingUp: catchingUp{keeps: histories(l.bus.History).of(name).MaxLen > 0}}
		l.topics[name] = t
		l.wanted = append(l.wanted, t)
		signal(l.changed)
	}
	t.users++
	return t
}

func (l *line) release(t *topic) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t.users--
	t.left = time.Now()
}

// await waits until t is on, or there is no point in waiting.
func (l *line) await(ctx context.Context, t *topic) error {
	if !l.worthWaiting(t) {
		return nil
	}
	timer := time.NewTimer(l.bus.patience())
	defer timer.Stop()
	select {
	case <-t.settled:
		return nil
	case <-timer.C:
		l.mu.Lock()
		defer l.mu.Unlock()
		l.settle(t)
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-l.ended:
		return pubsub.ErrClosed
	}
}

func (l *line) worthWaiting(t *topic) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !t.on && l.down {
		l.settle(t)
	}
	return !t.on && !l.down
}

// settle ends the waiting for t. If it is not on, its users miss something from now on.
func (l *line) settle(t *topic) {
	if !t.on {
		t.lost = true
	}
	select {
	case <-t.settled:
	default:
		close(t.settled)
	}
}

// broken is called when a connection has ended.
func (l *line) broken() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down, l.wanted = true, nil
	for name, t := range l.topics {
		if t.users == 0 {
			delete(l.topics, name)
			continue
		}
		t.on = false
		l.settle(t)
		t.broken()
	}
}

// confirm is called when Redis has begun to send the messages of a topic.
func (l *line) confirm(name string, now time.Time) (r remedies) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.topics[name]
	if t == nil {
		return r
	}
	t.on = true
	l.settle(t)
	if !t.lost {
		t.told = now // who subscribes now reads the store now
	}
	if !l.down {
		r.add(t, now)
	}
	return r
}

// heal is called when messages pass: now what was missed is to be read.
func (l *line) heal(now time.Time) (r remedies) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = false
	for _, t := range l.topics {
		if t.on {
			r.add(t, now)
		}
	}
	return r
}

// all are the topics to subscribe on a new connection.
func (l *line) all() (channels []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wanted = nil
	for name := range l.topics {
		channels = append(channels, channelOf(l.prefix, name))
	}
	return channels
}

// additions are the topics to subscribe since.
func (l *line) additions() (channels []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, t := range l.wanted {
		channels = append(channels, channelOf(l.prefix, t.name))
	}
	l.wanted = nil
	return channels
}

// sweep forgets the topics that nobody has used for a while.
func (l *line) sweep(now time.Time) (channels []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for name, t := range l.topics {
		if t.users == 0 && t.on && now.Sub(t.left) >= l.bus.linger() {
			delete(l.topics, name)
			channels = append(channels, channelOf(l.prefix, name))
		}
	}
	return channels
}

func signal(ch chan<- struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}
