package live_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/redistest"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/redisbus"
)

// Two pages on two nodes. Redis goes away, and comes back with an empty store: each page stays usable, and reloads once.
func TestViewsOnTwoNodesHealOnce(t *testing.T) {
	redis := redistest.Start(t)
	var store lines
	open := func() (*redisbus.Bus, *livetest.Page) {
		bus := &redisbus.Bus{URL: redis.URL(), ProbeInterval: 100 * time.Millisecond}
		t.Cleanup(func() { require.NoError(t, bus.Close()) })
		return bus, livetest.Mount(t, func() live.View { return newWall(bus, &store) })
	}
	annsBus, ann := open()
	bobsBus, bob := open()
	sees := func(p *livetest.Page, lines string, reloads int) {
		t.Helper()
		defer func() { t.Log(p.Text("p"), "after", p.Text("i"), "reloads") }()
		becomes(t, func() bool { return p.Settle().Text("p") == lines && p.Text("i") == fmt.Sprint(reloads) })
	}
	ann.Click(".tap")
	sees(bob, "0", 0)

	redis.Stop(t)
	becomes(t, func() bool { return !annsBus.Health().OK && !bobsBus.Health().OK })
	ann.Click(".tap")
	sees(ann, "0, 1", 0)
	sees(bob, "0", 0)

	redis.Restart(t)
	sees(ann, "0, 1", 1)
	sees(bob, "0, 1", 1)
	bob.Click(".tap")
	sees(ann, "0, 1, 2", 1)
	sees(bob, "0, 1, 2", 1)
}

// A wall shows the lines of a store that all nodes share, as it heard of them on its own node.
type wall struct {
	stub
	store   *lines
	lines   []string
	reloads int
}

func newWall(bus pubsub.Bus, store *lines) *wall {
	v := &wall{store: store}
	topic := pubsub.NewTopic[string](bus, "wall")
	v.mount = func(s *live.Socket) error {
		err := live.Subscribe(s, topic, func(_ *live.Socket, line string) error {
			if !slices.Contains(v.lines, line) { // one that was on its way may come after the Reload that read it
				v.lines = append(v.lines, line)
			}
			return nil
		})
		v.lines = store.all()
		return err
	}
	v.events = func() live.Events {
		return live.Events{live.On(func(s *live.Socket, _ tap) error { return topic.Publish(s.Context(), store.add()) })}
	}
	v.render = func() templ.Component {
		return markup(`<div>`, button("tap", tap{}), `<p>`, strings.Join(v.lines, ", "), `</p><i>`, fmt.Sprint(v.reloads), `</i></div>`)
	}
	return v
}

func (v *wall) Reload(*live.Socket) error {
	v.reloads++
	v.lines = v.store.all()
	return nil
}

// lines are the store.
type lines struct {
	mu   sync.Mutex
	have []string
}

func (s *lines) add() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	line := fmt.Sprint(len(s.have))
	s.have = append(s.have, line)
	return line
}

func (s *lines) all() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.have)
}

// becomes waits for what other processes have a part in.
func becomes(t *testing.T, met func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(20 * time.Second); !met(); {
		select {
		case <-tick.C:
		case <-deadline:
			require.FailNow(t, "this does not happen")
		}
	}
}
