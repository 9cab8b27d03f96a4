// Package counter is a page with a number and buttons.
package counter

import "github.com/lively-go/lively/live"

// Counter is the view. Each browser tab has one of its own.
type Counter struct{ N int }

// Change is the event of the buttons.
type Change struct{ By int }

// Events lists the methods that handle events.
func (c *Counter) Events() live.Events {
	return live.Events{live.On(c.change)}
}

func (c *Counter) change(_ *live.Socket, e Change) error {
	c.N += e.By
	return nil
}
