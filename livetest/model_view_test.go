package livetest_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// A modelState holds what the pages of the model show: an ordered list of tiles, and posted lines.
// It also records the events that were applied.
type modelState struct {
	bus pubsub.Local

	mu       sync.Mutex
	boards   int
	counters int
	tiles    []int // IDs
	lines    []string
	applied  []appliedEvent
	fault    string // "" or the fault that the boards simulate
}

// An appliedEvent is an event that a handler has applied.
type appliedEvent struct {
	board, token int
	counter      int // in place of board
	tile         int // ID of the tile that was tapped
}

func (m *modelState) topic() pubsub.Topic[string] { return pubsub.NewTopic[string](&m.bus, "board") }

// apply records an event and makes its change.
func (m *modelState) apply(e appliedEvent, change func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	times := 1
	if m.fault == "applies twice" && e.token%5 == 4 {
		times = 2
	}
	for range times {
		m.applied = append(m.applied, e)
		if change != nil {
			change()
		}
	}
}

func (m *modelState) current() (tiles []int, lines []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.tiles), slices.Clone(m.lines)
}

// post adds a line and publishes it.
func (m *modelState) post(line string) {
	m.mu.Lock()
	m.lines = append(m.lines, line)
	m.mu.Unlock()
	if err := m.topic().Publish(ctx, line); err != nil {
		panic(err)
	}
}

// A board is a view of a modelState.
type board struct {
	state *modelState
	n     int
	tiles []*tile
	lines []string
}

// A tile is a component. The number of its taps is its own state.
type tile struct {
	board *board
	id    int
	taps  int
}

type (
	insert struct{ Token, At int }
	shift  struct{ Token, From, To int }
	post   struct{ Token int }
	tap    struct{ Token int }     // handled by a tile
	remove struct{ Token, ID int } // sent by a tile, handled by its board
)

func newBoard(m *modelState) *board {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.boards++
	return &board{state: m, n: m.boards}
}

func (v *board) Mount(s *live.Socket) error {
	_, err := live.Subscribe(s, v.state.topic(), func(s *live.Socket, line string) error {
		if line == "" {
			v.arrange()
			return nil
		}
		if !slices.Contains(v.lines, line) {
			v.lines = append(v.lines, line)
		}
		return s.Push("received", line)
	})
	v.arrange()
	_, v.lines = v.state.current()
	return err
}

func (v *board) Reload(*live.Socket) error {
	if v.state.fault != "does not reload" {
		v.arrange()
		_, v.lines = v.state.current()
	}
	return nil
}

// arrange updates the tiles to those of the state. A tile that is kept is the same component.
func (v *board) arrange() {
	ids, _ := v.state.current()
	tiles := make([]*tile, len(ids))
	for i, id := range ids {
		tiles[i] = &tile{board: v, id: id}
		if old := slices.IndexFunc(v.tiles, func(t *tile) bool { return t.id == id }); old >= 0 {
			tiles[i] = v.tiles[old]
		}
	}
	v.tiles = tiles
}

func (v *board) Events() live.Events {
	return live.Events{live.On(v.insert), live.On(v.shift), live.On(v.post), live.On(v.remove)}
}

// changed confirms an event to its sender, and notifies all boards.
func (v *board) changed(s *live.Socket, token int) error {
	if v.state.fault != "does not confirm" {
		if err := s.Push("done", token); err != nil {
			return err
		}
	}
	return v.state.topic().Publish(s.Context(), "")
}

func (v *board) insert(s *live.Socket, e insert) error {
	v.state.apply(appliedEvent{board: v.n, token: e.Token}, func() {
		v.state.tiles = slices.Insert(v.state.tiles, e.At%(len(v.state.tiles)+1), e.Token)
	})
	return v.changed(s, e.Token)
}

func (v *board) shift(s *live.Socket, e shift) error {
	v.state.apply(appliedEvent{board: v.n, token: e.Token}, func() {
		if n := len(v.state.tiles); n > 0 {
			id := v.state.tiles[e.From%n]
			v.state.tiles = slices.Insert(slices.Delete(v.state.tiles, e.From%n, e.From%n+1), e.To%n, id)
		}
	})
	return v.changed(s, e.Token)
}

func (v *board) remove(s *live.Socket, e remove) error {
	v.state.apply(appliedEvent{board: v.n, token: e.Token}, func() {
		v.state.tiles = slices.DeleteFunc(v.state.tiles, func(id int) bool { return id == e.ID })
	})
	return v.changed(s, e.Token)
}

func (v *board) post(s *live.Socket, e post) error {
	v.state.apply(appliedEvent{board: v.n, token: e.Token}, nil)
	v.state.post(fmt.Sprint("post ", e.Token))
	return s.Push("done", e.Token)
}

func (t *tile) Events() live.Events { return live.Events{live.On(t.tap)} }

func (t *tile) tap(s *live.Socket, e tap) error {
	t.board.state.apply(appliedEvent{board: t.board.n, token: e.Token, tile: t.id}, func() { t.taps++ })
	return s.Push("done", e.Token)
}

func (v *board) Render() templ.Component {
	tiles := []any{`<div id="board" live-hook="board" data-n="`, v.n, `"><ul>`}
	for _, t := range v.tiles {
		tiles = append(tiles, live.Component(fmt.Sprint("tile-", t.id), t))
	}
	tiles = append(tiles, `</ul><ol><li>`+strings.Join(v.lines, `</li><li>`)+`</li></ol>`,
		live.Nested("counter", v.state, func(m *modelState) live.View { return newModelCounter(m) }), `</div>`)
	return concat(tiles...)
}

func (t *tile) Render() templ.Component {
	stars := strings.Repeat(`<b>*</b>`, t.taps%3)
	return concat(`<li id="tile-`, t.id, `" live-hook="tile">`, t.id, ` tapped <i>`, t.taps, `</i>`, stars, `</li>`)
}
