// Package sticky is a page with a sticky view below it, which belongs to the layout.
package sticky

import "github.com/lively-go/lively/live"

// Page is the view of the page.
type Page struct{ Clicks int }

// Player is the sticky view: the layout renders live.Sticky("page", …). It keeps its state when the view of the
// page is mounted again.
type Player struct{ Playing bool }

// The events of the buttons.
type (
	Click struct{}
	Crash struct{}
	Play  struct{}
)

// Events lists the handlers of the page.
func (v *Page) Events() live.Events { return live.Events{live.On(v.click), live.On(v.crash)} }

func (v *Page) click(*live.Socket, Click) error {
	v.Clicks++
	return nil
}

// crash ends the view of the page, and the browser joins a new one.
func (v *Page) crash(*live.Socket, Crash) error {
	panic("the user has clicked Crash")
}

// Events lists the handlers of the player.
func (v *Player) Events() live.Events { return live.Events{live.On(v.play)} }

func (v *Player) play(*live.Socket, Play) error {
	v.Playing = !v.Playing
	return nil
}
