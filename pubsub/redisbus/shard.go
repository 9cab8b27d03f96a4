package redisbus

import (
	"container/list"
	"context"
	"sync"
	"time"

	"github.com/lively-go/lively/pubsub"
)

// A shard is a subscription connection with its topics and the sender for the same channels. A
// single server has one shard. A cluster has several, each with a part of the topics.
type shard struct {
	bus          *Bus
	client       client
	node         node
	prefix       string
	sender       *sender
	health       *health
	subscribeNow chan struct{} // pendingSubs is not empty
	probeNow     chan struct{} // send a probe immediately
	done         chan struct{} // closed when run has returned

	mu           sync.Mutex
	topics       map[string]*topic
	unused       list.List // of *topic: those of topics without subscribers, unused for the longest time first
	pendingSubs  []*topic  // topics to be subscribed
	disconnected bool      // no connection has been confirmed by a probe, and the initial attempt to connect has failed
	awaitedProbe uint64    // the number of the probe that must return; 0 for none
}

// A topic is a subscribed topic. It is retained for a while after its last subscriber has left.
type topic struct {
	name        string
	subscribers int
	unusedSince time.Time     // when the last subscriber left
	unusedElem  *list.Element // in shard.unused; nil if there are subscribers
	subscribed  bool          // Redis has confirmed the subscription
	ready       chan struct{} // closed when subscribed was first set, or Subscribe no longer waits
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

// run connects, and reconnects when the connection is lost, until ctx is done.
func (s *shard) run(ctx context.Context) {
	defer close(s.done)
	backoff := retry{stableAfter: s.bus.probeInterval() + s.bus.timeout()}
	for {
		start := time.Now()
		err := s.connect(ctx)
		if ctx.Err() != nil {
			return
		}
		s.onDisconnect()
		s.health.setFailed(err)
		select {
		case <-time.After(backoff.delay(time.Since(start))):
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
	t.subscribers++
	if t.unusedElem != nil {
		s.unused.Remove(t.unusedElem)
		t.unusedElem = nil
	}
	return t
}

func (s *shard) release(t *topic) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t.subscribers--
	if t.subscribers == 0 && s.topics[t.name] == t {
		t.unusedSince, t.unusedElem = time.Now(), s.unused.PushBack(t)
	}
}

// waitSubscribed waits until Redis has confirmed the subscription, Redis is known to be
// unavailable, or Timeout has elapsed.
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

// markReadyLocked ends the waits for t. If t is not subscribed, its subscribers miss messages from
// now on.
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

// onDisconnect is called when a connection has ended.
func (s *shard) onDisconnect() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.disconnected, s.pendingSubs = true, nil
	s.unused.Init()
	for name, t := range s.topics {
		if t.subscribers == 0 {
			delete(s.topics, name)
			continue
		}
		t.subscribed = false
		s.markReadyLocked(t)
		t.onDisconnect()
	}
}

// onSubscribed is called when Redis has confirmed the subscription of a topic.
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
		t.reportedAt = now // a new subscriber reads the store after this
	}
	if !s.disconnected {
		r.add(t, now)
	}
	return r
}

// onConnected is called when a probe has returned. It returns what to do about missed messages.
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

// allChannels returns the channels to subscribe to on a new connection.
func (s *shard) allChannels() (channels []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pendingSubs = nil
	for name := range s.topics {
		channels = append(channels, channelName(s.prefix, name))
	}
	return channels
}

// takePendingSubs returns the channels of new topics.
func (s *shard) takePendingSubs() (channels []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.pendingSubs {
		channels = append(channels, channelName(s.prefix, t.name))
	}
	s.pendingSubs = nil
	return channels
}

// removeUnused removes the topics that have had no subscribers for Linger, and returns their
// channels. It does not visit the topics in use, because each received message needs the lock.
func (s *shard) removeUnused(now time.Time) (channels []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for elem := s.unused.Front(); elem != nil; {
		t := elem.Value.(*topic)
		if now.Sub(t.unusedSince) < s.bus.linger() {
			break
		}
		next := elem.Next()
		if t.subscribed {
			s.unused.Remove(elem)
			delete(s.topics, t.name)
			channels = append(channels, channelName(s.prefix, t.name))
		}
		elem = next
	}
	return channels
}

// signal does nothing if a signal is already pending.
func signal(ch chan<- struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}
