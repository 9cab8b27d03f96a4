// Package codec encodes structs as URL queries and decodes them. It is used for event arguments,
// forms and page query strings.
//
// A field is named by its lower-cased name, or by its tag: `live:"name"`; `live:"-"` omits it.
// Options follow a comma: secret (never encoded), date, datetime-local, month, time and week (the format
// of a time.Time, after the inputs of these types), key (the field identifies an entry of a slice of structs
// in a form), max=100 (the number of such entries up to which a form may add some) and min=1 (down to which
// it may remove some). Unexported fields are omitted; the fields of an embedded struct count as fields of the
// outer struct, unless a tag names it.
//
// A control has less precision than a query: the text of a time has at most milliseconds, and infinities, NaN and
// years that HTML does not have are empty. A form keeps the value of a time, or of a type with UnmarshalText, if
// its text is the one that the control had.
//
// A field is a string, bool, integer, float, time.Duration, time.Time, a type with MarshalText and
// UnmarshalText, a slice of these (its name is repeated), a struct (address.city) or a slice of
// structs (items[0].name, where items[0] alone denotes an entry and items alone the slice). Other
// types panic on first use.
//
// The zero value is encoded as the empty text and vice versa: zero fields are omitted, and an empty
// text decodes to zero.
//
// Input is untrusted. An index is a key, not a position: entries are ordered by first appearance. The
// entries in a form are those of Rows.
// Unknown names are ignored, malformed escapes are kept verbatim, and invalid UTF-8 and NUL decode
// to U+FFFD, as in browsers. Entries start from zero, and slices are always allocated: memory that
// the old value shares with others is not modified.
package codec

import (
	"fmt"
	"iter"
	"reflect"
	"sync"
)

// Limits on a query.
const (
	maxEntries = 1000 // of all slices together
	maxDepth   = 8    // fields in one name
)

// AppendQuery appends v, a struct, to dst as a query: "page=2&sort=name". Zero and secret fields
// are omitted.
func AppendQuery(dst []byte, v any) []byte {
	rv := reflect.ValueOf(v)
	return PlanFor(rv.Type()).AppendQuery(dst, rv)
}

// DecodeArgs decodes query into dst, a pointer to a struct. Fields that query does not name are
// unchanged. At the first text that cannot be decoded, DecodeArgs stops and returns a *FieldError. It
// also returns some names in query, as sent, that dst does not have.
func DecodeArgs(query string, dst any) (unknown []string, err error) {
	d := newDecoder(dst)
	var first error
	err = d.decodeQuery(query, func(_ input, _ string, err *FieldError) bool {
		if err != nil {
			first = err
		}
		return err == nil
	})
	if err != nil {
		return d.unknown, err
	}
	return d.unknown, first
}

// DecodeEvent is like DecodeArgs, and then decodes the fields of a form, names and texts, into dst. It is
// a function of its own because DecodeArgs needs fewer allocations.
func DecodeEvent(query string, form iter.Seq2[string, string], dst any) (unknown []string, err error) {
	d := newDecoder(dst)
	var first error
	onInput := func(_ input, _ string, err *FieldError) bool {
		if err != nil {
			first = err
		}
		return err == nil
	}
	err = d.decodeQuery(query, onInput)
	if err == nil && first == nil {
		err = d.decodeFields(form, onInput)
	}
	if err != nil {
		return d.unknown, err
	}
	return d.unknown, first
}

// DecodeParams decodes query into dst like DecodeArgs, but continues after a text that cannot be
// decoded: the field is set to zero. It returns the errors, at most one per field.
func DecodeParams(query string, dst any) (errs []error) {
	d := newDecoder(dst)
	failed := map[string]bool{}
	err := d.decodeQuery(query, func(_ input, name string, err *FieldError) bool {
		if err != nil && !failed[name] {
			failed[name] = true
			errs = append(errs, err)
		}
		return true
	})
	if err != nil {
		errs = append(errs, err)
	}
	return errs
}

// A FieldError is returned for a field whose text cannot be decoded.
type FieldError struct {
	Name  string // canonical: with positions for indices
	Input string // that cannot be decoded
	Code  string // one of the constants below
	Text  string // for users, as in "must be a whole number"
	Min   string // the least value of the type, if Code is TooSmall; the least number of rows, if it is TooFewRows
	Max   string // the greatest one, if Code is TooLarge
	Err   error  // from UnmarshalText, for logs; otherwise nil
}

// Codes of a FieldError.
const (
	NotBool     = "bool"
	NotInteger  = "integer"
	NotUnsigned = "unsigned" // an integer, 0 or more
	NotNumber   = "number"
	NotDuration = "duration"
	NotDate     = "date"
	NotDateTime = "datetime"
	NotMonth    = "month"
	NotTime     = "time"
	NotWeek     = "week"
	NotValid    = "invalid" // UnmarshalText has returned an error
	TooSmall    = "too small"
	TooLarge    = "too large"
	TooFewRows  = "too few rows" // of a slice of structs, which has no Input
)

func (e *FieldError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("field %q %s: %v", e.Name, e.Text, e.Err)
	}
	return fmt.Sprintf("field %q %s", e.Name, e.Text)
}

func (e *FieldError) Unwrap() error { return e.Err }

var plans sync.Map // reflect.Type to *Plan

// PlanFor returns the plan of a struct type. Plans are cached. It panics if the type is not
// supported.
func PlanFor(t reflect.Type) *Plan {
	if p, ok := plans.Load(t); ok {
		return p.(*Plan)
	}
	building := map[reflect.Type]*Plan{}
	p := compile(t, building)
	for _, p := range building {
		p.rows = p.hasRows(map[*Plan]bool{})
	}
	for t, p := range building {
		plans.LoadOrStore(t, p)
	}
	return p
}
