package views

import (
	"strconv"

	"github.com/a-h/templ"
	"github.com/lively-go/lively/live"
)

// Dashboard shows 100 cards. Each tick changes 10 of them.
type Dashboard struct {
	Cards []Card
	Lists Lists
	ticks int
}

// Lists is how a view renders a list.
type Lists uint8

// The ways to render a list.
const (
	Loop Lists = iota
	Memo       // in a loop, with live.Memo around each row
	Each
)

// Card shows one value and its last change.
type Card struct {
	ID    string
	Name  string
	Value int
	Delta int
}

// Tick changes 10 cards.
type Tick struct{}

// NewDashboard returns a Dashboard with 100 cards.
func NewDashboard(lists Lists) *Dashboard {
	d := &Dashboard{Cards: make([]Card, 100), Lists: lists}
	for i := range d.Cards {
		n := strconv.Itoa(i + 1)
		d.Cards[i] = Card{ID: "machine-" + n, Name: "Machine " + n, Value: 1000 + i}
	}
	return d
}

// Events returns the event handlers.
func (d *Dashboard) Events() live.Events { return live.Events{live.On(d.tick)} }

// tick changes every tenth card, starting at the next card each time.
func (d *Dashboard) tick(*live.Socket, Tick) error {
	for i := d.ticks % 10; i < len(d.Cards); i += 10 {
		c := &d.Cards[i]
		c.Delta = (d.ticks*7+i*3)%19 - 9
		c.Value = 1000 + (c.Value+c.Delta+8000)%9000
	}
	d.ticks++
	return nil
}

// card returns the content of card i.
func (d *Dashboard) card(i int) templ.Component {
	c := d.Cards[i]
	if d.Lists == Memo {
		return live.Memo(c.ID, c, c.content())
	}
	return c.content()
}

func (c Card) key() string { return c.ID }

// trend returns the CSS class for the last change.
func (c Card) trend() string {
	if c.Delta < 0 {
		return "down"
	}
	return "up"
}
