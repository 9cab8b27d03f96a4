// Package counter implements a minimal live page: a number that two buttons change.
package counter

import (
	"strconv"

	"github.com/lively-go/lively/live"
)

// Counter is the view. Every page has its own.
type Counter struct{ N int }

// The events that the buttons send.
type (
	Add   struct{ By int }
	Reset struct{}
)

// Events returns the event handlers.
func (c *Counter) Events() live.Events {
	return live.Events{live.On(c.add), live.On(c.reset)}
}

func (c *Counter) add(_ *live.Socket, e Add) error     { c.N += e.By; return nil }
func (c *Counter) reset(_ *live.Socket, _ Reset) error { c.N = 0; return nil }

// Title returns the title of the page.
func (c *Counter) Title() string { return "Counter: " + strconv.Itoa(c.N) }
