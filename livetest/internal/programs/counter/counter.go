// Package counter implements the smallest view: a number and buttons that change it.
package counter

import "github.com/lively-go/lively/live"

// A Counter is a number with buttons that change it.
type Counter struct{ N int }

// The events of a Counter.
type (
	Add   struct{ By int }
	Reset struct{}
)

func (c *Counter) Events() live.Events {
	return live.Events{live.On(c.add), live.On(c.reset)}
}

func (c *Counter) add(_ *live.Socket, e Add) error     { c.N += e.By; return nil }
func (c *Counter) reset(_ *live.Socket, _ Reset) error { c.N = 0; return nil }
