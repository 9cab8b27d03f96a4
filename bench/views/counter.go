package views

import "github.com/lively-go/lively/live"

// Counter is a number that buttons change.
type Counter struct{ N int }

type (
	// Add changes the number.
	Add struct{ By int }
	// Reset makes it 0.
	Reset struct{}
)

// Events is what the browser may ask.
func (c *Counter) Events() live.Events {
	return live.Events{live.On(c.add), live.On(c.reset)}
}

func (c *Counter) add(_ *live.Socket, e Add) error     { c.N += e.By; return nil }
func (c *Counter) reset(_ *live.Socket, _ Reset) error { c.N = 0; return nil }
