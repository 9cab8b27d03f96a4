package codec

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// A rowDecoder decodes the rows of a form.
type rowDecoder struct {
	rows    Rows                    // of the value before
	define  bool                    // the data determines which rows there are
	lists   map[string]*decodedList // those that the data names, by name with keys
	ops     []rowOp
	unknown []string // names of rows that are not known, at most maxUnknown
}

// A decodedList holds the keys of a slice during the decoding.
type decodedList struct {
	keys    []string
	index   map[string]int // of keys
	removed []string
	renamed renamedRows
	before  reflect.Value // if the data defines the rows: the slice as it was
}

// A rowOp adds, removes or moves a row: a button of the form.
type rowOp struct{ name, text string }

// RemoveRow is the text of an operation that removes a row.
const RemoveRow = "remove"

// MoveAfter begins the text of an operation that moves a row behind another one, whose key follows. Without a key,
// it moves the row to the start.
const MoveAfter = "after:"

const addKey = "+" // in the name of an operation that adds a row; its text is the key

// list returns the keys of the slice v at a name with keys. When the data first names the slice, list
// copies it: the memory of v may be shared.
func (d *rowDecoder) list(name string, v reflect.Value) *decodedList {
	if l := d.lists[name]; l != nil {
		return l
	}
	old := d.rows.lists[name]
	l := &decodedList{index: map[string]int{}, removed: old.removed, renamed: old.renamed}
	if d.define {
		l.before = cloneSlice(v)
		v.SetZero()
	} else {
		l.keys = slices.Clone(old.keys)
		v.Set(cloneSlice(v))
		l.reindex()
	}
	if d.lists == nil {
		d.lists = map[string]*decodedList{}
	}
	d.lists[name] = l
	return l
}

func (l *decodedList) reindex() {
	clear(l.index)
	for i, key := range l.keys {
		l.index[key] = i
	}
}

// rowIndex returns the position of a row in v, or −1 if there is none. If the data defines the rows, it
// adds the row.
func (d *decoder) rowIndex(name, key string, f *field, v reflect.Value) (int, error) {
	if d.readOnly && d.rows.lists[name] == nil {
		return slices.Index(d.rows.rows.lists[name].keys, key), nil
	}
	l := d.rows.list(name, v)
	if pos, ok := l.index[key]; ok {
		return pos, nil
	}
	if d.readOnly {
		return -1, nil
	}
	if !d.rows.define {
		d.rows.addUnknown(l, name, key)
		return -1, nil
	}
	row, ok := f.plan.newRow(key)
	if !ok || len(l.keys) >= f.maxRows || slices.Contains(l.removed, key) {
		return -1, nil
	}
	if pos := slices.Index(d.rows.rows.lists[name].keys, key); pos >= 0 {
		row = l.before.Index(pos)
	}
	if err := d.grow(v); err != nil {
		return 0, err
	}
	v.Index(v.Len() - 1).Set(row)
	l.index[key] = len(l.keys)
	l.keys = append(l.keys, key)
	return v.Len() - 1, nil
}

// addUnknown records the name of a row that is not known, unless it was removed.
func (d *rowDecoder) addUnknown(l *decodedList, list, key string) {
	name := list + "[" + key + "]"
	if len(d.unknown) < maxUnknown && !slices.Contains(l.removed, key) && !slices.Contains(d.unknown, name) {
		d.unknown = append(d.unknown, name)
	}
}

// addOp records an operation, which is applied after all fields were decoded.
func (d *rowDecoder) addOp(name, text string) {
	if text != "" && len(d.ops) < maxEntries {
		d.ops = append(d.ops, rowOp{name, text})
	}
}

// applyOps applies the operations.
func (d *decoder) applyOps() error {
	for _, op := range d.rows.ops {
		t, err := d.resolve(op.name)
		if err != nil {
			return err
		}
		if t.list == nil {
			continue
		}
		l := d.rows.list(t.name, t.value)
		pos, known := l.index[t.key]
		if t.key == addKey {
			l.add(op.text, t.list, t.value)
		} else if !known {
			d.rows.addUnknown(l, t.name, t.key)
		} else if op.text == RemoveRow {
			l.remove(pos, t.list, t.value)
		} else if to, ok := l.destination(pos, op.text); ok {
			l.move(pos, to, t.value)
		}
		l.reindex()
	}
	return nil
}

// add appends a row with a new key to v, unless there was one before.
func (l *decodedList) add(key string, f *field, v reflect.Value) {
	_, exists := l.index[key]
	row, ok := f.plan.newRow(key)
	if exists || !ok || len(l.keys) >= f.maxRows || slices.Contains(l.removed, key) {
		return
	}
	v.Set(reflect.Append(v, row))
	l.keys = append(l.keys, key)
}

// remove removes the row at pos, unless there must be as many rows.
func (l *decodedList) remove(pos int, f *field, v reflect.Value) {
	if len(l.keys) <= f.minRows {
		return
	}
	l.removed = appendRemoved(l.removed, l.keys[pos])
	l.keys = slices.Delete(l.keys, pos, pos+1)
	v.Set(reflect.AppendSlice(v.Slice(0, pos), v.Slice(pos+1, v.Len())))
}

// destination returns where an operation that moves the row at pos moves it: by a number of positions, at most to
// the start or end, or behind another row. It reports false for other operations, and if there is no such row.
func (l *decodedList) destination(pos int, text string) (to int, ok bool) {
	key, isAfter := strings.CutPrefix(text, MoveAfter)
	switch by, err := strconv.Atoi(text); {
	case isAfter && key == "":
		return 0, true
	case isAfter:
		to, ok = l.index[l.renamed.newKey(key)]
		if to < pos {
			to++ // to == pos denotes the row itself, which stays
		}
		return to, ok
	case err != nil:
		return 0, false
	default:
		return min(max(pos+min(max(by, -maxEntries), maxEntries), 0), len(l.keys)-1), true
	}
}

// move moves the row at pos to another position.
func (l *decodedList) move(pos, to int, v reflect.Value) {
	swap := reflect.Swapper(v.Interface())
	for pos != to {
		next := pos + 1
		if to < pos {
			next = pos - 1
		}
		swap(pos, next)
		l.keys[pos], l.keys[next] = l.keys[next], l.keys[pos]
		pos = next
	}
}

// result returns the keys of v after the decoding.
func (d *rowDecoder) result(p *Plan, v reflect.Value) Rows {
	if len(d.lists) == 0 {
		return d.rows
	}
	known := maps.Clone(d.rows.lists)
	for name, l := range d.lists {
		known[name] = rowList{keys: l.keys, removed: l.removed, renamed: l.renamed}
	}
	rows := map[string]rowList{}
	p.walkRows(v, "", func(name string, f *field, v reflect.Value) []string {
		l := known[name]
		if len(l.keys) == v.Len() {
			l.seen = cloneSlice(v)
		} else {
			l = l.sync(f.plan, v) // within a row that the data has added
		}
		rows[name] = l
		return l.keys
	})
	return Rows{rows}
}

// resolveRow returns the field that a name denotes, given the slice f with the value v, and what follows
// its name: "[key].name". key is that of the row.
func (d *decoder) resolveRow(list string, f *field, v reflect.Value, tail string) (row reflect.Value, key string, t target, rest string, err error) {
	if tail == "" {
		if d.rows.define && !d.readOnly {
			d.rows.list(list, v) // it has no rows unless others are named
		}
		return row, "", target{}, "", nil
	}
	key, rest, ok := cutKey(tail)
	if !ok {
		return row, "", target{}, "", nil
	}
	key = d.rows.rows.lists[list].renamed.newKey(key)
	if rest == "" {
		return row, "", target{name: list, value: v, list: f, key: key}, "", nil
	}
	pos, err := d.rowIndex(list, key, f, v)
	if err != nil || pos < 0 || !strings.HasPrefix(rest, ".") {
		return row, "", target{}, "", err
	}
	return v.Index(pos), key, target{}, rest[1:], nil
}
