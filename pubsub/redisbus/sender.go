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
	client   client
	node     node
	prefix   string
	patience time.Duration
	history  histories
	limit    int
	failed   func()      // nothing gets through; called without locks, by run
	refused  func(error) // the server does not take a message; likewise

	wake chan struct{} // something waits

	mu      sync.Mutex
	numbers numbers
	queue   []parcel
	bytes   int
	down    bool // the last pipeline did not get through: only probes are sent
	probes  uint64
}

// A parcel is a message on its way.
type parcel struct {
	channel string
	payload []byte
	keep    History   // of the topic
	topic   *numbered // nil: a probe
	undo    func()    // of a probe: what it tells has to be told again
}

func (s *sender) publish(topic string, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	t := s.numbers.next(topic, now)
	if s.down || len(s.queue) >= s.limit || s.bytes > 0 && s.bytes+len(data) > maxQueueBytes {
		s.numbers.lose(t, now)
		return
	}
	s.put(t, envelope{}, data, now)
}

func (s *sender) put(t *numbered, e envelope, data []byte, now time.Time) {
	e.node, e.at = s.node, t.at
	t.admit(&e, now)
	s.enqueue(parcel{channel: channelOf(s.prefix, t.topic), payload: e.encode(data), keep: s.history.of(t.topic), topic: t})
}

func (s *sender) enqueue(p parcel) {
	s.queue = append(s.queue, p)
	s.bytes += len(p.payload)
	signal(s.wake)
}

// probe sends this node, and all others, a message with the numbers that were used last. Its own number is returned, by
// which this node knows it again.
func (s *sender) probe() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.probes++
	e := envelope{node: s.node, at: position{seq: s.probes}, notice: true}
	p := parcel{channel: controlOf(s.prefix)}
	if s.down { // let it be small: there is nobody yet to tell anything
		p.payload = e.encode(nil)
		s.enqueue(p)
		return s.probes
	}
	now := time.Now()
	s.notices(now)
	lostAll := s.numbers.lostAll
	if e.lost = !lostAll.IsZero(); e.lost {
		e.age, s.numbers.lostAll = now.Sub(lostAll), time.Time{}
	}
	heads, topics := s.numbers.heads()
	p.payload = e.encode(heads)
	p.undo = func() {
		if e.lost {
			s.numbers.lostAll = lostAll
		}
		s.numbers.again(topics)
	}
	s.enqueue(p)
	return s.probes
}

// notices tell of losses in topics to which nothing else is published.
func (s *sender) notices(now time.Time) {
	for _, t := range s.numbers.unsaid(s.limit - len(s.queue)) {
		s.numbers.next(t.topic, now)
		s.put(t, envelope{notice: true}, nil, now)
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
		batch := s.take()
		if len(batch) == 0 {
			return
		}
		switch err, refused := s.send(batch); {
		case refused:
			s.refused(err)
		case err != nil:
			s.failed()
		}
	}
}

func (s *sender) take() []parcel {
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
func (s *sender) send(batch []parcel) (err error, refused bool) {
	ctx, cancel := context.WithTimeout(context.Background(), s.patience)
	defer cancel()
	pipe := s.client.Pipeline()
	answers := make([]redis.Cmder, len(batch))
	for i, p := range batch {
		if p.keep.MaxLen > 0 {
			answers[i] = s.client.keep(ctx, pipe, p.keep, streamOf(s.prefix, p.topic.topic), p.channel, p.payload)
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
			s.lose(p, now)
		}
	}
	var answer redis.Error
	refused = errors.As(err, &answer)
	wasDown := s.down
	s.down = err != nil && !refused
	switch {
	case s.down:
		s.dropQueue(now)
	case wasDown:
		s.notices(now)
	}
	return err, refused
}

// dropQueue drops what waits, but probes: they find out when the server is back.
func (s *sender) dropQueue(now time.Time) {
	var probes []parcel
	for _, p := range s.queue {
		if p.topic == nil {
			probes = append(probes, p)
			continue
		}
		s.lose(p, now)
		s.bytes -= len(p.payload)
	}
	s.queue = probes
}

func (s *sender) lose(p parcel, now time.Time) {
	switch {
	case p.topic != nil:
		s.numbers.lose(p.topic, now)
	case p.undo != nil:
		p.undo()
	}
}
