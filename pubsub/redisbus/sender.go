package redisbus

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	maxBatch      = 512      // messages in one pipeline
	maxQueueBytes = 16 << 20 // size of all queued messages; a single one may be larger
)

// A sender publishes the messages of one shard in order and in batches. It drops messages that it
// cannot send, and reports that in the next message of the topic.
type sender struct {
	client     client
	node       node
	prefix     string
	timeout    time.Duration
	history    historyFunc
	maxQueue   int
	onFailure  func()      // called by run without locks if Redis cannot be reached
	onRejected func(error) // called by run without locks if Redis rejects a message

	wake chan struct{} // the queue is not empty

	mu          sync.Mutex
	sequencer   sequencer
	queue       []outgoingMessage
	bytes       int
	unreachable bool // the last pipeline failed: only probes are sent
	lastProbe   uint64
}

// An outgoingMessage is a queued message.
type outgoingMessage struct {
	channel string
	payload []byte
	history History   // of the topic
	topic   *topicSeq // nil for a probe and a summary
	lostAt  time.Time // if the message is lost, the time of the loss: when it was published, or that of the loss that a notice reports
	summary bool      // it has only sequence numbers
	onFail  func()    // of a probe or summary: restores what it would have reported
}

func (s *sender) publish(topic string, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	t := s.sequencer.next(topic, now)
	if s.unreachable || len(s.queue) >= s.maxQueue || s.bytes > 0 && s.bytes+len(data) > maxQueueBytes {
		s.sequencer.recordLoss(t, now)
		return
	}
	s.enqueueMessage(t, envelope{}, data, now)
}

// enqueueMessage also queues a summary if many topics have had messages since the last one, so that
// the number of topics to remember is bounded.
func (s *sender) enqueueMessage(t *topicSeq, e envelope, data []byte, now time.Time) {
	e.node, e.pos = s.node, t.pos
	m := outgoingMessage{channel: channelName(s.prefix, t.topic), history: s.history.forTopic(t.topic), topic: t, lostAt: now}
	if lostAt := t.attachLoss(&e, now); e.noData {
		m.lostAt = lostAt
	}
	m.payload = e.encode(data)
	s.enqueue(m)
	if s.sequencer.fresh >= maxProbeTopics {
		s.enqueueSummary()
	}
}

// enqueueSummary queues a message to all nodes with the latest sequence numbers, unless the queue is
// full. Like every probe it has a number, for which no connection waits.
func (s *sender) enqueueSummary() {
	if len(s.queue) >= s.maxQueue {
		return
	}
	s.lastProbe++
	seqs, topics := s.sequencer.latestSeqs()
	s.enqueue(outgoingMessage{
		channel: controlChannel(s.prefix), payload: s.probe().encode(seqs), summary: true,
		onFail: func() { s.sequencer.markRecent(topics, time.Now()) },
	})
}

// probe returns the envelope of the last probe.
func (s *sender) probe() envelope {
	return envelope{node: s.node, pos: position{seq: s.lastProbe}, noData: true}
}

func (s *sender) enqueue(m outgoingMessage) {
	s.queue = append(s.queue, m)
	s.bytes += len(m.payload)
	signal(s.wake)
}

// sendProbe queues a message to all nodes, including this one, with the latest sequence numbers. It
// returns the number of the probe, by which this node recognizes it.
func (s *sender) sendProbe() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := outgoingMessage{channel: controlChannel(s.prefix)}
	if s.unreachable { // a small probe suffices to test whether Redis is back
		s.lastProbe++
		m.payload = s.probe().encode(nil)
		s.enqueue(m)
		return s.lastProbe
	}
	now := time.Now()
	s.enqueueLossNotices(now)
	for range maxRecent / maxProbeTopics {
		if s.sequencer.recent.Len() > maxProbeTopics {
			s.enqueueSummary()
		}
	}
	s.lastProbe++
	e := s.probe()
	lossAt := s.sequencer.untrackedLossAt
	if e.lost = !lossAt.IsZero(); e.lost {
		e.lossAge, s.sequencer.untrackedLossAt = now.Sub(lossAt), time.Time{}
	}
	seqs, topics := s.sequencer.latestSeqs()
	m.payload = e.encode(seqs)
	m.onFail = func() {
		if e.lost {
			s.sequencer.untrackedLossAt = latest(s.sequencer.untrackedLossAt, lossAt)
		}
		s.sequencer.markRecent(topics, time.Now())
	}
	s.enqueue(m)
	return s.lastProbe
}

// enqueueLossNotices queues reports of losses in topics without further messages.
func (s *sender) enqueueLossNotices(now time.Time) {
	for _, t := range s.sequencer.unreportedLosses(s.maxQueue - len(s.queue)) {
		s.sequencer.number(t, now)
		s.enqueueMessage(t, envelope{noData: true}, nil, now)
	}
}

// run sends messages until ctx is done, and then those still queued.
func (s *sender) run(ctx context.Context) {
	for {
		select {
		case <-s.wake:
		case <-ctx.Done():
			s.flush()
			return
		}
		s.flush()
	}
}

func (s *sender) flush() {
	for {
		batch := s.takeBatch()
		if len(batch) == 0 {
			return
		}
		switch err, rejected := s.send(batch); {
		case rejected:
			s.onRejected(err)
		case err != nil:
			s.onFailure()
		}
	}
}

func (s *sender) takeBatch() []outgoingMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	batch := s.queue[:min(len(s.queue), maxBatch)]
	s.queue = s.queue[len(batch):]
	for _, m := range batch {
		s.bytes -= len(m.payload)
	}
	return batch
}

// send returns the first error and reports whether it is a reply of the server, which may concern
// only one of the messages.
func (s *sender) send(batch []outgoingMessage) (err error, rejected bool) {
	ctx, cancel := context.WithTimeout(context.Background(), s.timeout)
	defer cancel()
	pipe := s.client.Pipeline()
	replies := make([]redis.Cmder, len(batch))
	for i, m := range batch {
		if m.history.MaxLen > 0 {
			replies[i] = s.client.publishRetained(ctx, pipe, m.history, streamName(s.prefix, m.topic.topic), m.channel, m.payload)
			continue
		}
		replies[i] = s.client.publish(ctx, pipe, m.channel, m.payload)
	}
	_, err = pipe.Exec(ctx)

	s.mu.Lock()
	defer s.mu.Unlock()
	for i, m := range batch {
		if replies[i].Err() != nil {
			s.recordLoss(m)
		}
	}
	var reply redis.Error
	rejected = errors.As(err, &reply)
	if err != nil && !rejected {
		s.unreachable = true
		s.dropQueue()
	} else {
		s.setReachableLocked()
	}
	return err, rejected
}

// setReachable is called when a probe has returned, perhaps before the reply to the publisher: from
// now on the bus is OK, so messages must not be dropped.
func (s *sender) setReachable() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.setReachableLocked()
}

func (s *sender) setReachableLocked() {
	if s.unreachable {
		s.unreachable = false
		s.enqueueLossNotices(time.Now())
	}
}

// dropQueue drops the queued messages and summaries, but not probes, which detect when the server is back.
func (s *sender) dropQueue() {
	var probes []outgoingMessage
	for _, m := range s.queue {
		if m.topic == nil && !m.summary {
			probes = append(probes, m)
			continue
		}
		s.recordLoss(m)
		s.bytes -= len(m.payload)
	}
	s.queue = probes
}

func (s *sender) recordLoss(m outgoingMessage) {
	switch {
	case m.topic != nil:
		s.sequencer.recordLoss(m.topic, m.lostAt)
	case m.onFail != nil:
		m.onFail()
	}
}
