package codec

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Rows holds the keys of a form's rows: the entries of its slices of structs. The key of a row is the
// text of the field with the option key, or else one that the row has received when it was first seen.
// The names of fields in a form contain keys: "items[k3f].name". Zero means that no rows are known. A
// Rows is immutable.
type Rows struct {
	lists map[string]rowList // by name, with keys: "items", "items[k3f].subs"
}

// A rowList holds the keys of one slice.
type rowList struct {
	keys    []string
	seen    reflect.Value // copy of the slice that has these keys
	removed []string      // keys of rows that were removed, the newest last
	renamed renamedRows
}

// maxRemoved limits the keys of removed rows that a rowList holds.
const maxRemoved = 1000

// Known reports whether r has been synchronized with a value.
func (r Rows) Known() bool { return r.lists != nil }

// Sync returns the keys of v, which was changed by the application since r was determined. A row that
// is equal to one of before keeps its key. If none was removed, so do those that have changed, in their
// order. A row that has no key receives one that is derived from its content, so that equal values have
// the same keys. rekeyed reports whether a row has another position or another key.
func (r Rows) Sync(v reflect.Value) (synced Rows, rekeyed bool) {
	p := PlanFor(v.Type())
	if !p.rows {
		return r, false
	}
	lists := make(map[string]rowList, len(r.lists))
	p.walkRows(v, "", func(name string, f *field, v reflect.Value) []string {
		old, known := r.lists[name]
		l := old.sync(f.plan, v)
		rekeyed = rekeyed || !known || !slices.Equal(l.keys, old.keys)
		lists[name] = l
		return l.keys
	})
	return Rows{lists}, rekeyed || len(lists) != len(r.lists)
}

// walkRows calls visit for each slice of structs in v, outer ones first. visit returns its keys.
func (p *Plan) walkRows(v reflect.Value, prefix string, visit func(name string, f *field, v reflect.Value) []string) {
	for i := range p.fields {
		f := &p.fields[i]
		switch f.kind {
		case structField:
			if f.plan.rows {
				f.plan.walkRows(f.value(v), prefix+f.name+".", visit)
			}
		case structSlice:
			name, list := prefix+f.name, f.value(v)
			keys := visit(name, f, list)
			if !f.plan.rows {
				continue
			}
			for i, key := range keys {
				f.plan.walkRows(list.Index(i), name+"["+key+"].", visit)
			}
		}
	}
}

// MissingRows returns errors for the slices in v, a value of the plan's type, that have fewer rows than they must
// have, by name with positions.
func (p *Plan) MissingRows(v reflect.Value) map[string]FieldError {
	if !p.rows {
		return nil
	}
	var errs map[string]FieldError
	p.walkRows(v, "", func(name string, f *field, v reflect.Value) []string {
		if v.Len() < f.minRows {
			if errs == nil {
				errs = map[string]FieldError{}
			}
			errs[name] = FieldError{Name: name, Code: TooFewRows, Text: minRowsText(f.minRows), Min: strconv.Itoa(f.minRows)}
		}
		positions := make([]string, v.Len())
		for i := range positions {
			positions[i] = strconv.Itoa(i)
		}
		return positions
	})
	return errs
}

func minRowsText(n int) string {
	if n == 1 {
		return "must have at least 1 row"
	}
	return "must have at least " + strconv.Itoa(n) + " rows"
}

// sync returns the keys of v, whose rows have the plan p.
func (l rowList) sync(p *Plan, v reflect.Value) rowList {
	n := v.Len()
	if l.seen.IsValid() && n == l.seen.Len() && equalRows(l.seen, v, n) {
		return l
	}
	m := matcher{plan: p, old: l, rows: v, keys: make([]string, n), used: make(map[string]bool, n), taken: make([]bool, len(l.keys))}
	m.match()
	for _, key := range l.keys {
		if !m.used[key] {
			l.removed = appendRemoved(l.removed, key)
		}
	}
	for i, key := range m.keys {
		if key == "" {
			m.keys[i] = m.newKey(p.AppendQuery(nil, v.Index(i)), l.removed)
		}
	}
	return rowList{m.keys, cloneSlice(v), l.removed, m.renamed}
}

// equalRows reports whether the first n rows of a and b are equal.
func equalRows(a, b reflect.Value, n int) bool {
	for i := range n {
		if !equalRow(a.Index(i), b.Index(i)) {
			return false
		}
	}
	return true
}

func equalRow(a, b reflect.Value) bool { return reflect.DeepEqual(a.Interface(), b.Interface()) }

func cloneSlice(v reflect.Value) reflect.Value {
	c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
	reflect.Copy(c, v)
	return c
}

// appendRemoved returns list with key, without the oldest key if there are too many.
func appendRemoved(list []string, key string) []string {
	return append(slices.Clip(list[max(0, len(list)-maxRemoved+1):]), key)
}

// WithoutRows returns the keys after all rows were removed.
func (r Rows) WithoutRows() Rows {
	lists := map[string]rowList{}
	for name, l := range r.lists {
		for _, key := range l.keys {
			l.removed = appendRemoved(l.removed, key)
		}
		if len(l.removed) > 0 && !strings.Contains(name, "[") {
			lists[name] = rowList{removed: l.removed}
		}
	}
	if len(lists) == 0 {
		return Rows{}
	}
	return Rows{lists}
}

// Lists returns the names of the slices that are not within rows.
func (r Rows) Lists() (names []string) {
	for name := range r.lists {
		if !strings.Contains(name, "[") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Keyed returns the name that a field has in the form, given its name with positions: "items[0].name"
// is "items[k3f].name". It reports false if there is no such row.
func (r Rows) Keyed(name string) (keyed string, ok bool) {
	return r.translate(name, true)
}

// Positional returns the name of a field with positions, given its name in the form. It reports false
// if there is no such row.
func (r Rows) Positional(keyed string) (name string, ok bool) {
	return r.translate(keyed, false)
}

func (r Rows) translate(name string, toKeys bool) (string, bool) {
	keyed, positional := "", ""
	for {
		field, rest, found := strings.Cut(name, "[")
		keyed, positional = keyed+field, positional+field
		if !found {
			break
		}
		index, after, _ := strings.Cut(rest, "]")
		l := r.lists[keyed]
		keys, pos := l.keys, -1
		if !toKeys {
			pos = slices.Index(keys, l.renamed.newKey(index))
		} else if n, err := strconv.Atoi(index); err == nil && n < len(keys) {
			pos = n
		}
		if pos < 0 {
			return "", false
		}
		keyed += "[" + keys[pos] + "]"
		positional += "[" + strconv.Itoa(pos) + "]"
		name = after
	}
	if toKeys {
		return keyed, true
	}
	return positional, true
}

// NextKey returns a key for a new row of a slice, given by its name with keys.
func (r Rows) NextKey(list string) string {
	l := r.lists[list]
	for n := len(l.keys); ; n++ {
		if key := hashKey([]byte(list), n); !slices.Contains(l.keys, key) && !slices.Contains(l.removed, key) {
			return key
		}
	}
}
