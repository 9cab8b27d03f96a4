// Package counter is the smallest live page: a number that two buttons change.
package counter

import (
	"strconv"

	"github.com/lively-go/lively/live"
)

// Counter is a number that two buttons change.
type Counter struct{ N int }

// What the browser may ask of it.
type (
	Add   struct{ By int }
	Reset struct{}
)

func (c *Counter) Events() live.Events {
	return live.Events{live.On(c.add), live.On(c.reset)}
}

func (c *Counter) add(_ *live.Socket, e Add) error     { c.N += e.By; return nil }
func (c *Counter) reset(_ *live.Socket, _ Reset) error { c.N = 0; return nil }

// Title is what the browser's tab shows.
func (c *Counter) Title() string { return "Counter: " + strconv.Itoa(c.N) }
