// Package pizza is a form with one of each kind of control, and a page that flashes, pushes and hears keys.
package pizza

import (
	"fmt"

	"github.com/lively-go/lively/live"
)

// Pizza is what the form asks for.
type Pizza struct {
	Name     string
	Size     string
	Toppings []string
	Drinks   []string
	Country  string
	Gift     bool
}

// Order is the page at /order.
type Order struct {
	Form   live.Form[Pizza]
	Hint   bool
	Placed []Pizza
	Where  Locate
}

type (
	Ask    struct{} // for the hint
	Hide   struct{}
	Forget struct{}
	Locate struct{ Lat, Lon float64 } // what the map's own script sends
)

func (v *Order) Events() live.Events {
	return live.Events{live.OnForm(&v.Form, v.place), live.On(v.ask), live.On(v.hide), live.On(v.forget), live.On(v.locate)}
}

func (v *Order) Title() string { return fmt.Sprintf("Pizza (%d)", len(v.Placed)) }

func (v *Order) place(s *live.Socket, p Pizza) error {
	v.Placed = append(v.Placed, p)
	s.Flash(live.FlashInfo, "Thank you, "+p.Name)
	return s.Push("ordered", p)
}

func (v *Order) ask(*live.Socket, Ask) error           { v.Hint = true; return nil }
func (v *Order) hide(*live.Socket, Hide) error         { v.Hint = false; return nil }
func (v *Order) locate(_ *live.Socket, e Locate) error { v.Where = e; return nil }
func (v *Order) forget(*live.Socket, Forget) error     { v.Placed = nil; return nil }
