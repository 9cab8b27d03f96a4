// Package codec writes structs as URL queries and reads them back. One codec serves the arguments of events, forms and the
// query string of a page.
//
// A field is named by its lower-cased name, or by its tag: `live:"name"`; `live:"-"` leaves it out. Options follow a comma:
// secret (never written), date and datetime-local (how a time.Time is written, after the inputs of these types). Unexported
// fields are left out; the fields of an embedded struct count as fields of the struct around it, unless a tag names it.
//
// A field is a string, bool, integer, float, time.Duration, time.Time, a type with MarshalText and UnmarshalText, a slice of
// these (its name is repeated), a struct (address.city) or a slice of structs (items[0].name, where items[0] alone stands for
// an entry and items alone for the list). Anything else panics when the type is first used.
//
// The zero value is the empty text, both ways: zero fields are not written, and an empty text is read as zero.
//
// What is read comes from a browser. An index is a key and no position: the order in which keys first appear is the order
// of the list. Names that no field has are ignored, malformed escapes stand for themselves, and bytes that are no UTF-8, and
// NUL, are read as U+FFFD, as browsers do. Entries start from zero, and slices are made anew: nothing is written into memory
// that the old value shares with others.
package codec

import (
	"fmt"
	"reflect"
	"sync"
)

const (
	maxEntries = 1000 // of all slices that one query fills
	maxDepth   = 8    // fields in one name
)

// AppendQuery appends v, a struct, as a query: "page=2&sort=name". Zero and secret fields are left out.
func AppendQuery(dst []byte, v any) []byte {
	rv := reflect.ValueOf(v)
	return PlanFor(rv.Type()).AppendQuery(dst, rv)
}

// Decode reads query into dst, a pointer to a struct. Fields without a name in query stay as they are. The first text that
// does not decode ends it with a *FieldError.
func Decode(query string, dst any) error {
	d := newDecoder(dst)
	var first error
	err := d.decodeQuery(query, func(_ input, _ string, err *FieldError) bool {
		if err != nil {
			first = err
		}
		return err == nil
	})
	if err != nil {
		return err
	}
	return first
}

// DecodeParams reads query into dst as Decode does, but goes on where a text does not decode: the field is zero. It returns
// what went wrong, at most once per field.
func DecodeParams(query string, dst any) (errs []error) {
	d := newDecoder(dst)
	bad := map[string]bool{}
	err := d.decodeQuery(query, func(_ input, name string, err *FieldError) bool {
		if err != nil && !bad[name] {
			bad[name] = true
			errs = append(errs, err)
		}
		return true
	})
	if err != nil {
		errs = append(errs, err)
	}
	return errs
}

// A FieldError says that what was sent for a field does not decode.
type FieldError struct {
	Name string // the field's, with positions for indices
	Text string // for people: "must be a whole number"
	Err  error  // what UnmarshalText said, for the log; else nil
}

func (e *FieldError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("field %q %s: %v", e.Name, e.Text, e.Err)
	}
	return fmt.Sprintf("field %q %s", e.Name, e.Text)
}

func (e *FieldError) Unwrap() error { return e.Err }

var plans sync.Map // reflect.Type → *Plan

// For is the plan of a struct type. It is made once. A type that cannot be written and read panics.
func PlanFor(t reflect.Type) *Plan {
	if p, ok := plans.Load(t); ok {
		return p.(*Plan)
	}
	building := map[reflect.Type]*Plan{}
	p := compile(t, building)
	for t, p := range building {
		plans.LoadOrStore(t, p)
	}
	return p
}
