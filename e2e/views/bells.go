package views

import (
	"errors"

	"github.com/lively-go/lively/live"
)

// Bells is a page that says things, takes its time, and grows around whatever has the focus.
type Bells struct {
	Release <-chan struct{} // Slow waits for it
	More    bool
	Slept   int
}

// What the browser may ask of it.
type (
	Say   struct{ Text string }
	Fail  struct{}
	Slow  struct{}
	Grow  struct{}
	Crash struct{}
)

func (v *Bells) Events() live.Events {
	return live.Events{live.On(v.say), live.On(v.fail), live.On(v.slow), live.On(v.grow), live.On(v.crash)}
}

func (v *Bells) say(s *live.Socket, e Say) error { s.Flash(live.FlashInfo, e.Text); return nil }

func (v *Bells) fail(*live.Socket, Fail) error { return errors.New("the password is swordfish") }

func (v *Bells) slow(*live.Socket, Slow) error {
	<-v.Release
	v.Slept++
	return nil
}

func (v *Bells) grow(*live.Socket, Grow) error { v.More = !v.More; return nil }

func (v *Bells) crash(*live.Socket, Crash) error { panic("bells") }
