// Package counter is a page with a number and buttons.
package counter

import "github.com/lively-go/lively/live"

// Counter is the view. Each browser tab has one of its own.
type Counter struct{ N int }

// Add is the event of the buttons.
type Add struct{ By int }

// Events lists the methods that handle events.
func (c *Counter) Events() live.Events {
	return live.Events{live.On(c.add)}
}

func (c *Counter) add(_ *live.Socket, e Add) error {
	c.N += e.By
	return nil
}
