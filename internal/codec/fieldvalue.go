package codec

import (
	"reflect"
	"strconv"
	"strings"
)

// A FieldValue is one field of a struct value.
type FieldValue struct {
	field  *field
	v      reflect.Value // invalid if the slice does not have the entry
	secret bool
}

// Find returns the field of v, a value of the plan's type, with a canonical name: "email",
// "address.city" or "items[0].name"; "items" and "items[0]" denote a slice of structs and its
// entry. It reports false if the type does not have such a field.
func (p *Plan) Find(v reflect.Value, name string) (FieldValue, bool) {
	secret := false
	for range maxDepth {
		seg, tail := cutName(name)
		f := p.byName[seg]
		if f == nil {
			return FieldValue{}, false
		}
		secret = secret || f.secret
		if v.IsValid() {
			v = f.value(v)
		}
		if key, rest, ok := cutKey(tail); ok && f.kind == structSlice {
			i, err := strconv.Atoi(key)
			if err != nil || i < 0 {
				return FieldValue{}, false
			}
			if v.IsValid() && i < v.Len() {
				v = v.Index(i)
			} else {
				v = reflect.Value{}
			}
			if tail = rest; tail != "" && tail[0] != '.' {
				return FieldValue{}, false
			}
		} else if tail != "" && (f.kind != structField || tail[0] != '.') {
			return FieldValue{}, false
		}
		if tail == "" {
			return FieldValue{f, v, secret}, true
		}
		p, name = f.plan, tail[1:]
	}
	return FieldValue{}, false
}

// cutKey cuts a string of the form "[key]rest". It reports false if s has another form.
func cutKey(s string) (key, rest string, ok bool) {
	if !strings.HasPrefix(s, "[") {
		return "", "", false
	}
	return strings.Cut(s[1:], "]")
}

// Secret reports whether the field must not be encoded.
func (f FieldValue) Secret() bool { return f.secret }

// Bool returns the value of a bool field. It reports false for other fields.
func (f FieldValue) Bool() (value, ok bool) {
	ok = f.field.kind == textField && f.field.text.isBool
	return ok && f.v.IsValid() && f.v.Bool(), ok
}

// IsSlice reports whether the field is a slice that takes several texts.
func (f FieldValue) IsSlice() bool { return f.field.kind == textSlice }

// IsRows reports whether the field is a slice of structs or an entry of one.
func (f FieldValue) IsRows() bool { return f.field.kind == structSlice }

// HasFields reports whether the field is a struct, a slice of structs or an entry of one.
func (f FieldValue) HasFields() bool { return f.field.plan != nil }

// Rows returns the number of entries of a slice of structs.
func (f FieldValue) Rows() int {
	if !f.v.IsValid() || f.v.Kind() != reflect.Slice {
		return 0
	}
	return f.v.Len()
}

// Full reports whether a form cannot add entries to a slice of structs.
func (f FieldValue) Full() bool { return f.Rows() >= f.field.maxRows }

// Minimal reports whether a form cannot remove entries from a slice of structs.
func (f FieldValue) Minimal() bool { return f.Rows() <= f.field.minRows }

// Texts returns the texts of the field as a control has them: one for a field that is not zero, all of a slice,
// none for structs.
func (f FieldValue) Texts() []string {
	switch {
	case !f.v.IsValid():
	case f.field.kind == textField && !isZero(f.v):
		return []string{string(f.field.text.control(nil, f.v))}
	case f.field.kind == textSlice:
		list := make([]string, f.v.Len())
		for i := range list {
			if e := f.v.Index(i); !isZero(e) {
				list[i] = string(f.field.text.control(nil, e))
			}
		}
		return list
	}
	return nil
}
