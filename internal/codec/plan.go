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
	shape  shape
	leaf   *leaf // of a text or texts
	plan   *Plan // of a struct or its list
	secret bool
}

// A shape is how a field's values hang below its name.
type shape uint8

const (
	text   shape = iota // name=…
	texts               // name=…&name=…
	struc               // name.field=…
	strucs              // name[key].field=…
)

func (f *field) of(v reflect.Value) reflect.Value {
	if len(f.index) == 1 {
		return v.Field(f.index[0])
	}
	return v.FieldByIndex(f.index)
}

func compile(t reflect.Type, made map[reflect.Type]*Plan) *Plan {
	if t.Kind() != reflect.Struct {
		panic(fmt.Sprintf("live: type %q is no struct", t))
	}
	if p, ok := plans.Load(t); ok {
		return p.(*Plan)
	}
	if p := made[t]; p != nil {
		return p
	}
	p := &Plan{typ: t}
	made[t] = p
	p.add(t, nil, made)
	if len(p.fields) == 0 && hidden(t) {
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
func hidden(t reflect.Type) bool {
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
func (p *Plan) add(t reflect.Type, index []int, made map[reflect.Type]*Plan) {
	for i := range t.NumField() {
		sf := t.Field(i)
		tag := sf.Tag.Get("live")
		if tag == "-" || !sf.IsExported() && (!sf.Anonymous || sf.Type.Kind() != reflect.Struct) {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		f := field{name: name, goName: t.String() + "." + sf.Name, index: append(index[:len(index):len(index)], i)}
		layout := f.options(options)
		if sf.Anonymous && name == "" && sf.Type.Kind() == reflect.Struct && leafOf(sf.Type, layout) == nil {
			p.add(sf.Type, f.index, made)
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
		f.kind(sf.Type, layout, made)
		p.fields = append(p.fields, f)
	}
}

// kind fills in how values of type t are written and read.
func (f *field) kind(t reflect.Type, layout string, made map[reflect.Type]*Plan) {
	one := t
	if f.leaf = leafOf(t, layout); f.leaf == nil && t.Kind() == reflect.Slice {
		one = t.Elem()
		f.leaf = leafOf(one, layout)
		f.shape = texts
	}
	if layout != "" && (f.leaf == nil || one != timeType) {
		panic(fmt.Sprintf("live: field %s has option %q, which is for time.Time", f.goName, layout))
	}
	switch {
	case f.leaf != nil:
	case one.Kind() == reflect.Struct:
		f.shape += struc
		f.plan = compile(one, made)
	default:
		panic(fmt.Sprintf("live: field %s has unsupported type %s", f.goName, t))
	}
}

// options reads what a tag says after the name; it returns how a time is to be written.
func (f *field) options(list string) (layout string) {
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
	return p.names(nil, "", map[*Plan]bool{})
}

func (p *Plan) names(list []string, prefix string, above map[*Plan]bool) []string {
	above[p] = true
	defer delete(above, p)
	for i := range p.fields {
		f := &p.fields[i]
		name := prefix + f.name
		switch {
		case f.plan == nil:
			list = append(list, name)
		case above[f.plan]:
			list = append(list, name+"…")
		case f.shape == struc:
			list = f.plan.names(list, name+".", above)
		default:
			list = f.plan.names(list, name+"[0].", above)
		}
	}
	return list
}
