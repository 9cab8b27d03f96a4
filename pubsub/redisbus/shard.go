package redisbus

import (
	"context"
	"sync"
	"time"

	"github.com/lively-go/lively/pubsub"
)

// A line is one subscription connection with its topics, and a sender to the same channels. To one server there is one; to
// a cluster there are several, each for a part of the topics.
type shard struct {
	bus          *Bus
	client       client
	node         node
	prefix       string
	sender       *sender
	health       *health
	subscribeNow chan struct{} // topics want to be subscribed
	probeNow     chan struct{} // a probe is due at once
	done         chan struct{} // closed when run is over

	mu           sync.Mutex
	topics       map[string]*topic
	pendingSubs  []*topic // to be subscribed
	disconnected bool     // there is no connection that has been proved, nor the hope that begins with Open
	awaitedProbe uint64   // the one of which to hear; zero: none
}

// A topic is what this node wants to hear. It stays for a while when its last user has left.
type topic struct {
	name        string
	users       int
	unusedSince time.Time     // when the last user went
	subscribed  bool          // Redis has confirmed
	ready       chan struct{} // closed when it first did, or when that was no longer waited for
	gapDetector
	catchUpState
}

func channelName(prefix, topic string) string { return prefix + "." + topic }
func controlChannel(prefix string) string     { return prefix + "!" }

func newShard(b *Bus, n node, prefix string) *shard {
	s := &shard{
		bus: b, client: b.client, node: n, prefix: prefix, health: newHealth(b.logger()),
		subscribeNow: make(chan struct{}, 1), probeNow: make(chan struct{}, 1), done: make(chan struct{}),
		topics: map[string]*topic{},
	}
	s.sender = &sender{
		client: b.client, node: n, prefix: prefix, timeout: b.timeout(), history: b.History, maxQueue: b.maxQueue(), wake: make(chan struct{}, 1),
		onFailure: func() { signal(s.probeNow) }, onRejected: s.health.setRejected,
	}
	return s
}

// run keeps up a connection until ctx ends.
func (s *shard) run(ctx context.Context) {
	defer close(s.done)
	again := retry{stableAfter: s.bus.probeInterval() + s.bus.timeout()}
	for {
		began := time.Now()
		err := s.connect(ctx)
		if ctx.Err() != nil {
			return
		}
		s.onDisconnect()
		s.health.setFailed(err)
		select {
		case <-time.After(again.delay(time.Since(began))):
		case <-ctx.Done():
			return
		}
		s.client.reloadState(ctx)
	}
}

func (s *shard) acquire(name string) *topic {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.topics[name]
	if t == nil {
		t = &topic{name: name, ready: make(chan struct{}), catchUpState: catchUpState{hasHistory: historyFunc(s.bus.History).forTopic(name).MaxLen > 0}}
		s.topics[name] = t
		s.pendingSubs = append(s.pendingSubs, t)
		signal(s.subscribeNow)
	}
	t.users++
	return t
}

func (s *shard) release(t *topic) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t.users--
	t.unusedSince = time.Now()
}

// await waits until t is on, or there is no point in waiting.
func (s *shard) waitSubscribed(ctx context.Context, t *topic) error {
	if !s.shouldWait(t) {
		return nil
	}
	timer := time.NewTimer(s.bus.timeout())
	defer timer.Stop()
	select {
	case <-t.ready:
		return nil
	case <-timer.C:
		s.mu.Lock()
		defer s.mu.Unlock()
		s.markReadyLocked(t)
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-s.done:
		return pubsub.ErrClosed
	}
}

func (s *shard) shouldWait(t *topic) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !t.subscribed && s.disconnected {
		s.markReadyLocked(t)
	}
	return !t.subscribed && !s.disconnected
}

// settle ends the waiting for t. If it is not on, its users miss something from now on.
func (s *shard) markReadyLocked(t *topic) {
	if !t.subscribed {
		t.pendingLoss = true
	}
	select {
	case <-t.ready:
	default:
		close(t.ready)
	}
}

// broken is called when a connection has ended.
func (s *shard) onDisconnect() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.disconnected, s.pendingSubs = true, nil
	for name, t := range s.topics {
		if t.users == 0 {
			delete(s.topics, name)
			continue
		}
		t.subscribed = false
		s.markReadyLocked(t)
		t.onDisconnect()
	}
}

// confirm is called when Redis has begun to send the messages of a topic.
func (s *shard) onSubscribed(name string, now time.Time) (r recovery) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.topics[name]
	if t == nil {
		return r
	}
	t.subscribed = true
	s.markReadyLocked(t)
	if !t.pendingLoss {
		t.reportedAt = now // who subscribes now reads the store now
	}
	if !s.disconnected {
		r.add(t, now)
	}
	return r
}

// heal is called when messages pass: now what was missed is to be read.
func (s *shard) onConnected(now time.Time) (r recovery) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.disconnected = false
	for _, t := range s.topics {
		if t.subscribed {
			r.add(t, now)
		}
	}
	return r
}

// all are the topics to subscribe on a new connection.
func (s *shard) allChannels() (channels []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pendingSubs = nil
	for name := range s.topics {
		channels = append(channels, channelName(s.prefix, name))
	}
	return channels
}

// additions are the topics to subscribe since.
func (s *shard) takePendingSubs() (channels []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.pendingSubs {
		channels = append(channels, channelName(s.prefix, t.name))
	}
	s.pendingSubs = nil
	return channels
}

// sweep forgets the topics that nobody has used for a while.
func (s *shard) removeUnused(now time.Time) (channels []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, t := range s.topics {
		if t.users == 0 && t.subscribed && now.Sub(t.unusedSince) >= s.bus.linger() {
			delete(s.topics, name)
			channels = append(channels, channelName(s.prefix, name))
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
