package views

import "github.com/lively-go/lively/live"

// InvalidMarkup renders HTML that a browser parses into another tree than the one as written.
type InvalidMarkup struct {
	Journal *Journal
	N       int
	Rows    []int
}

func (v *InvalidMarkup) Mount(*live.Socket) error { v.Journal.Add("mount"); return nil }

func (v *InvalidMarkup) Events() live.Events { return live.Events{live.On(v.press)} }

func (v *InvalidMarkup) press(*live.Socket, Press) error {
	v.N++
	v.Rows = append(v.Rows, v.N)
	return nil
}
