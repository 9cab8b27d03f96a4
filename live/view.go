package live

import (
	"fmt"
	"reflect"
	"sync"

	"github.com/a-h/templ"
)

// A View is a page or a component: a pointer to a struct that holds its state, and how it looks. `templ (v *T) Render()` in a
// templ file is the method.
//
// Everything else is an optional method. Its signature is checked when a type is mounted first: one that is off panics,
// because Go would never call it and nobody would notice.
// A misspelt name is not noticed: it is a method like any other.
//
//	Mount(*Socket) error       // before the first render: read data, Subscribe, Every, Load; no effects outside the view
//	Joined(*Socket) error      // once, when a browser is there: presence, viewer counts, Socket.Client
//	Events() Events            // what the browser may ask; called at mount and for each event
//	Reload(*Socket) error      // messages were lost: fetch again; a view without it is mounted anew
//	Title() string             // of the document, after each render; of the page's view only
//	Unmount()                  // the last call, once, if Mount returned nil
//
// All methods and handlers of one page are called by one goroutine at a time: they need no locks. Unmount follows the
// return of a running handler.
type View interface{ Render() templ.Component }

// The optional methods.
type (
	mounter   interface{ Mount(*Socket) error }
	joiner    interface{ Joined(*Socket) error }
	listener  interface{ Events() Events }
	reloader  interface{ Reload(*Socket) error }
	titler    interface{ Title() string }
	unmounter interface{ Unmount() }
)

var optional = []reflect.Type{
	reflect.TypeFor[mounter](), reflect.TypeFor[joiner](), reflect.TypeFor[listener](),
	reflect.TypeFor[reloader](), reflect.TypeFor[titler](), reflect.TypeFor[unmounter](),
}

var checked sync.Map // role → struct{}

// role is a type of view, and what it is used as.
type role struct {
	view      reflect.Type
	component bool
}

// check panics if v cannot be a view: no pointer, or a method that looks like one of ours but is none.
func check(v View, component bool) {
	t := reflect.TypeOf(v)
	if t.Kind() == reflect.Pointer && reflect.ValueOf(v).IsNil() {
		panic(fmt.Sprintf("live: view is nil in %q", t))
	}
	if _, ok := checked.Load(role{t, component}); ok {
		return
	}
	if t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct {
		panic(fmt.Sprintf("live: view is no pointer to a struct in %q: its state could not be kept", t))
	}
	for _, want := range optional {
		m := want.Method(0)
		if got, ok := t.MethodByName(m.Name); ok {
			if !t.Implements(want) {
				panic(fmt.Sprintf("live: method %s of %q is func%s, should be func%s",
					m.Name, t, signature(got.Type, 1), signature(m.Type, 0)))
			}
		} else if a, b := ambiguous(t.Elem(), m.Name); b != nil {
			panic(fmt.Sprintf("live: method %s of %q comes from both %s and %s, so Go calls neither: write one that calls them", m.Name, t, a, b))
		}
	}
	if l, ok := v.(listener); ok {
		all := l.Events()
		all.check(t)
		if _, ok := all.find(""); ok && component {
			panic(fmt.Sprintf("live: OnParams in Events of the component %q: only the page's view hears of the address", t))
		}
	}
	checked.Store(role{t, component}, struct{}{})
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
func ambiguous(t reflect.Type, name string) (a, b reflect.Type) {
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
