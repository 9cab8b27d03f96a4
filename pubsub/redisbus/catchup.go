package redisbus

import (
	"context"
	"errors"
	"time"

	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/driver"

	"github.com/redis/go-redis/v9"
)

// maxPending bounds the messages of a topic that wait until it has caught up. More are read from the stream.
const maxPending = 1024

// An arrival is a message of a topic.
type arrival struct {
	at offset // zero: it is in no stream
	e  envelope
}

// A claim is what a probe says of a topic: what its node has published.
type claim struct {
	from node
	at   position
}

// catchingUp is what a topic has of which Redis keeps the history. Whoever is catching up is the only one to tell its
// subscribers anything; what arrives meanwhile waits.
type catchingUp struct {
	keeps    bool
	at       offset // of the last message that was heard; zero if that is not known
	catching bool
	behind   bool // the stream is to be read
	pending  []arrival
	claims   []claim
}

// remedies are what topics need that have missed something.
type remedies struct {
	lost   []string
	behind []*topic
}

func (r *remedies) add(t *topic, now time.Time) {
	switch {
	case t.lost && t.catching:
		t.lost = false
		r.behind = append(r.behind, t)
	case t.tell(now):
		r.lost = append(r.lost, t.name)
	}
}

func (s *session) apply(r remedies) {
	s.tellLost(r.lost...)
	for _, t := range r.behind {
		s.aside(func(ctx context.Context) { s.catchUp(ctx, t) })
	}
}

// broken is called when the connection has ended. The numbers stay where the stream may tell what comes next.
func (t *topic) broken() {
	readable := t.at.known()
	t.catchingUp = catchingUp{keeps: t.keeps, at: t.at, catching: readable, behind: readable}
	if readable {
		t.lost = true
		return
	}
	t.incoming.broken()
}

// fallBehind begins to catch up.
func (t *topic) fallBehind() remedies {
	t.catching, t.behind = true, true
	return remedies{behind: []*topic{t}}
}

func (t *topic) wait(a arrival) {
	if len(t.pending) == maxPending {
		t.behind = true
		return
	}
	t.pending = append(t.pending, a)
}

// next reports whether a is the message after the last one, or a late one, whose number says what to do with it.
func (t *topic) next(a arrival) bool {
	late := a.at.epoch == t.at.epoch && a.at.n <= t.at.n
	switch {
	case !t.keeps || !a.at.known() || late:
		return true
	case t.at.known() && !a.at.follows(t.at):
		return false
	}
	t.at = a.at
	return true
}

// start finds out where the stream of a topic ends, before the topic counts as subscribed: what comes after that is
// heard, or can be read.
func (s *session) start(ctx context.Context, t *topic) {
	end, err := s.client.end(ctx, streamOf(s.prefix, t.name))
	if ctx.Err() != nil {
		return
	}
	s.unreadable(err)
	s.mu.Lock()
	t.at = end
	s.mu.Unlock()
	s.apply(s.confirm(t.name, time.Now()))
}

// catchUp reads what a topic has missed and tells it, then what arrived meanwhile, until nothing waits. If the connection
// ends before, the next one begins where this one was.
func (s *session) catchUp(ctx context.Context, t *topic) {
	var gap offset // after which a message was missing, and the stream was read
	for {
		if at, behind := s.place(t); behind {
			found, end, err := s.read(ctx, t.name, at)
			if ctx.Err() != nil {
				return
			}
			s.deliver(s.merge(t, at, found, end, err))
		}
		told, done := s.drain(t, &gap)
		s.deliver(told)
		if done {
			return
		}
	}
}

// place is where a topic is, and whether the stream is to be read from there.
func (s *session) place(t *topic) (at offset, behind bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	behind, t.behind = t.behind, false
	return t.at, behind
}

// read reads on from an offset, and where the stream ends if it does not go on there.
func (s *session) read(ctx context.Context, topic string, at offset) (found []kept, end offset, err error) {
	ctx, cancel := context.WithTimeout(ctx, s.bus.patience())
	defer cancel()
	stream := streamOf(s.prefix, topic)
	if found, err = s.client.readFrom(ctx, stream, at); err != nil {
		return nil, end, err
	}
	if _, ok := after(at, found); !ok {
		end, err = s.client.end(ctx, stream)
	}
	return found, end, err
}

func (s *session) merge(t *topic, at offset, found []kept, end offset, err error) []pubsub.Message {
	s.unreadable(err)
	rest, ok := after(at, found)
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil || !ok {
		return t.lose(end, now)
	}
	t.behind = t.behind || len(found) == maxRead
	var told []pubsub.Message
	for _, k := range rest {
		e, err := decode(k.payload)
		if err != nil {
			return t.lose(offset{}, now)
		}
		t.at = k.at
		told = s.tell(t, e, now, told)
	}
	return told
}

// drain takes what waits. If nothing does, the topic has caught up, unless a probe knows of more.
func (s *session) drain(t *topic, gap *offset) (told []pubsub.Message, done bool) {
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if t.behind {
		return nil, false
	}
	for i, a := range t.pending {
		switch {
		case t.next(a):
		case *gap == t.at: // it is not in the stream either
			told = append(told, t.lose(a.at, now)...)
		default:
			t.pending, t.behind, *gap = t.pending[i:], true, t.at
			return told, false
		}
		told = s.tell(t, a.e, now, told)
	}
	if len(t.pending) > 0 {
		t.pending = nil
		return told, false
	}
	for _, c := range t.claims {
		if t.missing(c.from, c.at, now) {
			told = []pubsub.Message{{Topic: t.name, Lost: true}}
		}
	}
	t.claims, t.catching = nil, false
	return told, true
}

// tell adds what subscribers are to hear of e.
func (s *session) tell(t *topic, e envelope, now time.Time, told []pubsub.Message) []pubsub.Message {
	if e.node == s.node { // heard when it was published
		return told
	}
	v := t.judge(e, now)
	if v == drop || e.notice && v != tellLost {
		return told
	}
	m := pubsub.Message{Topic: t.name, Lost: v == tellLost}
	if !e.notice {
		m.Data = []byte(e.data)
	}
	return append(told, m)
}

// lose gives up what was missed, and goes on at another offset, which may be unknown.
func (t *topic) lose(at offset, now time.Time) []pubsub.Message {
	t.at = at
	clear(t.last)
	t.lost, t.told = false, now
	return []pubsub.Message{{Topic: t.name, Lost: true}}
}

func (s *session) deliver(told []pubsub.Message) {
	for _, m := range told {
		driver.Deliver(&s.bus.local, m)
	}
}

// unreadable reports a history that Redis does not give.
func (s *session) unreadable(err error) {
	var answer redis.Error
	if errors.As(err, &answer) {
		s.health.refused(err)
	}
}
