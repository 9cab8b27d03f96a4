package live

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/internal/codec"
)

// Form is a form whose fields are those of T, a struct. The zero Form is ready to use; Form[T]{Value: …} starts from a value.
// A view holds it in a field, renders it with Bind and Field, and lists it with OnForm. To empty a form, use Reset or
// assign a new one.
//
// Each change and each submit decodes what the browser sent into Value and calls Validate() error, which T may have; it
// returns Errors. The handler of a submit is called when nothing is wrong, and may return Errors of its own, which are shown
// until the field is changed or the form submitted again.
//
// Fields are named by their lower-cased names or by tags: `live:"name"`; see Field for nested ones. A field tagged
// `live:",secret"` is never written to the page. A time.Time tagged `live:",date"` or `live:",datetime-local"` is written as
// inputs of that type want it.
//
// A field that the browser does not send keeps its value, and one whose text does not decode is zero. A list of structs is
// made anew from the entries that are sent, in their order: render what a row must not lose as a hidden input, and an input
// with the list's own name if the list may become empty.
//
// A Form is not safe for concurrent use: handlers and renders of one session never run at the same time.
type Form[T any] struct {
	Value T

	// ID is the id of the form element, and begins the ids of its fields. Zero means that the form element gets none and
	// that the fields' begin with T's name in lower case. Two forms of one type on a page need IDs.
	ID string

	// Errors says what is wrong, by field, as of the last event; Field shows an error once its field was touched.
	Errors Errors

	// None of these is changed in place: a Form may be copied.
	inputs       map[string]input       // what does not read as Value is written
	touched      map[string]bool        // fields that the user has changed
	submitted    bool                   // all fields count as touched
	lastButton   string                 // field of the button that submitted last
	submitErrors map[string]submitError // what the submit's handler returned
}

// typed is what the user typed into a field.
type input struct {
	texts []string // as typed
	value []string // as Value was written then; once it differs, texts are out of date
	err   string   // why texts do not decode
}

// A failure is an error that the submit's handler returned.
type submitError struct {
	err   string
	value []string // as Value was written then; once it differs, err is out of date
}

// Bind gives the form element its attributes: live-change and live-submit, its id if it has one, and method="post", so that a
// form sent before the page is live does not put its fields into the address.
func (f *Form[T]) Bind() Attr {
	name := any(formTypeFor[T]().name)
	items := []templ.KeyValue[string, any]{{Key: "method", Value: "post"}, {Key: "live-change", Value: name}, {Key: "live-submit", Value: name}}
	if f.ID != "" {
		items = slices.Insert(items, 0, templ.KeyValue[string, any]{Key: "id", Value: f.ID})
	}
	return newAttr(items...)
}

// Reset empties the form; it keeps the ID.
func (f *Form[T]) Reset() { *f = Form[T]{ID: f.ID} }

// validator is a T that says what is wrong with it.
type validator interface{ Validate() error }

// formTypeFor is the event type of a Form[T]. A Validate method of another shape panics: Go would never call it, and
// nobody would notice.
func formTypeFor[T any]() *eventType {
	e := eventTypeFor[T]()
	if e.formChecked.Load() {
		return e
	}
	t := reflect.TypeFor[*T]()
	if m, ok := t.MethodByName("Validate"); ok && !t.Implements(reflect.TypeFor[validator]()) {
		shape := reflect.New(t.Elem()).Method(m.Index).Type()
		panic(fmt.Sprintf("live: method Validate of %q is %s, want func() error", t.Elem(), shape))
	}
	e.formChecked.Store(true)
	return e
}

func (f *Form[T]) find(name string) codec.Ref {
	v := reflect.ValueOf(&f.Value).Elem()
	plan := codec.For(v.Type())
	ref, ok := plan.Find(v, name)
	if !ok {
		panic(fmt.Sprintf("live: no field %q in %s: it has %s", name, v.Type(), strings.Join(plan.Names(), ", ")))
	}
	return ref
}
