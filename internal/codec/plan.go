package codec

import (
	"fmt"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"unicode"
)

// A Plan describes how one struct type is encoded and decoded. It may be used by any goroutine.
type Plan struct {
	typ    reflect.Type
	fields []field // in declaration order
	byName map[string]*field
	key    *field // whose value is the key of a row of this type; nil if there is none
	rows   bool   // a value may have rows: entries of slices of structs
}

// A field is one field of a Plan.
type field struct {
	name        string
	escapedName string
	goName      string // Type.Field, for panics
	index       []int  // of the Go field, through embedded structs
	kind        fieldKind
	text        *textCodec // of a textField or textSlice
	plan        *Plan      // of a structField or structSlice
	secret      bool       // never encoded
	isKey       bool       // the key of a row
	minRows     int        // of a structSlice that a form changes
	maxRows     int        // likewise
}

// A fieldKind determines the names of a field's values.
type fieldKind uint8

const (
	textField   fieldKind = iota // name=…
	textSlice                    // name=…&name=…
	structField                  // name.field=…
	structSlice                  // name[key].field=…
)

// value returns the field of v.
func (f *field) value(v reflect.Value) reflect.Value {
	if len(f.index) == 1 {
		return v.Field(f.index[0])
	}
	return v.FieldByIndex(f.index)
}

// compile returns the plan of t. building holds the plans that are being built, for recursive types.
func compile(t reflect.Type, building map[reflect.Type]*Plan) *Plan {
	if t.Kind() != reflect.Struct {
		panic(fmt.Sprintf("live: type %q is not a struct", t))
	}
	if p, ok := plans.Load(t); ok {
		return p.(*Plan)
	}
	if p := building[t]; p != nil {
		return p
	}
	p := &Plan{typ: t}
	building[t] = p
	p.addFields(t, nil, building)
	if len(p.fields) == 0 && hasHiddenField(t) {
		panic(fmt.Sprintf("live: type %s has no exported field", t))
	}
	p.byName = make(map[string]*field, len(p.fields))
	for i := range p.fields {
		f := &p.fields[i]
		if other := p.byName[f.name]; other != nil {
			panic(fmt.Sprintf("live: fields %s and %s share the name %q", other.goName, f.goName, f.name))
		}
		p.byName[f.name] = f
		if !f.isKey {
			continue
		}
		if p.key != nil {
			panic(fmt.Sprintf("live: fields %s and %s both have the option key", p.key.goName, f.goName))
		}
		p.key = f
	}
	return p
}

// hasRows reports whether values of the plan's type may have rows. seen holds the plans that are being
// checked, for recursive types.
func (p *Plan) hasRows(seen map[*Plan]bool) bool {
	if seen[p] {
		return false
	}
	seen[p] = true
	for _, f := range p.fields {
		if f.kind == structSlice || f.kind == structField && f.plan.hasRows(seen) {
			return true
		}
	}
	return false
}

// hasHiddenField reports whether t, which has no encodable field, has an unexported one that was
// probably meant to be encoded.
func hasHiddenField(t reflect.Type) bool {
	for i := range t.NumField() {
		f := t.Field(i)
		empty := f.Anonymous && f.Type.Kind() == reflect.Struct
		if !f.IsExported() && f.Name != "_" && !empty && f.Tag.Get("live") != "-" {
			return true
		}
	}
	return false
}

// addFields adds the fields of t, which is the plan's type or embedded in it at index.
func (p *Plan) addFields(t reflect.Type, index []int, building map[reflect.Type]*Plan) {
	for i := range t.NumField() {
		sf := t.Field(i)
		tag := sf.Tag.Get("live")
		if tag == "-" || !sf.IsExported() && (!sf.Anonymous || sf.Type.Kind() != reflect.Struct) {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		f := field{
			name: name, goName: t.String() + "." + sf.Name, index: append(index[:len(index):len(index)], i), maxRows: maxEntries,
		}
		layout := f.parseOptions(options)
		if sf.Anonymous && name == "" && sf.Type.Kind() == reflect.Struct && textCodecOf(sf.Type, layout) == nil {
			p.addFields(sf.Type, f.index, building)
			continue
		}
		if !sf.IsExported() {
			continue
		}
		if f.name == "" {
			f.name = strings.ToLower(sf.Name)
		}
		if !validName(f.name) {
			panic(fmt.Sprintf("live: invalid name %q of field %s (use letters, digits, _ and -)", f.name, f.goName))
		}
		f.escapedName = url.QueryEscape(f.name)
		f.resolveType(sf.Type, layout, building)
		p.fields = append(p.fields, f)
	}
}

// resolveType sets how values of type t are encoded and decoded.
func (f *field) resolveType(t reflect.Type, layout string, building map[reflect.Type]*Plan) {
	elem := t
	if f.text = textCodecOf(t, layout); f.text == nil && t.Kind() == reflect.Slice {
		elem = t.Elem()
		f.text = textCodecOf(elem, layout)
		f.kind = textSlice
	}
	if layout != "" && (f.text == nil || elem != timeType) {
		panic(fmt.Sprintf("live: option %q on field %s, which is not a time.Time", layout, f.goName))
	}
	switch {
	case f.text != nil:
	case elem.Kind() == reflect.Struct:
		f.kind += structField // a textSlice becomes a structSlice
		f.plan = compile(elem, building)
	default:
		panic(fmt.Sprintf("live: field %s has unsupported type %s", f.goName, t))
	}
	if f.isKey && (f.kind != textField || f.secret) {
		panic(fmt.Sprintf("live: option key on field %s, which cannot be a key: it must have a single text and not be secret", f.goName))
	}
	if (f.minRows != 0 || f.maxRows != maxEntries) && f.kind != structSlice {
		panic(fmt.Sprintf("live: option min or max on field %s, which is not a slice of structs", f.goName))
	}
	if f.minRows > f.maxRows {
		panic(fmt.Sprintf("live: options min=%d and max=%d on field %s: min exceeds max", f.minRows, f.maxRows, f.goName))
	}
}

// parseOptions parses the options in a tag. It returns the one that determines the format of a time.
func (f *field) parseOptions(list string) (layout string) {
	for opt := range strings.SplitSeq(list, ",") {
		switch opt {
		case "":
		case "secret":
			f.secret = true
		case "key":
			f.isKey = true
		case "date", "datetime-local", "month", "time", "week":
			layout = opt
		default:
			bound, text, _ := strings.Cut(opt, "=")
			if bound != "min" && bound != "max" {
				panic(fmt.Sprintf("live: unknown option %q on field %s (want secret, key, min, max, %s)", opt, f.goName, timeOptions))
			}
			n, err := strconv.Atoi(text)
			if err != nil || n < 1 || n > maxEntries {
				panic(fmt.Sprintf("live: option %q on field %s (want %s=1 to %[3]s=%d)", opt, f.goName, bound, maxEntries))
			}
			if bound == "min" {
				f.minRows = n
			} else {
				f.maxRows = n
			}
		}
	}
	return layout
}

// validName reports whether a field may have this name.
func validName(name string) bool {
	return !strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-'
	})
}

// Names returns the names of all fields, for error texts: "email", "address.city", "items[0].name".
func (p *Plan) Names() []string {
	return p.appendNames(nil, "", map[*Plan]bool{})
}

// appendNames appends the names of all fields to dst. ancestors are the plans around p, to stop at
// recursive types.
func (p *Plan) appendNames(dst []string, prefix string, ancestors map[*Plan]bool) []string {
	ancestors[p] = true
	defer delete(ancestors, p)
	for i := range p.fields {
		f := &p.fields[i]
		name := prefix + f.name
		switch {
		case f.plan == nil:
			dst = append(dst, name)
		case ancestors[f.plan]:
			dst = append(dst, name+"…")
		case f.kind == structField:
			dst = f.plan.appendNames(dst, name+".", ancestors)
		default:
			dst = f.plan.appendNames(dst, name+"[0].", ancestors)
		}
	}
	return dst
}
