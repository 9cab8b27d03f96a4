package views

import (
	"strconv"

	"github.com/a-h/templ"
	"github.com/lively-go/lively/live"
)

// Dashboard is 100 cards of which every tick changes 10.
type Dashboard struct {
	Cards []Card
	Memo  bool // whether a card that did not change is rendered again
	tick  int
}

// Card is one figure.
type Card struct {
	ID    string
	Name  string
	Value int
	Delta int
}

// Tick changes 10 cards.
type Tick struct{}

// NewDashboard makes the cards.
func NewDashboard(memo bool) *Dashboard {
	d := &Dashboard{Cards: make([]Card, 100), Memo: memo}
	for i := range d.Cards {
		n := strconv.Itoa(i + 1)
		d.Cards[i] = Card{ID: "machine-" + n, Name: "Machine " + n, Value: 1000 + i}
	}
	return d
}

// Events is what the browser may ask.
func (d *Dashboard) Events() live.Events { return live.Events{live.On(d.next)} }

func (d *Dashboard) next(*live.Socket, Tick) error {
	d.Advance()
	return nil
}

// Advance changes every tenth card, beginning with another one each time.
func (d *Dashboard) Advance() {
	for i := d.tick % 10; i < len(d.Cards); i += 10 {
		c := &d.Cards[i]
		c.Delta = (d.tick*7+i*3)%19 - 9
		c.Value = 1000 + (c.Value+c.Delta+8000)%9000
	}
	d.tick++
}

// card is a card, remembered if the dashboard wants that.
func (d *Dashboard) card(i int) templ.Component {
	c := d.Cards[i]
	if d.Memo {
		return live.Memo(c.ID, c, c.show())
	}
	return c.show()
}

func (c Card) trend() string {
	if c.Delta < 0 {
		return "down"
	}
	return "up"
}
