// Package menus is a page with a menu that closes when the user clicks elsewhere, and with details for the mouse.
package menus

import (
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/live/dom"
)

// Menus is the view.
type Menus struct {
	Chosen string // in the menu
	Planet string // whose details are shown
}

// Choose is sent by the items of the menu.
type Choose struct{ Item string }

// Look is sent when the mouse or the focus is on a planet.
type Look struct{ Planet string }

// Events lists the handlers.
func (v *Menus) Events() live.Events {
	return live.Events{
		live.On(func(_ *live.Socket, e Choose) error { v.Chosen = e.Item; return nil }),
		live.On(func(_ *live.Socket, e Look) error { v.Planet = e.Planet; return nil }),
	}
}

// The browser opens and closes the menu by itself. A click on the button that controls it is not one elsewhere.
var (
	toggleMenu = []dom.Command{dom.Toggle("#menu-items"), dom.ToggleAttr(dom.Self, "aria-expanded", "true", "false")}
	closeMenu  = []dom.Command{dom.Hide("#menu-items"), dom.SetAttr("#more", "aria-expanded", "false")}
	backToMore = append(closeMenu[:2:2], dom.Focus("#more"))
)

type planet struct{ name, details string }

var planets = []planet{
	{"Mercury", "A year takes 88 days."},
	{"Venus", "A day is longer than a year."},
	{"Mars", "Its mountain Olympus Mons is 22 km high."},
}

func (v *Menus) details() string {
	for _, p := range planets {
		if p.name == v.Planet {
			return p.details
		}
	}
	return "Point at a planet, or move the focus to it."
}
