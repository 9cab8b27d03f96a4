package live_test

import (
	"fmt"
	"time"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// Countdown counts down to zero.
type Countdown struct {
	N    int
	Done chan struct{}
	stop func()
}

func (c *Countdown) Mount(s *live.Socket) error {
	c.stop = live.Every(s, time.Millisecond, c.tick)
	return nil
}

func (c *Countdown) tick(*live.Socket, time.Time) error {
	if c.N--; c.N == 0 {
		c.stop()
		close(c.Done)
	}
	return nil
}

func (c *Countdown) Render() templ.Component { return htmlf("<output>%d</output>", c.N) }

func ExampleEvery() {
	t := &exampleTB{}
	defer t.end()

	done := make(chan struct{})
	p := livetest.Mount(t, func() live.View { return &Countdown{N: 3, Done: done} })
	<-done
	fmt.Println(p.Settle().Text("output"))
	// Output: 0
}
