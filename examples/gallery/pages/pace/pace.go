// Package pace is a page that limits how often it sends events, and buttons that wait for the reply.
package pace

import (
	"time"

	"github.com/lively-go/lively/live"
)

// Pace is the view.
type Pace struct {
	Volume int
	Sent   int // events that the slider has sent
	Name   string
	Saves  int
}

// The events of the slider, the form and the button.
type (
	Turn  struct{ Volume int }
	Save  struct{ Name string }
	Reset struct{}
)

// New returns the view.
func New() live.View { return &Pace{Volume: 50} }

// Events lists the handlers.
func (v *Pace) Events() live.Events {
	return live.Events{live.On(v.turn), live.On(v.save), live.On(v.reset)}
}

func (v *Pace) turn(_ *live.Socket, e Turn) error {
	v.Volume = max(0, min(e.Volume, 100))
	v.Sent++
	return nil
}

func (v *Pace) save(s *live.Socket, e Save) error {
	if err := slowly(s); err != nil {
		return err
	}
	v.Name = e.Name
	v.Saves++
	return nil
}

func (v *Pace) reset(s *live.Socket, _ Reset) error {
	if err := slowly(s); err != nil {
		return err
	}
	v.Name, v.Saves = "", 0
	return nil
}

// slowly takes as long as a slow database, or until the user has left.
func slowly(s *live.Socket) error {
	select {
	case <-time.After(700 * time.Millisecond):
		return nil
	case <-s.Context().Done():
		return s.Context().Err()
	}
}
