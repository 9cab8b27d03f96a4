package codec

import (
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"unicode"
)

// A Plan is how one struct type is written and read.
type Plan struct {
	typ    reflect.Type
	fields []field // in order of declaration
	byName map[string]*field
}

type field struct {
	name   string
	key    string // name, escaped
	goName string // Type.Field, for panics
	index  []int  // of the Go field, through embedded structs
	kind   fieldKind
	text   *textCodec // of a text or texts
	plan   *Plan      // of a struct or its list
	secret bool
}

// A shape is how a field's values hang below its name.
type fieldKind uint8

const (
	textField   fieldKind = iota // name=…
	textSlice                    // name=…&name=…
	structField                  // name.field=…
	structSlice                  // name[key].field=…
)

func (f *field) value(v reflect.Value) reflect.Value {
	if len(f.index) == 1 {
		return v.Field(f.index[0])
	}
	return v.FieldByIndex(f.index)
}

func compile(t reflect.Type, building map[reflect.Type]*Plan) *Plan {
	if t.Kind() != reflect.Struct {
		panic(fmt.Sprintf("live: type %q is no struct", t))
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
		panic(fmt.Sprintf("live: no field of %s is exported", t))
	}
	p.byName = make(map[string]*field, len(p.fields))
	for i := range p.fields {
		f := &p.fields[i]
		if other := p.byName[f.name]; other != nil {
			panic(fmt.Sprintf("live: fields %s and %s have one name %q", other.goName, f.goName, f.name))
		}
		p.byName[f.name] = f
	}
	return p
}

// hidden tells whether t, which gives the browser no field, has one that was meant for it but begins with a small letter.
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

// add adds the fields of t, which is the plan's type or embedded in it at index.
func (p *Plan) addFields(t reflect.Type, index []int, building map[reflect.Type]*Plan) {
	for i := range t.NumField() {
		sf := t.Field(i)
		tag := sf.Tag.Get("live")
		if tag == "-" || !sf.IsExported() && (!sf.Anonymous || sf.Type.Kind() != reflect.Struct) {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		f := field{name: name, goName: t.String() + "." + sf.Name, index: append(index[:len(index):len(index)], i)}
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
			panic(fmt.Sprintf("live: name %q of field %s: use letters, digits, _ and -", f.name, f.goName))
		}
		f.key = url.QueryEscape(f.name)
		f.resolveType(sf.Type, layout, building)
		p.fields = append(p.fields, f)
	}
}

// kind fills in how values of type t are written and read.
func (f *field) resolveType(t reflect.Type, layout string, building map[reflect.Type]*Plan) {
	elem := t
	if f.text = textCodecOf(t, layout); f.text == nil && t.Kind() == reflect.Slice {
		elem = t.Elem()
		f.text = textCodecOf(elem, layout)
		f.kind = textSlice
	}
	if layout != "" && (f.text == nil || elem != timeType) {
		panic(fmt.Sprintf("live: field %s has option %q, which is for time.Time", f.goName, layout))
	}
	switch {
	case f.text != nil:
	case elem.Kind() == reflect.Struct:
		f.kind += structField
		f.plan = compile(elem, building)
	default:
		panic(fmt.Sprintf("live: field %s has unsupported type %s", f.goName, t))
	}
}

// options reads what a tag says after the name; it returns how a time is to be written.
func (f *field) parseOptions(list string) (layout string) {
	for opt := range strings.SplitSeq(list, ",") {
		switch opt {
		case "":
		case "secret":
			f.secret = true
		case "date", "datetime-local":
			layout = opt
		default:
			panic(fmt.Sprintf("live: option %q of field %s: there are secret, date and datetime-local", opt, f.goName))
		}
	}
	return layout
}

func validName(name string) bool {
	return !strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-'
	})
}

// Names are the names of all fields, for messages: "email", "address.city", "items[0].name".
func (p *Plan) Names() []string {
	return p.appendNames(nil, "", map[*Plan]bool{})
}

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
