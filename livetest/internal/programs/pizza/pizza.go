// Package pizza implements a form with a control of each kind. Its page uses flash messages, pushed
// events and key bindings.
package pizza

import (
	"fmt"

	"github.com/lively-go/lively/live"
)

// A Pizza is the data of the form.
type Pizza struct {
	Name     string
	Size     string
	Toppings []string
	Drinks   []string
	Country  string
	Gift     bool
}

// An Order is the page at /order.
type Order struct {
	Form     live.Form[Pizza]
	Hint     bool
	Orders   []Pizza
	Location Locate
}

// The events of an Order.
type (
	ShowHint    struct{}
	HideHint    struct{}
	ClearOrders struct{}
	Locate      struct{ Lat, Lon float64 } // sent by the client code of the map
)

func (v *Order) Events() live.Events {
	return live.Events{live.OnForm(&v.Form, v.order), live.On(v.showHint), live.On(v.hideHint), live.On(v.clearOrders), live.On(v.locate)}
}

func (v *Order) Title() string { return fmt.Sprintf("Pizza (%d)", len(v.Orders)) }

func (v *Order) order(s *live.Socket, p Pizza) error {
	v.Orders = append(v.Orders, p)
	s.Flash(live.FlashInfo, "Thank you, "+p.Name)
	return s.Push("ordered", p)
}

func (v *Order) showHint(*live.Socket, ShowHint) error       { v.Hint = true; return nil }
func (v *Order) hideHint(*live.Socket, HideHint) error       { v.Hint = false; return nil }
func (v *Order) locate(_ *live.Socket, e Locate) error       { v.Location = e; return nil }
func (v *Order) clearOrders(*live.Socket, ClearOrders) error { v.Orders = nil; return nil }
