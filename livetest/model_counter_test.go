package livetest_test

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// A modelCounter is a nested or sticky view of a modelState. It shows the number of tiles, and of its own events.
type modelCounter struct {
	state *modelState
	n     int
	tiles int
	taps  int
}

// count is the event of a modelCounter.
type count struct{ Token int }

func newModelCounter(m *modelState) *modelCounter {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.counters++
	return &modelCounter{state: m, n: m.counters}
}

func (v *modelCounter) Mount(s *live.Socket) error {
	_, err := live.Subscribe(s, v.state.topic(), func(s *live.Socket, _ string) error { return v.Reload(s) })
	return errors.Join(err, v.Reload(s))
}

func (v *modelCounter) Reload(*live.Socket) error {
	tiles, _ := v.state.current()
	v.tiles = len(tiles)
	return nil
}

func (v *modelCounter) Events() live.Events { return live.Events{live.On(v.count)} }

func (v *modelCounter) count(s *live.Socket, e count) error {
	v.state.apply(appliedEvent{counter: v.n, token: e.Token}, func() { v.taps++ })
	return s.Push("done", e.Token)
}

func (v *modelCounter) Render() templ.Component {
	return concat(`<p id="counter-`, v.n, `" live-hook="counter">`, v.tiles, ` tiles, `, v.taps, ` events</p>`)
}

// openCounters returns the IDs of the counters that the page shows, and whose sessions are open.
func (v *modelPage) openCounters() (open []int) {
	for _, root := range []string{"[live-root]", "aside"} {
		if v.Count(root+" > [live-hook=counter]") == 0 || v.Nested(root).HasCrashed() {
			continue
		}
		id := strings.TrimPrefix(v.Attr(root+" > [live-hook=counter]", "id"), "counter-")
		if n, err := strconv.Atoi(id); err == nil {
			open = append(open, n)
		}
	}
	return open
}

// checkCounters compares the counters with the state.
func (v *modelPage) checkCounters(rt require.TestingT, tiles int, events []appliedEvent) {
	for _, n := range v.openCounters() {
		taps := 0
		for _, e := range events {
			if e.counter == n {
				taps++
			}
		}
		require.Equal(rt, fmt.Sprintf("%d tiles, %d events", tiles, taps), v.Text(fmt.Sprintf("#counter-%d", n)))
	}
}

// isOpen reports whether the session still exists to which an event was sent.
func (v *modelPage) isOpen(token int) bool {
	if n, ok := v.counters[token]; ok {
		return slices.Contains(v.openCounters(), n)
	}
	return v.sent[token] == v.Mounts()
}
