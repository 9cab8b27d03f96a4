// Package sketch is a page whose script sends events, and receives answers.
package sketch

import (
	"fmt"

	"github.com/lively-go/lively/live"
)

// Sketch is the view.
type Sketch struct{ Last string }

// Pick is sent by the script. Its fields come from the browser, so the handler checks them.
type Pick struct{ Hue int }

// Mixed is what the server pushes to the script.
type Mixed struct {
	Hue int `json:"hue"`
}

// Events lists the handlers.
func (v *Sketch) Events() live.Events {
	return live.Events{live.On(v.pick)}
}

func (v *Sketch) pick(s *live.Socket, e Pick) error {
	hue := ((e.Hue % 360) + 360) % 360
	v.Last = fmt.Sprintf("%d°, and its complement %d°", hue, (hue+180)%360)
	return s.Push("mixed", Mixed{Hue: (hue + 180) % 360})
}
