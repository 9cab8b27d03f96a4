package live

import (
	"fmt"
	"maps"
	"reflect"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/internal/codec"
)

// AddRow returns the attributes of a button that appends an empty row to a slice of structs, given by
// its name, such as "lines":
//
//	<button { v.Form.AddRow("lines")... }>Add a line</button>
//
// Render the button in the form. It sends no submission, and the fields need not be valid. The first
// field of the new row receives the focus. If the slice has as many rows as it may have, the button has
// aria-disabled="true" and adds none.
//
// A row is identified by its key, as described for [Form]. Each press of the button adds one row, also
// while the connection is lost.
func (f *Form[T]) AddRow(slice string) Attr {
	list := f.findRows(slice, "AddRow", false)
	name := f.keyed(slice)
	return rowButton(name, "[+]", f.rows.NextKey(name), list.Full())
}

// RemoveRow returns the attributes of a button that removes a row of a slice of structs, given by its
// name, such as "lines[0]". See [Form.AddRow]. After that, the button of the next row that removes it
// receives the focus. If the slice has no more rows than it must have, the button has aria-disabled="true"
// and removes nothing.
func (f *Form[T]) RemoveRow(row string) Attr {
	f.findRows(row, "RemoveRow", true)
	slice, _ := cutRow(row)
	return f.rowButton(row, codec.RemoveRow, f.find(slice).Minimal())
}

// MoveRow returns the attributes of a button that moves a row of a slice of structs, given by its name,
// such as "lines[0]", by a number of rows: −1 moves it up. See [Form.AddRow]. At the start or the end of
// the slice the button has aria-disabled="true" and moves nothing. Rows keep the focus if the element of
// each row has an id or live-id, such as the ID of Field("lines[0]").
func (f *Form[T]) MoveRow(row string, by int) Attr {
	f.findRows(row, "MoveRow", true)
	slice, i := cutRow(row)
	isEnd := by < 0 && i == 0 || by > 0 && i >= f.find(slice).Rows()-1
	return f.rowButton(row, strconv.Itoa(by), isEnd)
}

// DragRow returns the attributes of a handle of a row of a slice of structs, given by its name, such as
// "lines[0]":
//
//	<button aria-label="Move line 1" { v.Form.DragRow("lines[0]")... }>⠿</button>
//
// The user drags the row by the handle, with a mouse, a pen or a finger, to another position in its slice, or
// moves it with the arrow keys, Home and End while the handle has the focus. Escape cancels a drag. The row
// is at its new position at once, also while the connection is lost; if the server has not moved it when it
// acknowledges that, the row returns. Screen readers announce the position.
//
// The element of a row is the outermost one around its handle that contains no handle of another row. It must
// have an id or live-id, such as the ID of Field("lines[0]"), and while the user drags it, it has the
// class live-dragging. The handle does nothing without the client's script: render buttons of
// [Form.MoveRow] as well if the page must work without it.
func (f *Form[T]) DragRow(row string) Attr {
	f.findRows(row, "DragRow", true)
	name := f.keyed(row)
	return newAttr(
		templ.KeyValue[string, any]{Key: "type", Value: "button"}, templ.KeyValue[string, any]{Key: "name", Value: name},
		templ.KeyValue[string, any]{Key: "live-drag", Value: name[:strings.LastIndex(name, "[")]},
		templ.KeyValue[string, any]{Key: "aria-keyshortcuts", Value: "ArrowUp ArrowDown"},
	)
}

// cutRow returns the name of the slice in which a row is, and its index there.
func cutRow(row string) (slice string, i int) {
	slice = row[:strings.LastIndex(row, "[")]
	i, _ = strconv.Atoi(row[len(slice)+1 : len(row)-1])
	return slice, i
}

// rowButton returns the attributes of a button for a row.
func (f *Form[T]) rowButton(row, operation string, disabled bool) Attr {
	name := f.keyed(row)
	i := strings.LastIndex(name, "[")
	return rowButton(name[:i], name[i:], operation, disabled)
}

// rowButton returns the attributes of a button that sends an operation of codec.DecodeForm. Without the
// client's script it is a submit button with the same name and value.
func rowButton(list, key, operation string, disabled bool) Attr {
	items := []templ.KeyValue[string, any]{
		{Key: "type", Value: "submit"}, {Key: "name", Value: list + key}, {Key: "value", Value: operation},
		{Key: "formnovalidate", Value: true}, {Key: "live-row", Value: list},
	}
	if disabled {
		items = append(items, templ.KeyValue[string, any]{Key: "aria-disabled", Value: "true"})
	}
	return newAttr(items...)
}

// findRows returns the slice of structs with this name, or an entry of it. It panics if T has none.
func (f *Form[T]) findRows(name, method string, entry bool) codec.FieldValue {
	fv := f.find(name)
	if fv.IsRows() && entry == strings.HasSuffix(name, "]") {
		return fv
	}
	example := "items"
	if entry {
		example = "items[0]"
	}
	panic(fmt.Sprintf("live: %s(%q) of a Form[%s]: want the name of a slice of structs, such as %q", method, name, reflect.TypeFor[T](), example))
}

// keyed returns the name that a field has in the browser, given its name with the positions of rows. A
// row that does not exist has its position there.
func (f *Form[T]) keyed(name string) string {
	if !strings.Contains(name, "[") {
		return name
	}
	keyed, ok := f.rows.Keyed(name)
	if !ok {
		f.syncRows()
		keyed, ok = f.rows.Keyed(name)
	}
	if !ok {
		return name
	}
	return keyed
}

// syncRows determines which rows Value has, after the application may have changed it. The errors of
// rows follow them.
func (f *Form[T]) syncRows() {
	old, rekeyed := f.rows, false
	f.rows, rekeyed = old.Sync(reflect.ValueOf(&f.Value).Elem())
	if !rekeyed || !old.Known() {
		return
	}
	errs := Errors{}
	for name, err := range f.Errors {
		if keyed, ok := old.Keyed(name); ok {
			name, ok = f.rows.Positional(keyed)
			if !ok {
				continue
			}
		}
		errs[name] = err
	}
	if f.Errors != nil {
		f.Errors = errs
	}
	f.forgetRows()
}

// forgetRows drops what is known of the fields of rows that no longer exist.
func (f *Form[T]) forgetRows() {
	f.inputs = keepRows(f.rows, f.inputs)
	f.touched = keepRows(f.rows, f.touched)
	f.handlerErrors = keepRows(f.rows, f.handlerErrors)
}

// keepRows returns the entries of m, by names with keys, that belong to no row or to one that exists.
func keepRows[V any](rows codec.Rows, m map[string]V) map[string]V {
	isGone := func(name string, _ V) bool {
		_, ok := rows.Positional(name)
		return !ok
	}
	for name, v := range m {
		if isGone(name, v) {
			m = maps.Clone(m)
			maps.DeleteFunc(m, isGone)
			break
		}
	}
	return m
}
