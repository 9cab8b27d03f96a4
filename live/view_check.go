package live

import (
	"fmt"
	"reflect"
	"sync"
)

// optionalMethods holds the interfaces of the optional methods of a View, each with one method.
var optionalMethods = []reflect.Type{
	reflect.TypeFor[mounter](), reflect.TypeFor[joiner](), reflect.TypeFor[eventLister](),
	reflect.TypeFor[reloader](), reflect.TypeFor[titler](), reflect.TypeFor[describer](), reflect.TypeFor[unmounter](),
}

// checkedRoles is the set of viewRoles that checkView has accepted.
var checkedRoles sync.Map

// A viewRole is a type of view and its use, as a page or as a component.
type viewRole struct {
	view      reflect.Type
	component bool
}

// checkView panics if v cannot be a view: if it is not a pointer to a struct, or if a method has
// the name of an optional one and another signature.
func checkView(v View, component bool) {
	t := reflect.TypeOf(v)
	if t == nil {
		panic("live: the view of a component is nil; leave out the component")
	}
	if t.Kind() == reflect.Pointer && reflect.ValueOf(v).IsNil() {
		panic(fmt.Sprintf("live: view is a nil %s", t))
	}
	if _, ok := checkedRoles.Load(viewRole{t, component}); ok {
		return
	}
	if t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct {
		panic(fmt.Sprintf("live: view type %s must be a pointer to a struct", t))
	}
	for _, want := range optionalMethods {
		m := want.Method(0)
		if got, ok := t.MethodByName(m.Name); ok {
			if !t.Implements(want) {
				panic(fmt.Sprintf("live: method %s of %s has signature func%s; want func%s",
					m.Name, t, signature(got.Type, 1), signature(m.Type, 0)))
			}
		} else if a, b := ambiguousMethod(t.Elem(), m.Name); b != nil {
			panic(fmt.Sprintf("live: method %s of %s is promoted from both %s and %s, so it is ambiguous; define it explicitly",
				m.Name, t, a, b))
		}
	}
	if l, ok := v.(eventLister); ok {
		events := l.Events()
		events.checkDuplicates(t)
		if _, ok := events.find(""); ok && component {
			panic(fmt.Sprintf("live: OnParams in Events of component %s; only the page's view can have it", t))
		}
	}
	checkedRoles.Store(viewRole{t, component}, struct{}{})
}

// signature returns the parameters and results of a function type, without its first skip
// parameters.
func signature(t reflect.Type, skip int) string {
	in, out := "", ""
	for i := skip; i < t.NumIn(); i++ {
		if i > skip {
			in += ", "
		}
		in += t.In(i).String()
	}
	for i := range t.NumOut() {
		out += " " + t.Out(i).String()
	}
	return "(" + in + ")" + out
}

// ambiguousMethod returns the types of two embedded fields of t that both have a method with this
// name. b is nil if there are fewer than two.
func ambiguousMethod(t reflect.Type, name string) (a, b reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.Anonymous {
			continue
		}
		ft := f.Type
		if ft.Kind() == reflect.Struct {
			ft = reflect.PointerTo(ft)
		}
		if _, ok := ft.MethodByName(name); !ok {
			continue
		}
		if a != nil {
			return a, f.Type
		}
		a = f.Type
	}
	return a, nil
}
