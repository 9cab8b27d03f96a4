package views

import "github.com/lively-go/lively/live"

// Counter is a number with buttons to change it.
type Counter struct{ N int }

type (
	// Add adds By to the number.
	Add struct{ By int }
	// Reset sets the number to 0.
	Reset struct{}
)

// Events returns the event handlers.
func (c *Counter) Events() live.Events {
	return live.Events{live.On(c.add), live.On(c.reset)}
}

func (c *Counter) add(_ *live.Socket, e Add) error {
	c.N += e.By
	return nil
}

func (c *Counter) reset(*live.Socket, Reset) error {
	c.N = 0
	return nil
}
