// Package portal is a page with a tooltip and a dialog that are shown elsewhere than where the template has them.
package portal

import (
	"strings"

	"github.com/lively-go/lively/live"
)

// Address holds the fields of the form in the dialog.
type Address struct{ Street, City string }

// Validate reports what is wrong, by the name of the field.
func (a Address) Validate() error {
	errs := live.Errors{}
	if strings.TrimSpace(a.Street) == "" {
		errs["street"] = "Enter a street."
	}
	if strings.TrimSpace(a.City) == "" {
		errs["city"] = "Enter a city."
	}
	return errs.Err()
}

// Order holds the fields of the form around the dialog.
type Order struct{ Address string }

// Page is the view.
type Page struct {
	Order     live.Form[Order]
	Address   live.Form[Address]
	Addresses []string
	IsAdding  bool
	Ordered   string // the address of the last order
}

// New returns a page with one address.
func New() live.View { return &Page{Addresses: []string{"1 Main Street, Oslo"}} }

// The events of the buttons and of the dialog.
type (
	Add        struct{}
	StopAdding struct{}
)

// Events lists the handlers.
func (v *Page) Events() live.Events {
	return live.Events{
		live.On(func(_ *live.Socket, _ Add) error { v.Address.Reset(); v.IsAdding = true; return nil }),
		live.On(func(_ *live.Socket, _ StopAdding) error { v.IsAdding = false; return nil }),
		live.OnForm(&v.Address, func(_ *live.Socket, a Address) error {
			v.Addresses = append(v.Addresses, a.Street+", "+a.City)
			v.Order.Value.Address, v.IsAdding = v.Addresses[len(v.Addresses)-1], false
			return nil
		}),
		live.OnForm(&v.Order, func(_ *live.Socket, o Order) error { v.Ordered = o.Address; return nil }),
	}
}
