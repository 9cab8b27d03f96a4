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
	maxQueueBytes = 16 << 20 // of those that wait; one of any size may
)

// A sender publishes the messages of one line, in order, many at a time. What it cannot send it drops, and says so in the
// next message of the topic that it can.
type sender struct {
	client     client
	node       node
	prefix     string
	timeout    time.Duration
	history    historyFunc
	maxQueue   int
	onFailure  func()      // nothing gets through; called without locks, by run
	onRejected func(error) // the server does not take a message; likewise

	wake chan struct{} // something waits

	mu          sync.Mutex
	sequencer   sequencer
	queue       []outgoing
	bytes       int
	unreachable bool // the last pipeline did not get through: only probes are sent
	lastProbe   uint64
}

// A parcel is a message on its way.
type outgoing struct {
	channel string
	payload []byte
	history History   // of the topic
	topic   *topicSeq // nil: a probe
	onFail  func()    // of a probe: what it tells has to be told again
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

func (s *sender) enqueueMessage(t *topicSeq, e envelope, data []byte, now time.Time) {
	e.node, e.pos = s.node, t.pos
	t.attachLoss(&e, now)
	s.enqueue(outgoing{channel: channelName(s.prefix, t.topic), payload: e.encode(data), history: s.history.forTopic(t.topic), topic: t})
}

func (s *sender) enqueue(p outgoing) {
	s.queue = append(s.queue, p)
	s.bytes += len(p.payload)
	signal(s.wake)
}

// probe sends this node, and all others, a message with the numbers that were used last. Its own number is returned, by
// which this node knows it again.
func (s *sender) sendProbe() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastProbe++
	e := envelope{node: s.node, pos: position{seq: s.lastProbe}, noData: true}
	p := outgoing{channel: controlChannel(s.prefix)}
	if s.unreachable { // let it be small: there is nobody yet to tell anything
		p.payload = e.encode(nil)
		s.enqueue(p)
		return s.lastProbe
	}
	now := time.Now()
	s.enqueueLossNotices(now)
	lostAll := s.sequencer.untrackedLossAt
	if e.lost = !lostAll.IsZero(); e.lost {
		e.lossAge, s.sequencer.untrackedLossAt = now.Sub(lostAll), time.Time{}
	}
	seqs, topics := s.sequencer.latestSeqs()
	p.payload = e.encode(seqs)
	p.onFail = func() {
		if e.lost {
			s.sequencer.untrackedLossAt = lostAll
		}
		s.sequencer.markRecent(topics)
	}
	s.enqueue(p)
	return s.lastProbe
}

// notices tell of losses in topics to which nothing else is published.
func (s *sender) enqueueLossNotices(now time.Time) {
	for _, t := range s.sequencer.unreportedLosses(s.maxQueue - len(s.queue)) {
		s.sequencer.next(t.topic, now)
		s.enqueueMessage(t, envelope{noData: true}, nil, now)
	}
}

// run sends until ctx ends, and then what still waits.
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
		switch err, refused := s.send(batch); {
		case refused:
			s.onRejected(err)
		case err != nil:
			s.onFailure()
		}
	}
}

func (s *sender) takeBatch() []outgoing {
	s.mu.Lock()
	defer s.mu.Unlock()
	batch := s.queue[:min(len(s.queue), maxBatch)]
	s.queue = s.queue[len(batch):]
	for _, p := range batch {
		s.bytes -= len(p.payload)
	}
	return batch
}

// send reports what went wrong, and whether it was the server's answer: that concerns one message perhaps, not all.
func (s *sender) send(batch []outgoing) (err error, refused bool) {
	ctx, cancel := context.WithTimeout(context.Background(), s.timeout)
	defer cancel()
	pipe := s.client.Pipeline()
	answers := make([]redis.Cmder, len(batch))
	for i, p := range batch {
		if p.history.MaxLen > 0 {
			answers[i] = s.client.publishKept(ctx, pipe, p.history, streamName(s.prefix, p.topic.topic), p.channel, p.payload)
			continue
		}
		answers[i] = s.client.publish(ctx, pipe, p.channel, p.payload)
	}
	_, err = pipe.Exec(ctx)

	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	for i, p := range batch {
		if answers[i].Err() != nil {
			s.recordLoss(p, now)
		}
	}
	var answer redis.Error
	refused = errors.As(err, &answer)
	wasDown := s.unreachable
	s.unreachable = err != nil && !refused
	switch {
	case s.unreachable:
		s.dropQueue(now)
	case wasDown:
		s.enqueueLossNotices(now)
	}
	return err, refused
}

// dropQueue drops what waits, but probes: they find out when the server is back.
func (s *sender) dropQueue(now time.Time) {
	var probes []outgoing
	for _, p := range s.queue {
		if p.topic == nil {
			probes = append(probes, p)
			continue
		}
		s.recordLoss(p, now)
		s.bytes -= len(p.payload)
	}
	s.queue = probes
}

func (s *sender) recordLoss(p outgoing, now time.Time) {
	switch {
	case p.topic != nil:
		s.sequencer.recordLoss(p.topic, now)
	case p.onFail != nil:
		p.onFail()
	}
}
