package live

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/internal/codec"
)

// A Form is an HTML form backed by a struct of type T. The zero Form is an empty form, ready to
// use. Set Value to start with existing data, and call Reset to empty the form. A view holds the
// form in a field, renders it with [Form.Bind] and [Form.Field], and lists it in its Events with
// [OnForm].
//
// Each change and each submission is decoded into Value and validated: if T has a method
// Validate() error, it is called, and should return an [Errors]. If Value is valid, a submission
// calls the handler, which may return further Errors. These remain until the field changes or the
// form is submitted again.
//
// The name of a field is its lower-case Go name, or the name in a tag: `live:"name"`. See
// [Form.Field] for nested fields. A field with the tag `live:",secret"` is never written to the
// page. A time.Time with the tag `live:",date"` or `live:",datetime-local"` has the format of
// inputs of that type.
//
// A field that the browser does not send keeps its value. A field whose text does not decode
// becomes zero and has an error. A slice of structs is rebuilt from the entries that the browser
// sends, in their order: render the fields that a row must keep as hidden inputs, and add an input
// with the name of the slice itself if it may become empty.
//
// A Form may be copied. It is not safe for concurrent use. The methods and handlers of a page may
// use it, because they are not called concurrently.
type Form[T any] struct {
	// Value holds the data of the form. A view may change it.
	Value T

	// ID is the id of the form element and the prefix of the ids of its fields. Two forms of the
	// same type on one page need different IDs. Zero means that the form element has no id and that
	// T's name in lower case is the prefix.
	ID string

	// Errors holds the errors of the form after the last event, by field name. Field returns an
	// error only once the user has changed the field or submitted the form.
	Errors Errors

	// The maps are copied on write, so that a Form may be copied.
	inputs       map[string]input       // inputs whose text differs from the formatted value
	touched      map[string]bool        // fields that the user has changed
	submitted    bool                   // all fields count as touched
	lastButton   string                 // field of the button that submitted the form last
	submitKey    string                 // with which the form is rendered; "" until then
	receivedKey  string                 // of the last submission; "" if it had none
	submitErrors map[string]submitError // errors that the submit handler returned
}

// An input is what the user typed into a field.
type input struct {
	texts []string // as typed
	value []string // formatted Value at that time; once it differs, texts are out of date
	err   string   // set if texts do not decode
}

// A submitError is an error that the submit handler returned for a field.
type submitError struct {
	err   string
	value []string // formatted Value at that time; once it differs, err is out of date
}

// Bind returns the attributes of the form element: live-change and live-submit, its id if ID is
// set, and method="post", so that a form that is submitted before the page has joined does not put
// its fields into the URL.
func (f *Form[T]) Bind() Attr {
	name := any(formTypeFor[T]().name)
	items := []templ.KeyValue[string, any]{
		{Key: "method", Value: "post"}, {Key: "live-change", Value: name}, {Key: "live-submit", Value: name},
	}
	if f.ID != "" {
		items = slices.Insert(items, 0, templ.KeyValue[string, any]{Key: "id", Value: f.ID})
	}
	return newAttr(items...)
}

// Reset empties the form, except for its ID. Its next [Form.SubmitKey] is a new one.
func (f *Form[T]) Reset() { *f = Form[T]{ID: f.ID} }

// validator is implemented by form types that validate themselves.
type validator interface{ Validate() error }

// formTypeFor returns the event type of a Form[T]. It panics if T has a method Validate with
// another signature, which would silently never be called.
func formTypeFor[T any]() *eventType {
	e := eventTypeFor[T]()
	if e.formChecked.Load() {
		return e
	}
	t := reflect.TypeFor[*T]()
	if m, ok := t.MethodByName("Validate"); ok && !t.Implements(reflect.TypeFor[validator]()) {
		got := reflect.New(t.Elem()).Method(m.Index).Type()
		panic(fmt.Sprintf("live: method Validate of %s has signature %s; want func() error", t.Elem(), got))
	}
	e.formChecked.Store(true)
	return e
}

// find returns the field of Value with this name. It panics if T has no such field.
func (f *Form[T]) find(name string) codec.FieldValue {
	v := reflect.ValueOf(&f.Value).Elem()
	plan := codec.PlanFor(v.Type())
	fv, ok := plan.Find(v, name)
	if !ok {
		panic(fmt.Sprintf("live: %s has no field %q; its fields are %s", v.Type(), name, strings.Join(plan.Names(), ", ")))
	}
	return fv
}
