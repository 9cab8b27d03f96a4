package live

import (
	"context"
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
// Validate() error or Validate(context.Context) error, it is called, and should return an [Errors]. The context
// is that of [Socket.Context], in which [FormTarget] and [FormSubmitter] return what the user has changed or
// pressed. If Value is valid, a submission calls the handler, which may return further Errors. These remain
// until the field changes or the form is submitted again.
//
// When the user resets the form, by a button of type reset or a script, it returns to its clean data: see
// [Form.Dirty].
//
// The name of a field is its lower-case Go name, or the name in a tag: `live:"name"`. See
// [Form.Field] for nested fields. A field with the tag `live:",secret"` is never written to the
// page. A time.Time with the tag `live:",date"`, `live:",datetime-local"`, `live:",month"`, `live:",week"`
// or `live:",time"` has the format of inputs of that type. Inputs have no time zone: what the user enters
// is decoded as UTC, so that each date and time exists. The day of a month or a week is its first, and that of
// a time is in the year 0. Inputs have at most milliseconds. A field whose control still has the text that
// the form has given it keeps its value, with its precision and its location.
//
// A field that the browser does not send keeps its value. A field whose text does not decode
// becomes zero and has an error.
//
// When a page is mounted again, for example after a restart of the server, the new view receives what the user has
// entered before it is rendered for the page: the data is decoded and validated, and fields that the user has changed
// show their errors. [AutoRecover] names another event for that.
//
// A slice of structs has rows, which the user adds, removes and moves with the buttons of
// [Form.AddRow], [Form.RemoveRow] and [Form.MoveRow], and drags by the handles of [Form.DragRow]. The
// browser changes fields of existing rows only: it cannot bring a row back that was removed, whatever it
// sends. Only when a view is mounted for a page that was already shown, or for a POST of [AcceptPost], the
// rows are those of that page; a nested view has the rows that it has mounted with. A slice has at most 1,000
// rows, or as many as a tag of it allows: `live:",min=1,max=20"`. The user cannot remove more rows than min
// allows, and a form with fewer is not valid: Field("lines").Error says so. A new Form has none; set Value to
// begin with some.
//
// A row has a key, by which its fields in the browser, its errors and what the user has typed belong to
// it. The key is the text of a field with the tag `live:",key"`, such as an ID in a database, which
// identifies the row within its slice. That field is not an input: data of the browser does not change
// it. If it is zero, or there is no such field, the form chooses a key: one that is derived from the
// content of a row in Value, or a random one for a row that the user adds, which a key field of type
// string receives. The browser chooses the keys of rows that it adds or reports to a new view: check
// what the user may change before you save. A view may change the rows in Value. The form then finds
// rows again by their content, and by their order if none is missing. A key field avoids mistakes: give
// rows one if the view removes or replaces rows by itself.
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

	// The maps are copied on write, so that a Form may be copied. Names in them have the keys of rows.
	rows          codec.Rows              // of Value
	recovered     bool                    // events that a page had sent to an earlier view may follow
	inputs        map[string]input        // inputs whose text differs from the formatted value
	touched       map[string]bool         // fields that the user has changed
	submitted     bool                    // all fields count as touched
	lastButton    string                  // field of the button that submitted the form last
	target        string                  // field that the user changed last; "" if the last event was another one
	submitter     submitter               // of the last event
	clean         *cleanForm[T]           // nil until the user changes the form; immutable
	submitKey     string                  // with which the form is rendered; "" until then
	receivedKey   string                  // of the last submission; "" if it had none
	handlerErrors map[string]handlerError // errors that the handler of a submit or a change returned
}

// An input is what the user typed into a field.
type input struct {
	texts []string          // as typed
	value []string          // formatted Value at that time; once it differs, texts are out of date
	err   *codec.FieldError // set if texts do not decode
}

// A handlerError is an error that the handler of a submit or a change returned for a field.
type handlerError struct {
	err      string
	value    []string // formatted Value at that time; once it differs, err is out of date
	isChange bool     // it is of a change, whose handler returns it again if the user enters the same again
}

// Bind returns the attributes of the form element: live-change and live-submit, its id if ID is set, live-rows if T
// has slices of structs, and method="post", so that a form that is submitted before the page has joined does not put
// its fields into the URL.
//
// The browser takes steps, as for [Submit], when the form is submitted, and those of [WithChange] when a control
// changes. The form's own event comes before their events, and all have the data of the form. Their commands run
// even if the data is not valid; then those of [Optimistic] are undone:
//
//	<form { v.Form.Bind(live.Optimistic(dom.Hide("#editor")))... }>
//	<form { v.Form.Bind(live.WithChange(dom.AddClass(dom.Self, "changed")))... }>
//
// Bind panics like Submit, for example if a step is neither an event nor a command.
func (f *Form[T]) Bind(steps ...any) Attr {
	f.syncRows()
	change, submit := formSteps(formTypeFor[T]().name, steps)
	items := []templ.KeyValue[string, any]{
		{Key: "method", Value: "post"}, {Key: "live-change", Value: change}, {Key: "live-submit", Value: submit},
	}
	if lists := f.rows.Lists(); len(lists) > 0 {
		items = append(items, templ.KeyValue[string, any]{Key: "live-rows", Value: strings.Join(lists, " ")})
	}
	if f.ID != "" {
		items = slices.Insert(items, 0, templ.KeyValue[string, any]{Key: "id", Value: f.ID})
	}
	return newAttr(items...)
}

// Reset empties the form, except for its ID. Its next [Form.SubmitKey] is a new one.
func (f *Form[T]) Reset() { *f = Form[T]{ID: f.ID, rows: f.rows.WithoutRows()} }

// validator and contextValidator are implemented by form types that validate themselves.
type (
	validator        interface{ Validate() error }
	contextValidator interface{ Validate(context.Context) error }
)

// formTypeFor returns the event type of a Form[T]. It panics if T has a method Validate with
// another signature, which would silently never be called.
func formTypeFor[T any]() *eventType {
	e := eventTypeFor[T]()
	if e.formChecked.Load() {
		return e
	}
	t := reflect.TypeFor[*T]()
	isValidator := t.Implements(reflect.TypeFor[validator]()) || t.Implements(reflect.TypeFor[contextValidator]())
	if m, ok := t.MethodByName("Validate"); ok && !isValidator {
		got := reflect.New(t.Elem()).Method(m.Index).Type()
		panic(fmt.Sprintf("live: method Validate of %s has signature %s; want func() error or func(context.Context) error", t.Elem(), got))
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
