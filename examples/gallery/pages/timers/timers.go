// Package timers is a page with a clock, and a timer that the user can stop.
package timers

import (
	"time"

	"github.com/lively-go/lively/live"
)

// undoTime is how long a deletion can be undone.
const undoTime = 30 * time.Second

// Timers is the view.
type Timers struct {
	Now     time.Time
	Deleted bool

	stop func() // stops the timer of a deletion; nil unless one is pending
}

// The events of the buttons.
type (
	Delete struct{}
	Undo   struct{}
)

// Joined is called when the browser has joined, and is known.
func (v *Timers) Joined(s *live.Socket) error {
	zone := s.Client().Location()
	v.Now = time.Now().In(zone)
	live.Every(s, time.Second, func(_ *live.Socket, now time.Time) error {
		v.Now = now.In(zone)
		return nil
	})
	return nil
}

// Events lists the handlers.
func (v *Timers) Events() live.Events {
	return live.Events{live.On(v.delete), live.On(v.undo)}
}

func (v *Timers) delete(s *live.Socket, _ Delete) error {
	if v.stop == nil && !v.Deleted {
		v.stop = live.After(s, undoTime, func(*live.Socket) error {
			v.stop, v.Deleted = nil, true
			return nil
		})
	}
	return nil
}

func (v *Timers) undo(*live.Socket, Undo) error {
	if v.stop != nil {
		v.stop()
		v.stop = nil
	}
	v.Deleted = false
	return nil
}
