package views

import (
	"errors"
	"slices"
	"strconv"
	"sync/atomic"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
)

// Tiles is a page with a list of nested views, and nested views in a table, a drawing, a [live.Memo] and a
// component.
type Tiles struct {
	Journal  *Journal
	Items    []string // names of the tiles of the list
	NoPlaces bool     // only the list is rendered
	Fallback bool     // the tiles of the list have one
	Lazy     bool     // there is a lazy tile below the window
	Sticky   bool     // there is a tile in Layout
	Turns    int
	Received []string      // messages of tiles
	Failures *atomic.Int64 // how many further mounts of a tile "failing" fail; nil means none

	last int
	box  *TileBox
}

// The events of Tiles.
type (
	Turn   struct{}              // changes what is around the nested views
	Mirror struct{}              // reverses the list
	Add    struct{}              // adds a tile at the top of the list
	Drop   struct{ Name string } // removes a tile from the list
	Blow   struct{}              // panics
	Letter struct{ From string } // is a message of a Tile
)

func (v *Tiles) Mount(*live.Socket) error {
	v.Journal.Add("mount page")
	v.box = &TileBox{Journal: v.Journal}
	return nil
}

func (v *Tiles) Unmount() { v.Journal.Add("unmount page") }

func (v *Tiles) Events() live.Events {
	return live.Events{
		live.On(func(*live.Socket, Turn) error { v.Turns++; v.Journal.Add("turn"); return nil }),
		live.On(func(*live.Socket, Mirror) error { slices.Reverse(v.Items); return nil }),
		live.On(func(*live.Socket, Add) error {
			v.last++
			v.Items = slices.Insert(v.Items, 0, "new"+strconv.Itoa(v.last))
			return nil
		}),
		live.On(func(_ *live.Socket, e Drop) error {
			v.Items = slices.DeleteFunc(v.Items, func(name string) bool { return name == e.Name })
			return nil
		}),
		live.On(func(*live.Socket, Blow) error { panic("the page panics") }),
		live.On(func(_ *live.Socket, m Letter) error { v.Received = append(v.Received, m.From); return nil }),
	}
}

func (v *Tiles) tile(key, name string, options ...live.NestedOption) templ.Component {
	j, failures := v.Journal, v.Failures
	return live.Nested(key, name, func(name string) live.View { return &Tile{Journal: j, Name: name, Failures: failures} }, options...)
}

func (v *Tiles) options() []live.NestedOption {
	o := []live.NestedOption{live.RootElement("li")}
	if v.Fallback {
		o = append(o, live.Fallback(templ.Raw(`<i class="fallback">not available</i>`)))
	}
	return o
}

// Layout is the layout of the page. It may contain a sticky tile.
func (v *Tiles) Layout(d live.Document) templ.Component {
	var tile templ.Component = templ.NopComponent
	if v.Sticky {
		j := v.Journal
		tile = live.Sticky("tile", func() live.View { return &Tile{Journal: j, Name: "sticky"} }, live.RootElement("aside"))
	}
	return templ.Join(templ.Raw(`<!doctype html><html lang="en"><head><title>Tiles</title>`), d.Head, templ.Raw(`</head><body>`),
		d.Root, tile, templ.Raw(`</body></html>`))
}

// TileBox is a component with a nested view.
type TileBox struct{ Journal *Journal }

func (b *TileBox) Events() live.Events { return nil }

// Tile is a nested view. Its elements have IDs that begin with its name.
type Tile struct {
	Journal  *Journal
	Name     string
	Inner    bool // it contains another Tile
	Taps     int
	Text     string
	Saved    []string
	Failures *atomic.Int64
}

// The events of Tile.
type (
	Tap    struct{}
	Jot    struct{ Text string }
	Save   struct{ Text string }
	Break  struct{}
	Effect struct{ Kind string }
	Hook   struct{ N int }
)

func (v *Tile) Mount(*live.Socket) error {
	if v.Name == "failing" && v.Failures != nil && v.Failures.Add(-1) >= 0 {
		return errors.New("the service is not available")
	}
	v.Inner = v.Name == "outer"
	v.Journal.Add("mount %s", v.Name)
	return nil
}

func (v *Tile) Unmount() { v.Journal.Add("unmount %s", v.Name) }

func (v *Tile) Events() live.Events {
	return live.Events{
		live.On(func(*live.Socket, Tap) error { v.Taps++; v.Journal.Add("tap %s", v.Name); return nil }),
		live.On(func(_ *live.Socket, e Jot) error { v.Text = e.Text; return nil }),
		live.On(func(_ *live.Socket, e Save) error {
			v.Text, v.Saved = "", append(v.Saved, e.Text)
			v.Journal.Add("save %s %s", v.Name, e.Text)
			return nil
		}),
		live.On(func(*live.Socket, Break) error { panic("tile " + v.Name + " panics") }),
		live.On(v.effect),
		live.On(func(s *live.Socket, e Hook) error {
			v.Journal.Add("hook %s %d", v.Name, e.N)
			return s.Reply(map[string]any{"name": v.Name, "n": e.N})
		}),
	}
}

func (v *Tile) effect(s *live.Socket, e Effect) error {
	switch e.Kind {
	case "flash":
		s.Flash(live.FlashInfo, "from "+v.Name, live.FlashAction("tap it", Tap{}))
	case "push":
		return s.Push("ping", v.Name)
	case "send":
		return s.Send(Letter{From: v.Name})
	case "navigate":
		return s.Navigate("/welcome")
	}
	return nil
}

func (v *Tile) id(part string) string { return v.Name + "-" + part }
