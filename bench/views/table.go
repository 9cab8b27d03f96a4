package views

import (
	"slices"
	"strconv"

	"github.com/lively-go/lively/live"
)

// Table shows 1,000 keyed rows.
type Table struct {
	Rows   []Row
	Lists  Lists
	lastID int
}

// Row is a row of a Table.
type Row struct {
	ID    int
	Label string
}

type (
	// Update changes the label of every tenth row.
	Update struct{}
	// Swap swaps the second row and the last but one.
	Swap struct{}
	// Append appends a row.
	Append struct{}
	// Remove removes the row in the middle.
	Remove struct{}
	// Choose is sent by a click on a row and changes nothing.
	Choose struct{ ID int }
)

// NewTable returns a Table with 1,000 rows.
func NewTable(lists Lists) *Table {
	t := &Table{Lists: lists}
	for range 1000 {
		t.addRow()
	}
	return t
}

// Events returns the event handlers.
func (t *Table) Events() live.Events {
	return live.Events{live.On(t.update), live.On(t.swap), live.On(t.append), live.On(t.remove), live.On(t.choose)}
}

func (t *Table) update(*live.Socket, Update) error {
	t.UpdateLabels()
	return nil
}

func (t *Table) swap(*live.Socket, Swap) error {
	i, j := 1, len(t.Rows)-2
	t.Rows[i], t.Rows[j] = t.Rows[j], t.Rows[i]
	return nil
}

func (t *Table) append(*live.Socket, Append) error {
	t.addRow()
	return nil
}

func (t *Table) remove(*live.Socket, Remove) error {
	i := len(t.Rows) / 2
	t.Rows = slices.Delete(t.Rows, i, i+1)
	return nil
}

func (t *Table) choose(*live.Socket, Choose) error { return nil }

// UpdateLabels changes the number at the end of every tenth label.
func (t *Table) UpdateLabels() {
	for i := 0; i < len(t.Rows); i += 10 {
		r := &t.Rows[i]
		text, number := r.Label[:len(r.Label)-3], r.Label[len(r.Label)-3:]
		n, _ := strconv.Atoi(number)
		r.Label = text + strconv.Itoa(100+(n+7)%900)
	}
}

func (t *Table) addRow() {
	adjectives := []string{"pretty", "large", "small", "tall", "short", "plain", "clean", "quiet", "cheap", "fancy"}
	nouns := []string{"table", "chair", "house", "bottle", "desk", "keyboard", "mouse", "burger", "bicycle"}
	n := t.lastID
	t.lastID++
	t.Rows = append(t.Rows, Row{ID: t.lastID, Label: adjectives[n%len(adjectives)] + " " + nouns[n%len(nouns)] + " " + strconv.Itoa(100+n%900)})
}

// key returns the live-id of the row.
func (r Row) key() string { return "row-" + strconv.Itoa(r.ID) }
