// Package nested is a page with nested views. One that crashes leaves the rest of the page alone.
package nested

import "github.com/lively-go/lively/live"

// Page is the view of the page.
type Page struct{ Clicks int }

// City is a nested view. It has a session of its own.
type City struct {
	Name   string // its props
	Visits int
}

// The events of the buttons.
type (
	Click struct{}
	Visit struct{}
	Crash struct{}
)

// Events lists the handlers of the page.
func (v *Page) Events() live.Events { return live.Events{live.On(v.click)} }

func (v *Page) click(*live.Socket, Click) error {
	v.Clicks++
	return nil
}

func newCity(name string) live.View { return &City{Name: name} }

// Events lists the handlers of a city.
func (v *City) Events() live.Events { return live.Events{live.On(v.visit), live.On(v.crash)} }

func (v *City) visit(*live.Socket, Visit) error {
	v.Visits++
	return nil
}

// crash ends the view. The page shows its fallback, and mounts another one after a second.
func (v *City) crash(*live.Socket, Crash) error {
	panic("the user has clicked Crash")
}
