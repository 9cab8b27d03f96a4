// Package rows is a form with rows that the user adds, removes and moves.
package rows

import (
	"fmt"

	"github.com/lively-go/lively/live"
)

// Order holds the fields of the form.
type Order struct {
	Lines []Line `live:",max=20"`
}

// Line is a row.
type Line struct {
	Product string
	Amount  int
}

// Validate reports what is wrong, by the name of the field, which contains the index of its row.
func (o Order) Validate() error {
	errs := live.Errors{}
	for i, line := range o.Lines {
		if line.Product == "" {
			errs[fmt.Sprintf("lines[%d].product", i)] = "Enter a product."
		}
		if line.Amount < 1 {
			errs[fmt.Sprintf("lines[%d].amount", i)] = "Enter 1 or more."
		}
	}
	return errs.Err()
}

// Page is the view.
type Page struct {
	Form   live.Form[Order]
	Placed string
}

// Mount adds the first row.
func (v *Page) Mount(*live.Socket) error {
	v.Form.Value.Lines = []Line{{Product: "Tea", Amount: 2}}
	return nil
}

// Events lists the handlers.
func (v *Page) Events() live.Events {
	return live.Events{live.OnForm(&v.Form, v.place)}
}

func (v *Page) place(_ *live.Socket, o Order) error {
	v.Placed = ""
	for i, line := range o.Lines {
		if i > 0 {
			v.Placed += ", "
		}
		v.Placed += fmt.Sprintf("%d × %s", line.Amount, line.Product)
	}
	return nil
}
