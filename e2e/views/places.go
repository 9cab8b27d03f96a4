package views

import "github.com/lively-go/lively/live"

// Places is a page whose number stands in its URL, and that people leave and come back to.
type Places struct {
	Journal *Journal
	Query   Place
	N       int
}

// Place is ?page=2.
type Place struct{ Page int }

// Count counts what a person did here.
type Count struct{}

func (v *Places) Mount(*live.Socket) error { v.Journal.Add("mount"); return nil }
func (v *Places) Unmount()                 { v.Journal.Add("unmount") }

func (v *Places) Events() live.Events { return live.Events{live.OnParams(v.load), live.On(v.count)} }

func (v *Places) load(_ *live.Socket, q Place) error {
	v.Journal.Add("page %d", q.Page)
	v.Query = q
	return nil
}

func (v *Places) count(*live.Socket, Count) error { v.N++; return nil }
