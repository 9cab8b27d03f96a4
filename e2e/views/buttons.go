package views

import (
	"errors"

	"github.com/lively-go/lively/live"
)

// Buttons is a page with buttons that show a flash message, fail, take long, add buttons between the
// others, and panic.
type Buttons struct {
	Release <-chan struct{} // the handler of RunSlow receives from it
	More    bool
	Slow    int // how often the handler of RunSlow has ended
}

// The events of Buttons.
type (
	ShowFlash struct{ Text string }
	Fail      struct{}
	RunSlow   struct{}
	Grow      struct{}
	Crash     struct{}
)

func (v *Buttons) Events() live.Events {
	return live.Events{live.On(v.showFlash), live.On(v.fail), live.On(v.runSlow), live.On(v.grow), live.On(v.crash)}
}

func (v *Buttons) showFlash(s *live.Socket, e ShowFlash) error {
	s.Flash(live.FlashInfo, e.Text)
	return nil
}

func (v *Buttons) fail(*live.Socket, Fail) error { return errors.New("the password is swordfish") }

func (v *Buttons) runSlow(*live.Socket, RunSlow) error {
	<-v.Release
	v.Slow++
	return nil
}

func (v *Buttons) grow(*live.Socket, Grow) error { v.More = !v.More; return nil }

func (v *Buttons) crash(*live.Socket, Crash) error { panic("crash") }
