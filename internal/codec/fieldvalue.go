package codec

import (
	"reflect"
	"strconv"
	"strings"
)

// A Ref is the field of one value that a canonical name says.
type FieldValue struct {
	f      *field
	v      reflect.Value // invalid where the list has no such entry
	secret bool
}

// Find follows a canonical name into v, a value of the plan's type: "email", "address.city", "items[0].name", and "items" and
// "items[0]" for a list and its entry. It is false when the type has no such field.
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

// cutKey cuts "[key]rest".
func cutKey(s string) (key, rest string, ok bool) {
	if !strings.HasPrefix(s, "[") {
		return "", "", false
	}
	return strings.Cut(s[1:], "]")
}

// Secret tells whether the field is never to be written.
func (f FieldValue) Secret() bool { return f.secret }

// Bool is the field as a bool, if it is one.
func (r FieldValue) Bool() (value, ok bool) {
	ok = r.f.kind == textField && r.f.text.isBool
	return ok && r.v.IsValid() && r.v.Bool(), ok
}

// Many tells whether the field is a slice that takes several texts.
func (r FieldValue) IsSlice() bool { return r.f.kind == textSlice }

// Texts are the field as texts: one of a field that is not zero, all of a slice, none of a struct or a list.
func (r FieldValue) Texts() []string {
	switch {
	case !r.v.IsValid():
	case r.f.kind == textField && !isZero(r.v):
		return []string{string(r.f.text.append(nil, r.v))}
	case r.f.kind == textSlice:
		list := make([]string, r.v.Len())
		for i := range list {
			if e := r.v.Index(i); !isZero(e) {
				list[i] = string(r.f.text.append(nil, e))
			}
		}
		return list
	}
	return nil
}
