package views

import "github.com/lively-go/lively/live"

// Paint is a page that draws with style attributes, and with SVG that patches insert.
type Paint struct {
	Journal *Journal
	Width   int
	Dots    int
	Drawn   bool
}

// The events of Paint.
type (
	Widen struct{}
	Draw  struct{} // inserts a drawing
	Dot   struct{} // adds a dot to the first drawing
)

func (v *Paint) Mount(*live.Socket) error { v.Journal.Add("mount"); return nil }

func (v *Paint) Events() live.Events {
	return live.Events{live.On(v.widen), live.On(v.draw), live.On(v.dot)}
}

func (v *Paint) widen(*live.Socket, Widen) error { v.Width += 50; return nil }
func (v *Paint) draw(*live.Socket, Draw) error   { v.Drawn = true; return nil }
func (v *Paint) dot(*live.Socket, Dot) error     { v.Dots++; return nil }
