package live_test

import (
	"fmt"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// Counter is a number with two buttons.
type Counter struct{ N int }

// Add and Zero are the events of a Counter.
type (
	Add  struct{ By int }
	Zero struct{}
)

func (c *Counter) Events() live.Events { return live.Events{live.On(c.add), live.On(c.zero)} }

func (c *Counter) add(_ *live.Socket, e Add) error {
	if e.By > 10 { // the value comes from the browser
		return live.Errors{"": "that is too much"}
	}
	c.N += e.By
	return nil
}

func (c *Counter) zero(*live.Socket, Zero) error {
	c.N = 0
	return nil
}

func (c *Counter) Render() templ.Component {
	return htmlf(`<output>%d</output><button id="one"%s>+1</button>`+
		`<button id="hundred"%s>+100</button><button id="zero"%s>0</button>`,
		c.N, live.Click(Add{By: 1}), live.Click(Add{By: 100}), live.Click(Zero{}))
}

func ExampleEvents() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &Counter{N: 5} })
	fmt.Println(p.Click("#zero").Click("#one").Text("output"))
	// Output: 1
}

// The handler checks the event and returns an error that the user sees.
func ExampleOn() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &Counter{} })
	p.Click("#hundred")
	fmt.Println(p.Text("output"), p.Flash(live.FlashError))
	// Output: 0 that is too much
}

// The handlers of a view may be chosen at run time.
func ExampleEventHandler() {
	var c Counter
	handlers := []live.EventHandler{live.On(c.add)}
	if admin := true; admin {
		handlers = append(handlers, live.On(c.zero))
	}
	fmt.Println(len(live.Events(handlers)))
	// Output: 2
}
