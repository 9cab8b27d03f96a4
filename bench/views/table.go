package views

import (
	"slices"
	"strconv"

	"github.com/lively-go/lively/live"
)

// Table is a table of 1,000 keyed rows.
type Table struct {
	Rows []Row
	last int
}

// Row is one of them.
type Row struct {
	ID    int
	Label string
}

type (
	// Update changes the label of every tenth row.
	Update struct{}
	// Swap makes the second and the last but one change places.
	Swap struct{}
	// Append adds a row at the end.
	Append struct{}
	// Remove takes the row in the middle away.
	Remove struct{}
	// Choose is what a click on a row asks; it changes nothing.
	Choose struct{ ID int }
)

// NewTable makes the rows.
func NewTable() *Table {
	t := &Table{}
	for range 1000 {
		t.Append()
	}
	return t
}

// Events is what the browser may ask.
func (t *Table) Events() live.Events {
	return live.Events{
		live.On(func(*live.Socket, Update) error { t.Update(); return nil }),
		live.On(func(*live.Socket, Swap) error { t.Swap(); return nil }),
		live.On(func(*live.Socket, Append) error { t.Append(); return nil }),
		live.On(func(*live.Socket, Remove) error { t.Remove(); return nil }),
		live.On(func(*live.Socket, Choose) error { return nil }),
	}
}

// Update writes another number behind every tenth label.
func (t *Table) Update() {
	for i := 0; i < len(t.Rows); i += 10 {
		r := &t.Rows[i]
		base, n := r.Label[:len(r.Label)-3], r.Label[len(r.Label)-3:]
		v, _ := strconv.Atoi(n)
		r.Label = base + strconv.Itoa(100+(v+7)%900)
	}
}

// Swap exchanges two rows that lie far from each other.
func (t *Table) Swap() {
	a, b := 1, len(t.Rows)-2
	t.Rows[a], t.Rows[b] = t.Rows[b], t.Rows[a]
}

// Append adds a row.
func (t *Table) Append() {
	adjectives := []string{"pretty", "large", "small", "tall", "short", "plain", "clean", "quiet", "cheap", "fancy"}
	nouns := []string{"table", "chair", "house", "bottle", "desk", "keyboard", "mouse", "burger", "bicycle"}
	n := t.last
	t.last++
	t.Rows = append(t.Rows, Row{ID: t.last, Label: adjectives[n%len(adjectives)] + " " + nouns[n%len(nouns)] + " " + strconv.Itoa(100+n%900)})
}

// Remove takes a row away.
func (t *Table) Remove() {
	i := len(t.Rows) / 2
	t.Rows = slices.Delete(t.Rows, i, i+1)
}

func (r Row) key() string { return "row-" + strconv.Itoa(r.ID) }
