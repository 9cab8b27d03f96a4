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

// A world is what the pages of a model show: tiles in an order, and lines that were said. It notes which events were applied, by whom.
type world struct {
	bus pubsub.Local

	mu     sync.Mutex
	boards int
	tiles  []int // IDs
	lines  []string
	done   []deed
	flaw   string // of the boards: what they do wrong
}

// A deed is an event that was applied.
type deed struct {
	board, token int
	tile         int // that was tapped
}

func (w *world) topic() pubsub.Topic[string] { return pubsub.NewTopic[string](&w.bus, "world") }

// do applies an event.
func (w *world) do(d deed, change func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	times := 1
	if w.flaw == "applies twice" && d.token%5 == 4 {
		times = 2
	}
	for range times {
		w.done = append(w.done, d)
		if change != nil {
			change()
		}
	}
}

func (w *world) now() (tiles []int, lines []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.tiles), slices.Clone(w.lines)
}

// say adds a line and tells everybody.
func (w *world) say(line string) {
	w.mu.Lock()
	w.lines = append(w.lines, line)
	w.mu.Unlock()
	if err := w.topic().Publish(ctx, line); err != nil {
		panic(err)
	}
}

// A board is a view of the world.
type board struct {
	w     *world
	n     int
	tiles []*tile
	lines []string
}

// A tile is a component: how often it was tapped is its own.
type tile struct {
	of   *board
	id   int
	taps int
}

type (
	put   struct{ Token, At int }
	shift struct{ Token, From, To int }
	speak struct{ Token int }
	tap   struct{ Token int }
	take  struct{ Token, ID int } // a tile that is to go; its board does it
)

func newBoard(w *world) *board {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.boards++
	return &board{w: w, n: w.boards}
}

func (v *board) Mount(s *live.Socket) error {
	err := live.Subscribe(s, v.w.topic(), func(s *live.Socket, line string) error {
		if line == "" {
			v.arrange()
			return nil
		}
		if !slices.Contains(v.lines, line) {
			v.lines = append(v.lines, line)
		}
		return s.Push("heard", line)
	})
	v.arrange()
	_, v.lines = v.w.now()
	return err
}

func (v *board) Reload(*live.Socket) error {
	if v.w.flaw != "never reloads" {
		v.arrange()
		_, v.lines = v.w.now()
	}
	return nil
}

// arrange makes the tiles those of the world; a tile that stays is the same component.
func (v *board) arrange() {
	ids, _ := v.w.now()
	tiles := make([]*tile, len(ids))
	for i, id := range ids {
		tiles[i] = &tile{of: v, id: id}
		if old := slices.IndexFunc(v.tiles, func(t *tile) bool { return t.id == id }); old >= 0 {
			tiles[i] = v.tiles[old]
		}
	}
	v.tiles = tiles
}

func (v *board) Events() live.Events {
	return live.Events{live.On(v.put), live.On(v.shift), live.On(v.speak), live.On(v.take)}
}

// changed tells who did it, and everybody.
func (v *board) changed(s *live.Socket, token int) error {
	if v.w.flaw != "tells nobody" {
		if err := s.Push("done", token); err != nil {
			return err
		}
	}
	return v.w.topic().Publish(s.Context(), "")
}

func (v *board) put(s *live.Socket, e put) error {
	v.w.do(deed{board: v.n, token: e.Token}, func() { v.w.tiles = slices.Insert(v.w.tiles, e.At%(len(v.w.tiles)+1), e.Token) })
	return v.changed(s, e.Token)
}

func (v *board) shift(s *live.Socket, e shift) error {
	v.w.do(deed{board: v.n, token: e.Token}, func() {
		if n := len(v.w.tiles); n > 0 {
			id := v.w.tiles[e.From%n]
			v.w.tiles = slices.Insert(slices.Delete(v.w.tiles, e.From%n, e.From%n+1), e.To%n, id)
		}
	})
	return v.changed(s, e.Token)
}

func (v *board) take(s *live.Socket, e take) error {
	v.w.do(deed{board: v.n, token: e.Token}, func() { v.w.tiles = slices.DeleteFunc(v.w.tiles, func(id int) bool { return id == e.ID }) })
	return v.changed(s, e.Token)
}

func (v *board) speak(s *live.Socket, e speak) error {
	v.w.do(deed{board: v.n, token: e.Token}, nil)
	v.w.say(fmt.Sprint("said ", e.Token))
	return s.Push("done", e.Token)
}

func (t *tile) Events() live.Events { return live.Events{live.On(t.tap)} }

func (t *tile) tap(s *live.Socket, e tap) error {
	t.of.w.do(deed{board: t.of.n, token: e.Token, tile: t.id}, func() { t.taps++ })
	return s.Push("done", e.Token)
}

func (v *board) Render() templ.Component {
	tiles := []any{`<div id="board" live-hook="board" data-n="`, v.n, `"><ul>`}
	for _, t := range v.tiles {
		tiles = append(tiles, live.Component(fmt.Sprint("tile-", t.id), t))
	}
	return pieces(append(tiles, `</ul><ol><li>`+strings.Join(v.lines, `</li><li>`)+`</li></ol></div>`)...)
}

func (t *tile) Render() templ.Component {
	more := strings.Repeat(`<b>*</b>`, t.taps%3)
	return pieces(`<li id="tile-`, t.id, `" live-hook="tile">`, t.id, ` tapped <i>`, t.taps, `</i>`, more, `</li>`)
}
