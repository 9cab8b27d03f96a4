package live_test

import (
	"fmt"
	"time"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// Thermometer is a page that shows what a sensor reports, in a goroutine of its own.
type Thermometer struct {
	Sensor func(report func(degrees int)) // calls report for each measurement
	Done   chan struct{}
	text   string
}

func (m *Thermometer) Joined(s *live.Socket) error {
	go func() {
		defer close(m.Done)
		m.Sensor(func(degrees int) {
			s.Do(func(*live.Socket) error { m.text = fmt.Sprint(degrees, " °C"); return nil })
		})
	}()
	return nil
}

func (m *Thermometer) Render() templ.Component { return htmlf("<output>%s</output>", m.text) }

func ExampleSocket_Do() {
	t := &exampleTB{}
	defer t.end()

	done := make(chan struct{})
	sensor := func(report func(degrees int)) { report(20); report(21) }
	p := livetest.Mount(t, func() live.View { return &Thermometer{Sensor: sensor, Done: done} })
	<-done
	fmt.Println(p.Settle().Text("output"))
	// Output: 21 °C
}

// Notice is a page whose message disappears after a while.
type Notice struct {
	Text   string
	Hidden chan struct{}
}

func (n *Notice) Mount(s *live.Socket) error {
	live.After(s, time.Millisecond, n.hide)
	return nil
}

func (n *Notice) hide(*live.Socket) error {
	n.Text = ""
	close(n.Hidden)
	return nil
}

func (n *Notice) Render() templ.Component { return htmlf("<p>%s</p>", n.Text) }

func ExampleAfter() {
	t := &exampleTB{}
	defer t.end()

	hidden := make(chan struct{})
	p := livetest.Mount(t, func() live.View { return &Notice{Text: "Saved", Hidden: hidden} })
	<-hidden
	fmt.Printf("%q\n", p.Settle().Text("p"))
	// Output: ""
}
