// Package languages is a page in three languages, of which one is written from right to left.
package languages

import (
	"context"

	"github.com/lively-go/lively/live"
)

// maxGuests is the size of the largest table.
const maxGuests = 12

// Booking holds the fields of the form.
type Booking struct {
	Name   string
	Guests int
}

// Validate returns its texts in the language of the user.
func (b Booking) Validate(ctx context.Context) error {
	errs := live.Errors{}
	if b.Name == "" {
		errs["name"] = text(ctx, "Enter your name.")
	}
	if b.Guests < 1 || b.Guests > maxGuests {
		errs["guests"] = text(ctx, "We have tables for 1 to %d.", maxGuests)
	}
	return errs.Err()
}

// Restaurant is the view.
type Restaurant struct {
	Form   live.Form[Booking]
	title  string
	Booked string
}

// Mount prepares the form. The context has the language that Middleware has stored.
func (v *Restaurant) Mount(s *live.Socket) error {
	v.title = text(s.Context(), "Book a table")
	v.Form.Value.Guests = 2
	return nil
}

// Title returns the title of the document.
func (v *Restaurant) Title() string { return v.title }

// Events lists the handlers.
func (v *Restaurant) Events() live.Events { return live.Events{live.OnForm(&v.Form, v.book)} }

func (v *Restaurant) book(s *live.Socket, b Booking) error {
	v.Booked = text(s.Context(), "Thank you, %[1]s! %[2]s.", b.Name, text(s.Context(), guests, b.Guests))
	return nil
}
