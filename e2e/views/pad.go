package views

import "github.com/lively-go/lively/live"

// Pad is a page with a text input and a button. Its journal records each key and each press as it is
// handled.
type Pad struct {
	Journal *Journal
	Text    string
	N       int
}

// The events of Pad.
type (
	Key   struct{ Key string }
	Text  struct{ Text string }
	Press struct{ N int }
)

func (v *Pad) Mount(*live.Socket) error { v.Journal.Add("mount"); return nil }
func (v *Pad) Unmount()                 { v.Journal.Add("unmount") }

func (v *Pad) Events() live.Events {
	return live.Events{live.On(v.key), live.On(v.text), live.On(v.press)}
}

func (v *Pad) key(_ *live.Socket, e Key) error {
	v.Journal.Add("key %s", e.Key)
	return nil
}

func (v *Pad) text(_ *live.Socket, e Text) error { v.Text = e.Text; return nil }

func (v *Pad) press(_ *live.Socket, e Press) error {
	v.Journal.Add("press %d", e.N)
	v.N++
	return nil
}
