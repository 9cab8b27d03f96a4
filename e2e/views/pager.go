package views

import "github.com/lively-go/lively/live"

// Pager is a page with a page number in its URL, and a counter that only the view holds.
type Pager struct {
	Journal *Journal
	Query   PageParams
	N       int
}

// PageParams are the URL parameters, such as ?page=2.
type PageParams struct{ Page int }

// Count increments the counter.
type Count struct{}

func (v *Pager) Mount(*live.Socket) error { v.Journal.Add("mount"); return nil }
func (v *Pager) Unmount()                 { v.Journal.Add("unmount") }

func (v *Pager) Events() live.Events { return live.Events{live.OnParams(v.load), live.On(v.count)} }

func (v *Pager) load(_ *live.Socket, q PageParams) error {
	v.Journal.Add("page %d", q.Page)
	v.Query = q
	return nil
}

func (v *Pager) count(*live.Socket, Count) error { v.N++; return nil }
