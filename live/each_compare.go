package live

import (
	"math"
	"net/netip"
	"reflect"
	"strings"
	"sync"
	"time"
)

// comparison returns the functions that compare the values of rows, and that store one for that: see [Each].
func comparison[T any]() (equal func(old, value *T) bool, keep func(old, value *T)) {
	t := reflect.TypeFor[T]()
	pointer := t.Kind() == reflect.Pointer
	if pointer {
		t = t.Elem()
	}
	c := contentOf(t)
	switch {
	case !c.plain:
		return func(_, _ *T) bool { return false }, func(_, _ *T) {}
	case !pointer && !c.floats:
		return func(old, value *T) bool { return any(*old) == any(*value) }, func(old, value *T) { *old = *value }
	case !pointer:
		return func(old, value *T) bool {
			return any(*old) == any(*value) && sameZeros(reflect.ValueOf(old).Elem(), reflect.ValueOf(value).Elem())
		}, func(old, value *T) { *old = *value }
	}
	return func(old, value *T) bool {
			o, v := reflect.ValueOf(old).Elem(), reflect.ValueOf(value).Elem()
			if o.IsNil() || v.IsNil() {
				return o.IsNil() && v.IsNil()
			}
			return o.Elem().Equal(v.Elem()) && (!c.floats || sameZeros(o.Elem(), v.Elem()))
		}, func(old, value *T) {
			o, v := reflect.ValueOf(old).Elem(), reflect.ValueOf(value).Elem()
			switch {
			case v.IsNil():
				o.SetZero()
				return
			case o.IsNil():
				o.Set(reflect.New(t))
			}
			o.Elem().Set(v.Elem())
		}
}

// content is what the values of a type may contain.
type content struct {
	plain  bool // two values that are equal (==) look the same, now and later
	floats bool // except for the sign of a zero
}

// contents has the content of types.
var contents sync.Map

// contentOf returns the content of the values of type t.
func contentOf(t reflect.Type) content {
	if c, ok := contents.Load(t); ok {
		return c.(content)
	}
	c := findContent(t)
	contents.Store(t, c)
	return c
}

func findContent(t reflect.Type) content {
	switch t {
	case reflect.TypeFor[time.Time](), reflect.TypeFor[netip.Addr]():
		return content{plain: true}
	}
	switch pkg := t.PkgPath(); {
	case pkg == "sync", pkg == "sync/atomic":
		return content{}
	case pkg == "unique" && strings.HasPrefix(t.Name(), "Handle["):
		return content{plain: true}
	}
	switch k := t.Kind(); {
	case k == reflect.Float32, k == reflect.Float64, k == reflect.Complex64, k == reflect.Complex128:
		return content{plain: true, floats: true}
	case k >= reflect.Bool && k <= reflect.Uintptr, k == reflect.String:
		return content{plain: true}
	case k == reflect.Array:
		return contentOf(t.Elem())
	case k == reflect.Struct:
		all := content{plain: true}
		for i := range t.NumField() {
			c := contentOf(t.Field(i).Type)
			all.plain, all.floats = all.plain && c.plain && t.Field(i).Name != "_", all.floats || c.floats
		}
		return all
	}
	return content{}
}

// sameZeros reports whether the zeros among the floats in a and b, which are equal, have the same signs.
func sameZeros(a, b reflect.Value) bool {
	switch a.Kind() {
	case reflect.Float32, reflect.Float64:
		return math.Signbit(a.Float()) == math.Signbit(b.Float())
	case reflect.Complex64, reflect.Complex128:
		x, y := a.Complex(), b.Complex()
		return math.Signbit(real(x)) == math.Signbit(real(y)) && math.Signbit(imag(x)) == math.Signbit(imag(y))
	case reflect.Array:
		for i := range a.Len() {
			if !sameZeros(a.Index(i), b.Index(i)) {
				return false
			}
		}
	case reflect.Struct:
		if a.Type() == reflect.TypeFor[time.Time]() {
			return true
		}
		for i := range a.NumField() {
			if !sameZeros(a.Field(i), b.Field(i)) {
				return false
			}
		}
	}
	return true
}
