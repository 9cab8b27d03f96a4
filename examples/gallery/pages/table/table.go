// Package table is a page with a table of 10,000 rows, of which 200 are in the page.
package table

import (
	"fmt"
	"strings"

	"github.com/lively-go/lively/live"
)

// inPage is the number of rows in the page, and rowHeight that of table.css.
const (
	inPage    = 200
	rowHeight = 3 // rem
)

// Table is the view.
type Table struct {
	Query    Query
	Found    []int32 // indexes of the orders that Query selects; nil before load
	First    int     // index in Found of the first row in the page
	Selected map[int]bool
	Status   string // of the search
}

// Query is the query string of the URL: what the table shows, and the row at its top.
type Query struct {
	Customer string
	Status   string
	Sort     string
	Desc     bool
	At       int
}

// The events of the hook: the user has scrolled to rows that are not in the page, or stays at a row.
type (
	Show struct{ First int }
	Rest struct{ At int }
)

// The events of the controls.
type (
	Filter struct{ Customer, Status string }
	Search struct{ Text string }
	Toggle struct{ ID int }
	Clear  struct{}
)

// Events lists the handlers.
func (v *Table) Events() live.Events {
	return live.Events{
		live.OnParams(v.load), live.On(v.show), live.On(v.rest),
		live.On(v.filter), live.On(v.search), live.On(v.toggle), live.On(v.clear),
	}
}

func (v *Table) load(s *live.Socket, q Query) error {
	isFirst, before := v.Found == nil, v.Query
	before.At = q.At
	isSame := !isFirst && before == q
	if !isSame {
		v.Found = find(q)
	}
	v.Query = q
	v.Query.At = v.clamp(q.At)
	if isSame {
		return nil
	}
	v.scroll(v.Query.At - inPage/2)
	if isFirst {
		return nil // the hook reads data-at
	}
	v.Status = ""
	return s.Push("go", v.Query.At)
}

// clamp returns the index in Found that is nearest to i, which is from the browser.
func (v *Table) clamp(i int) int { return max(0, min(i, len(v.Found)-1)) }

// scroll sets the first row in the page.
func (v *Table) scroll(first int) { v.First = max(0, min(first, len(v.Found)-inPage)) }

func (v *Table) show(_ *live.Socket, e Show) error {
	v.scroll(e.First)
	return nil
}

// rest changes the URL, so that a reload of the page, or Back, shows the same rows.
func (v *Table) rest(s *live.Socket, e Rest) error {
	q := v.Query
	q.At = v.clamp(e.At)
	return s.ReplacePatch(q)
}

func (v *Table) filter(s *live.Socket, e Filter) error {
	q := v.Query
	q.Customer, q.Status, q.At = e.Customer, e.Status, 0
	return s.ReplacePatch(q)
}

// search goes to the next row with the text, after the one where the user is.
func (v *Table) search(s *live.Socket, e Search) error {
	text := strings.ToLower(strings.TrimSpace(e.Text))
	for i := range v.Found {
		at := (v.Query.At + 1 + i) % len(v.Found)
		if o := orders[v.Found[at]]; strings.Contains(strings.ToLower(fmt.Sprint(o.ID, " ", o.Customer, " ", o.City)), text) {
			v.Query.At, v.Status = at, fmt.Sprintf("Row %d contains %s.", at+1, e.Text)
			v.scroll(at - inPage/2)
			return s.Push("go", at)
		}
	}
	v.Status = fmt.Sprintf("No row contains %s.", e.Text)
	return nil
}

func (v *Table) toggle(_ *live.Socket, e Toggle) error {
	switch {
	case e.ID < 1 || e.ID > len(orders):
		return live.ErrGone
	case v.Selected[e.ID]:
		delete(v.Selected, e.ID)
	case v.Selected == nil:
		v.Selected = map[int]bool{e.ID: true}
	default:
		v.Selected[e.ID] = true
	}
	return nil
}

func (v *Table) clear(*live.Socket, Clear) error {
	v.Selected = nil
	return nil
}

// A row is a row in the page, and what it depends on.
type row struct {
	Order
	Index    int // in the table
	Selected bool
}

func (r row) key() int { return r.ID }

func (v *Table) rows() []row {
	rows := make([]row, 0, inPage)
	for i := v.First; i < min(v.First+inPage, len(v.Found)); i++ {
		o := orders[v.Found[i]]
		rows = append(rows, row{o, i, v.Selected[o.ID]})
	}
	return rows
}

// space returns the height of n rows that are not in the page.
func space(n int) string { return fmt.Sprintf("%drem", max(0, n)*rowHeight) }

// sortedBy returns the query of the header of a column, which is a link, and the aria-sort of the column.
func (v *Table) sortedBy(column string) (q Query, ariaSort string) {
	q = v.Query
	q.Sort, q.At, q.Desc = column, 0, q.Sort == column && !q.Desc
	switch {
	case v.Query.Sort != column:
		return q, "none"
	case v.Query.Desc:
		return q, "descending"
	default:
		return q, "ascending"
	}
}
