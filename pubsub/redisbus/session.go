package redisbus

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/driver"

	"github.com/redis/go-redis/v9"
)

// A session is a line's life on one connection.
type session struct {
	*line
	pubsub *redis.PubSub
	open   chan struct{}  // Redis sends our probes
	proved chan time.Time // when the probe was heard of which we waited

	aside func(func(context.Context)) // runs a function in a goroutine that ends with the connection
}

// maxNames bounds the channels in one command.
const maxNames = 1000

var errLost = errors.New("a subscription was ended by Redis")

// connect connects, subscribes, and returns what ended the connection.
func (l *line) connect(ctx context.Context) error {
	s := &session{line: l, pubsub: l.client.Subscribe(ctx), open: make(chan struct{}, 1), proved: make(chan time.Time, 1)}
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	var receiving sync.WaitGroup
	defer receiving.Wait()
	defer s.pubsub.Close()

	if err := s.begin(ctx); err != nil {
		return err
	}
	here := context.WithValue(ctx, onlyThisConnection{}, true)
	s.aside = func(do func(context.Context)) { receiving.Go(func() { do(ctx) }) }
	receiving.Go(func() { end(s.receive(here)) })
	if err := s.subscribe(here, l.all()); err != nil {
		return whatEnded(ctx, err)
	}
	return s.keep(here)
}

// begin opens the connection, with the channel on which the nodes hear each other's probes.
func (s *session) begin(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.bus.patience())
	defer cancel()
	return s.client.subscribe(ctx, s.pubsub, []string{controlOf(s.prefix)})
}

// keep subscribes and unsubscribes, and proves again and again that messages pass.
func (s *session) keep(ctx context.Context) error {
	sweep := time.NewTicker(s.bus.linger())
	defer sweep.Stop()
	var sent time.Time // of the probe of which we wait; zero: of none
	timer := time.NewTimer(s.bus.patience())
	defer timer.Stop()
	probe := func() {
		sent = time.Now()
		s.sendProbe()
		timer.Reset(s.bus.patience())
	}
	proved := false
	for {
		var err error
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-s.changed:
			err = s.subscribe(ctx, s.additions())
		case now := <-sweep.C:
			err = s.unsubscribe(ctx, s.sweep(now))
		case <-s.open:
			probe()
		case <-s.suspect:
			if proved && sent.IsZero() {
				probe()
			}
		case heard := <-s.proved:
			s.health.prove(heard.Sub(sent))
			proved, sent = true, time.Time{}
			timer.Reset(s.bus.probeEvery())
		case <-timer.C:
			if !proved || !sent.IsZero() {
				return fmt.Errorf("no message passed within %v", s.bus.patience())
			}
			probe()
		}
		if err != nil {
			return whatEnded(ctx, err)
		}
	}
}

// whatEnded is what the receiver has seen, which says more than that nothing could be written afterwards.
func whatEnded(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// sendProbe holds the lock so that its number is known before it can be heard.
func (s *session) sendProbe() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.probe = s.out.probe()
}

func (s *session) subscribe(ctx context.Context, channels []string) error {
	return inParts(channels, func(part []string) error { return s.client.subscribe(ctx, s.pubsub, part) })
}

func (s *session) unsubscribe(ctx context.Context, channels []string) error {
	return inParts(channels, func(part []string) error { return s.client.unsubscribe(ctx, s.pubsub, part) })
}

func inParts(channels []string, do func([]string) error) error {
	for part := range slices.Chunk(channels, maxNames) {
		if err := do(part); err != nil {
			return err
		}
	}
	return nil
}

// receive hears what Redis sends, until the connection ends. It waits for nobody: a Redis whose messages are not read cuts
// the connection.
func (s *session) receive(ctx context.Context) error {
	for {
		got, err := s.pubsub.Receive(ctx)
		if err != nil {
			return err
		}
		switch got := got.(type) {
		case *redis.Message:
			s.hear(got.Channel, got.Payload)
		case *redis.Subscription:
			if err := s.answered(got); err != nil {
				return err
			}
		}
	}
}

func (s *session) answered(a *redis.Subscription) error {
	name, isTopic := strings.CutPrefix(a.Channel, channelOf(s.prefix, ""))
	switch begins := a.Kind == "subscribe" || a.Kind == "ssubscribe"; {
	case begins && isTopic:
		if t := s.unplaced(name); t != nil {
			s.aside(func(ctx context.Context) { s.start(ctx, t) })
			return nil
		}
		s.apply(s.confirm(name, time.Now()))
	case begins:
		signal(s.open)
	case !isTopic || s.wants(name): // on a cluster, when the slot has gone to another node
		return errLost
	}
	return nil
}

// unplaced is the topic of that name if its place in its stream has to be found.
func (s *session) unplaced(name string) *topic {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.topics[name]; t != nil && t.keeps && !t.at.known() {
		return t
	}
	return nil
}

// wants reports whether a topic is to be on.
func (s *session) wants(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.topics[name]
	return t != nil && t.on
}

func (s *session) tellLost(names ...string) {
	for _, name := range names {
		driver.Deliver(&s.bus.local, pubsub.Message{Topic: name, Lost: true})
	}
}
