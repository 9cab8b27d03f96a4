package views

import "github.com/lively-go/lively/live"

// Sloppy is written as people write markup: a browser makes another tree of it than it says.
type Sloppy struct {
	Journal *Journal
	N       int
	Rows    []int
}

func (v *Sloppy) Mount(*live.Socket) error { v.Journal.Add("mount"); return nil }

func (v *Sloppy) Events() live.Events { return live.Events{live.On(v.press)} }

func (v *Sloppy) press(*live.Socket, Press) error {
	v.N++
	v.Rows = append(v.Rows, v.N)
	return nil
}
