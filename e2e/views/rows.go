package views

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lively-go/lively/live"
)

// Rows is a list of components that can be reordered.
type Rows struct {
	Journal *Journal
	Items   []*Row
	last    int // the largest ID
}

// NewRows returns a list of n rows.
func NewRows(j *Journal, n int) *Rows {
	v := &Rows{Journal: j, last: 100}
	for i := range n {
		v.Items = append(v.Items, &Row{Journal: j, ID: i + 1})
	}
	return v
}

// The events of Rows.
type (
	Reverse struct{}
	Remove  struct{ ID int } // sent by a button of a row
	Insert  struct{}         // inserts a row at the top
	Report  struct{}         // adds the rows to the journal
)

func (v *Rows) Events() live.Events {
	return live.Events{live.On(v.reverse), live.On(v.remove), live.On(v.insert), live.On(v.report)}
}

func (v *Rows) reverse(*live.Socket, Reverse) error { slices.Reverse(v.Items); return nil }

func (v *Rows) remove(_ *live.Socket, e Remove) error {
	v.Items = slices.DeleteFunc(v.Items, func(r *Row) bool { return r.ID == e.ID })
	return nil
}

func (v *Rows) insert(*live.Socket, Insert) error {
	v.last++
	v.Items = slices.Insert(v.Items, 0, &Row{Journal: v.Journal, ID: v.last})
	return nil
}

func (v *Rows) report(*live.Socket, Report) error {
	var all []string
	for _, r := range v.Items {
		all = append(all, fmt.Sprintf("%d %d %s", r.ID, r.Hits, r.Text))
	}
	v.Journal.Add("rows %s", strings.Join(all, "; "))
	return nil
}

// Row is a row of Rows.
type Row struct {
	Journal *Journal
	ID      int
	Hits    int
	Text    string
}

// The events of Row.
type (
	Hit  struct{}
	Note struct{ Text string }
)

func (r *Row) Mount(*live.Socket) error { r.Journal.Add("mount %d", r.ID); return nil }
func (r *Row) Unmount()                 { r.Journal.Add("unmount %d", r.ID) }

func (r *Row) Events() live.Events { return live.Events{live.On(r.hit), live.On(r.note)} }

func (r *Row) hit(*live.Socket, Hit) error {
	r.Hits++
	r.Journal.Add("hit %d", r.ID)
	return nil
}

func (r *Row) note(_ *live.Socket, e Note) error { r.Text = e.Text; return nil }

func (r *Row) key() string { return "row-" + strconv.Itoa(r.ID) }
