package livetest

import (
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/wire"
)

// A rowMove is a row that the user has moved by its handle.
type rowMove struct {
	list       controlKey
	key, after string
}

// rowAfterKey returns the index to which a key moves the row at index i of n rows, or −1 if it moves none.
func rowAfterKey(key string, i, n int) int {
	switch key {
	case "ArrowUp":
		return i - 1
	case "ArrowDown":
		if i < n-1 {
			return i + 1
		}
	case "Home":
		if i > 0 {
			return 0
		}
	case "End":
		if i < n-1 {
			return n - 1
		}
	}
	return -1
}

// rowOrder returns the keys of the rows in the list of a handle, as a browser shows them, and the index of its own.
func (d *document) rowOrder(handle *goquery.Selection) (keys []string, i int) {
	form := d.formOf(handle)
	if form == nil {
		return nil, -1
	}
	list := d.listOf(handle)
	for _, e := range d.controls(form) {
		if isHandle(e) && attr(e, "live-drag") == list.name {
			keys = append(keys, rowKey(e))
		}
	}
	for _, move := range d.rowMoves {
		if from := slices.Index(keys, move.key); from >= 0 && move.list == list {
			keys = slices.Delete(keys, from, from+1)
			keys = slices.Insert(keys, slices.Index(keys, move.after)+1, move.key)
		}
	}
	return keys, slices.Index(keys, rowKey(handle))
}

// listOf returns the list of rows that a handle belongs to. Lists of several forms may have the same name.
func (d *document) listOf(handle *goquery.Selection) controlKey {
	return controlKey{form: d.formKey(handle), name: attr(handle, "live-drag")}
}

// rowKey returns the key of the row of a handle.
func rowKey(handle *goquery.Selection) string {
	return strings.TrimSuffix(strings.TrimPrefix(attr(handle, "name"), attr(handle, "live-drag")+"["), "]")
}

// moveRow does what a key does in the handle of a row.
func (m *memoryTab) moveRow(handle *goquery.Selection, key string) {
	m.t.Helper()
	keys, i := m.rowOrder(handle)
	to := rowAfterKey(key, i, len(keys))
	form := m.formOf(handle)
	if to < 0 || form == nil || !hasAttr(form, "live-change") {
		return
	}
	move := rowMove{list: m.listOf(handle), key: keys[i]}
	keys = slices.Delete(keys, i, i+1)
	if to > 0 {
		move.after = keys[to-1]
	}
	m.rowMoves = append(m.rowMoves, move)
	m.sendRow(form, attr(handle, "name"), "after:"+move.after)
}

// sendRow sends an operation on the rows of a form.
func (m *memoryTab) sendRow(form *goquery.Selection, name, value string) {
	m.t.Helper()
	m.flush(func(d debouncedEvent) bool {
		e := m.locate(d.target)
		return e != nil && m.formOf(e) != nil && sameNode(m.formOf(e), form)
	})
	m.edited[m.rowsOf(form)] = true
	m.sendBinding(form, "live-change", &wire.Form{Source: name, Data: wire.NewFields(name, value)}, nil)
}
