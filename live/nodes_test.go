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

// Redis stops and restarts with an empty store. Two pages on two nodes stay usable, and each reloads
// once.
func TestRedisRestart_ReloadsEachPageOnce(t *testing.T) {
	redis := redistest.Start(t)
	var store lineStore
	open := func() (*redisbus.Bus, *livetest.Page) {
		bus := &redisbus.Bus{URL: redis.URL(), Timeout: 30 * time.Second, ProbeInterval: 100 * time.Millisecond}
		t.Cleanup(func() { require.NoError(t, bus.Close()) })
		return bus, livetest.Mount(t, func() live.View { return newLinesView(bus, &store) })
	}
	annsBus, ann := open()
	bobsBus, bob := open()
	requireShows := func(p *livetest.Page, lines string, reloads int) {
		t.Helper()
		defer func() { t.Log(p.Text("p"), "after", p.Text("i"), "reloads") }()
		eventually(t, func() bool { return p.Settle().Text("p") == lines && p.Text("i") == fmt.Sprint(reloads) })
	}
	ann.Click(".tap")
	requireShows(bob, "0", 0)

	redis.Stop(t)
	eventually(t, func() bool { return !annsBus.Health().OK && !bobsBus.Health().OK })
	ann.Click(".tap")
	requireShows(ann, "0, 1", 0)
	requireShows(bob, "0", 0)

	redis.Restart(t)
	requireShows(ann, "0, 1", 1)
	requireShows(bob, "0, 1", 1)
	bob.Click(".tap")
	requireShows(ann, "0, 1, 2", 1)
	requireShows(bob, "0, 1, 2", 1)
}

// A linesView renders lines. It reads them from a store that all nodes share, and then receives new
// lines as messages.
type linesView struct {
	stub
	store   *lineStore
	lines   []string
	reloads int
}

func newLinesView(bus pubsub.Bus, store *lineStore) *linesView {
	v := &linesView{store: store}
	topic := pubsub.NewTopic[string](bus, "lines")
	v.mount = func(s *live.Socket) error {
		_, err := live.Subscribe(s, topic, func(_ *live.Socket, line string) error {
			if !slices.Contains(v.lines, line) { // a line may be delivered after the Reload that read it
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

func (v *linesView) Reload(*live.Socket) error {
	v.reloads++
	v.lines = v.store.all()
	return nil
}

// lineStore is a list of lines.
type lineStore struct {
	mu    sync.Mutex
	lines []string
}

func (s *lineStore) add() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	line := fmt.Sprint(len(s.lines))
	s.lines = append(s.lines, line)
	return line
}

func (s *lineStore) all() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.lines)
}

// eventually waits until met returns true, which depends on other processes. The timeout only ends a
// test that hangs.
func eventually(t *testing.T, met func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(2 * time.Minute); !met(); {
		select {
		case <-tick.C:
		case <-deadline:
			require.FailNow(t, "condition not met within 2 minutes")
		}
	}
}
