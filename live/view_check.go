package live

import (
	"fmt"
	"reflect"
	"sync"
)

var optionalMethods = []reflect.Type{
	reflect.TypeFor[mounter](), reflect.TypeFor[joiner](), reflect.TypeFor[eventLister](),
	reflect.TypeFor[reloader](), reflect.TypeFor[titler](), reflect.TypeFor[unmounter](),
}

var checkedRoles sync.Map // role → struct{}

// role is a type of view, and what it is used as.
type viewRole struct {
	view      reflect.Type
	component bool
}

// check panics if v cannot be a view: no pointer, or a method that looks like one of ours but is none.
func checkView(v View, component bool) {
	t := reflect.TypeOf(v)
	if t.Kind() == reflect.Pointer && reflect.ValueOf(v).IsNil() {
		panic(fmt.Sprintf("live: view is nil in %q", t))
	}
	if _, ok := checkedRoles.Load(viewRole{t, component}); ok {
		return
	}
	if t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct {
		panic(fmt.Sprintf("live: view is no pointer to a struct in %q: its state could not be kept", t))
	}
	for _, want := range optionalMethods {
		m := want.Method(0)
		if got, ok := t.MethodByName(m.Name); ok {
			if !t.Implements(want) {
				panic(fmt.Sprintf("live: method %s of %q is func%s, should be func%s",
					m.Name, t, signature(got.Type, 1), signature(m.Type, 0)))
			}
		} else if a, b := ambiguousMethod(t.Elem(), m.Name); b != nil {
			panic(fmt.Sprintf("live: method %s of %q comes from both %s and %s, so Go calls neither: write one that calls them", m.Name, t, a, b))
		}
	}
	if l, ok := v.(eventLister); ok {
		all := l.Events()
		all.checkDuplicates(t)
		if _, ok := all.find(""); ok && component {
			panic(fmt.Sprintf("live: OnParams in Events of the component %q: only the page's view hears of the address", t))
		}
	}
	checkedRoles.Store(viewRole{t, component}, struct{}{})
}

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

// ambiguous finds two fields that t embeds and that both bring a method of this name.
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
