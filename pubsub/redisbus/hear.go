package redisbus

import (
	"strings"
	"time"

	"github.com/lively-go/lively/pubsub"
)

// hear is called with each message, by one goroutine: what subscribers are told comes in the order of these calls.
func (s *session) hear(channel, payload string) {
	now := time.Now()
	e, err := decode(payload)
	name, isTopic := strings.CutPrefix(channel, channelOf(s.prefix, ""))
	switch {
	case err != nil:
		s.bus.log().Error("redisbus: a message was not understood", "channel", channel, "error", err)
		if isTopic {
			s.tellLost(name)
		}
	case isTopic && e.node != s.node: // our own were heard when they were published
		s.hearMessage(name, e, now)
	case isTopic:
	case e.node == s.node:
		s.hearOwnProbe(e, now)
	default:
		s.hearProbe(e, now)
	}
}

func (s *session) hearMessage(name string, e envelope, now time.Time) {
	switch v := s.judge(name, e, now); {
	case v == drop:
	case !e.notice:
		s.bus.local.Deliver(pubsub.Message{Topic: name, Data: []byte(e.data), Lost: v == tellLost})
	case v == tellLost:
		s.tellLost(name)
	}
}

func (s *session) judge(name string, e envelope, now time.Time) verdict {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.topics[name]
	switch {
	case t == nil || !t.on:
		return drop
	case s.bus.without.numbers:
		return deliver
	}
	return t.judge(e, now)
}

func (s *session) hearOwnProbe(e envelope, now time.Time) {
	if !s.awaited(e.at.seq) {
		return
	}
	s.tellLost(s.heal(now)...)
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
	s.tellLost(s.missing(e, heads, now)...)
}

func (s *session) missing(e envelope, heads []head, now time.Time) (lost []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bus.without.numbers {
		return nil
	}
	for _, h := range heads {
		if t := s.topics[h.topic]; t != nil && t.on && t.missing(e.node, h.at, now) {
			lost = append(lost, h.topic)
		}
	}
	if e.lost {
		for name, t := range s.topics {
			if t.on && t.needed(e.age, now) {
				t.told = now
				lost = append(lost, name)
			}
		}
	}
	return lost
}
