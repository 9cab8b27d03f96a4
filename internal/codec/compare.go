package codec

import "reflect"

// Clone returns a copy of v, a value of the plan's type, that shares no slice with it that the plan knows.
func (p *Plan) Clone(v reflect.Value) reflect.Value {
	c := reflect.New(p.typ).Elem()
	c.Set(v)
	p.unshare(c)
	return c
}

// unshare gives v slices of its own.
func (p *Plan) unshare(v reflect.Value) {
	for i := range p.fields {
		f := &p.fields[i]
		fv := f.value(v)
		switch f.kind {
		case structField:
			f.plan.unshare(fv)
		case textSlice, structSlice:
			if fv.Len() == 0 {
				continue
			}
			fv.Set(cloneSlice(fv))
			for i := range fv.Len() {
				if f.kind == structSlice {
					f.plan.unshare(fv.Index(i))
				}
			}
		}
	}
}

// Equal reports whether two values of the plan's type have the same texts in all fields, also in those that
// are secret.
func (p *Plan) Equal(a, b reflect.Value) bool {
	for i := range p.fields {
		f := &p.fields[i]
		if !f.equal(f.value(a), f.value(b)) {
			return false
		}
	}
	return true
}

// equal reports whether two values of the field have the same texts.
func (f *field) equal(a, b reflect.Value) bool {
	switch f.kind {
	case textField:
		return f.text.equal(a, b)
	case structField:
		return f.plan.Equal(a, b)
	}
	if a.Len() != b.Len() {
		return false
	}
	for i := range a.Len() {
		x, y := a.Index(i), b.Index(i)
		if f.kind == textSlice && !f.text.equal(x, y) || f.kind == structSlice && !f.plan.Equal(x, y) {
			return false
		}
	}
	return true
}

// equal reports whether two values have the same text. The text is determined only if the values differ,
// as two of the same time may.
func (c *textCodec) equal(a, b reflect.Value) bool {
	if a.Comparable() && a.Equal(b) {
		return true
	}
	if isZero(a) || isZero(b) {
		return isZero(a) && isZero(b)
	}
	return string(c.append(nil, a)) == string(c.append(nil, b))
}

// Equal reports whether two values of one field have the same texts.
func (f FieldValue) Equal(other FieldValue) bool {
	a, b := f.v, other.v
	switch {
	case !a.IsValid() || !b.IsValid():
		return a.IsValid() == b.IsValid()
	case f.field.kind == structSlice && a.Kind() == reflect.Struct: // an entry
		return f.field.plan.Equal(a, b)
	}
	return f.field.equal(a, b)
}
