package redisbus

import (
	"errors"
	"strings"
	"time"

	"github.com/lively-go/lively/pubsub"
)

// hear is called with each message, by one goroutine: what subscribers are told comes in the order of these calls.
func (s *session) hear(channel, payload string) {
	now := time.Now()
	k, err := fromChannel(payload)
	e, err2 := decode(k.payload)
	err = errors.Join(err, err2)
	name, isTopic := strings.CutPrefix(channel, channelOf(s.prefix, ""))
	switch {
	case err != nil:
		s.bus.log().Error("redisbus: a message was not understood", "channel", channel, "error", err)
		if isTopic {
			s.tellLost(name)
		}
	case isTopic && (e.node != s.node || k.at.known()):
		s.hearMessage(name, arrival{k.at, e}, now)
	case isTopic: // our own were heard when they were published
	case e.node == s.node:
		s.hearOwnProbe(e, now)
	default:
		s.hearProbe(e, now)
	}
}

func (s *session) hearMessage(name string, a arrival, now time.Time) {
	told, r := s.take(name, a, now)
	s.deliver(told)
	s.apply(r)
}

func (s *session) take(name string, a arrival, now time.Time) (told []pubsub.Message, r remedies) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.topics[name]
	switch {
	case t == nil || !t.on:
		return nil, r
	case t.catching:
		t.wait(a)
		return nil, r
	case !t.next(a):
		t.wait(a)
		return nil, t.fallBehind()
	}
	return s.tell(t, a.e, now, nil), r
}

func (s *session) hearOwnProbe(e envelope, now time.Time) {
	if !s.awaited(e.at.seq) {
		return
	}
	s.apply(s.heal(now))
	select {
	case s.proved <- now:
	default:
	}
}

// awaited reports whether this is the probe of which to hear, the first time: what go-redis sends again comes twice.
func (s *session) awaited(probe uint64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.probe != probe {
		return false
	}
	s.probe = 0
	return true
}

// hearProbe compares the last numbers of another node with those that were heard.
func (s *session) hearProbe(e envelope, now time.Time) {
	heads, err := decodeHeads(e.data)
	if err != nil {
		s.bus.log().Error("redisbus: a probe was not understood", "error", err)
		return
	}
	s.apply(s.missing(e, heads, now))
}

func (s *session) missing(e envelope, heads []head, now time.Time) (r remedies) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, h := range heads {
		switch t := s.topics[h.topic]; {
		case t == nil || !t.on:
		case t.catching:
			t.claims = append(t.claims, claim{e.node, h.at})
		case t.at.known() && t.beyond(e.node, h.at):
			t.claims = append(t.claims, claim{e.node, h.at})
			r.behind = append(r.behind, t.fallBehind().behind...)
		case t.missing(e.node, h.at, now):
			r.lost = append(r.lost, h.topic)
		}
	}
	if e.lost {
		for name, t := range s.topics {
			if t.on && t.needed(e.age, now) {
				t.told = now
				r.lost = append(r.lost, name)
			}
		}
	}
	return r
}
