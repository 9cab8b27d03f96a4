package live

import (
	"maps"
	"reflect"
	"slices"

	"github.com/lively-go/lively/internal/codec"
)

// A cleanForm is what a form returns to when it is reset.
type cleanForm[T any] struct {
	value T
	rows  codec.Rows
}

// Target returns the name of the field that the user changed last, as [Form.Field] takes it: "email" or
// "items[0].name". It is that of the slice if the user has added, removed or moved a row: "items". It is "" if
// the last event of the form was a submission, a reset or a recovery, or the field is not one of T.
func (f *Form[T]) Target() string {
	name, ok := f.rows.Positional(f.target)
	if !ok {
		return ""
	}
	return name
}

// Submitter returns name and value of the button with which the user has submitted the form, which need not be
// a field of T. Both are "" if the form was submitted without a button, by one that has no name, or if its last
// event was not a submission. If another control of the form has the same name, value is that of the last one.
func (f *Form[T]) Submitter() (name, value string) { return f.submitter.name, f.submitter.value }

// Dirty reports whether the data of the form differs from that to which a reset returns it: Value as it was when
// the user first changed the form after it was new, or when [Form.MarkClean] was called last.
func (f *Form[T]) Dirty() bool {
	if f.clean == nil {
		return false
	}
	return f.hasInvalidInput("") || !f.hasValue(f.clean.value)
}

// hasValue reports whether the fields of the form have the texts of value.
func (f *Form[T]) hasValue(value T) bool {
	now, other := reflect.ValueOf(&f.Value).Elem(), reflect.ValueOf(&value).Elem()
	return codec.PlanFor(now.Type()).Equal(now, other)
}

// touchControls records that the user has changed the controls with these names. Those that are not fields are
// ignored.
func (f *Form[T]) touchControls(names []string) {
	if len(names) == 0 {
		return
	}
	plan, v := codec.PlanFor(reflect.TypeFor[T]()), reflect.ValueOf(&f.Value).Elem()
	touched := maps.Clone(f.touched)
	if touched == nil {
		touched = map[string]bool{}
	}
	for _, name := range names {
		positional, ok := f.rows.Positional(name)
		if _, isField := plan.Find(v, positional); ok && isField {
			touched[f.keyed(positional)] = true
		}
	}
	f.touched = touched
}

// MarkClean makes the present data that to which a reset returns the form, so that the form is not dirty. Call it
// when the data was saved. To show other data, call [Form.Reset] and set Value: a form that is new or was emptied
// is clean, and its Value may be set until the user changes it.
func (f *Form[T]) MarkClean() {
	f.syncRows()
	f.clean = &cleanForm[T]{cloneValue(&f.Value), f.rows}
}

// restoreClean returns the form to its clean data, as the user has reset it. All fields count as unused.
func (f *Form[T]) restoreClean() {
	restored := Form[T]{Value: f.Value, ID: f.ID, rows: f.rows, recovered: f.recovered, clean: f.clean}
	if c := f.clean; c != nil {
		restored.Value, restored.rows = cloneValue(&c.value), c.rows
	}
	*f = restored
}

// isDirty reports whether a field differs from the clean data. keyed is its name with the keys of rows.
func (f *Form[T]) isDirty(fv codec.FieldValue, keyed string) bool {
	if f.clean == nil {
		return false
	}
	name, ok := f.clean.rows.Positional(keyed)
	if !ok {
		return true // in a row that is new
	}
	v := reflect.ValueOf(&f.clean.value).Elem()
	clean, ok := codec.PlanFor(v.Type()).Find(v, name)
	if !ok || !fv.Equal(clean) {
		return true
	}
	if fv.HasFields() {
		return f.hasInvalidInput(keyed)
	}
	return f.isInvalidInput(keyed, f.inputs[keyed])
}

// hasInvalidInput reports whether what the user typed into a field, or into one inside it, does not decode, so
// that Value does not have it. The name "" stands for the whole form.
func (f *Form[T]) hasInvalidInput(keyed string) bool {
	for name, in := range f.inputs {
		if isInside(name, keyed) && f.isInvalidInput(name, in) {
			return true
		}
	}
	return false
}

// isInvalidInput reports whether the input of a field, whose name has the keys of rows, does not decode and Value has
// not changed since.
func (f *Form[T]) isInvalidInput(keyed string, in input) bool {
	if in.err == nil {
		return false
	}
	name, exists := f.rows.Positional(keyed)
	return exists && slices.Equal(in.value, f.fieldTexts(name))
}

// isInside reports whether a field is the one called outer or is inside it.
func isInside(name, outer string) bool {
	if len(name) <= len(outer) || outer == "" {
		return name == outer || outer == ""
	}
	next := name[len(outer)]
	return name[:len(outer)] == outer && (next == '.' || next == '[')
}

func cloneValue[T any](v *T) T {
	rv := reflect.ValueOf(v).Elem()
	return codec.PlanFor(rv.Type()).Clone(rv).Interface().(T)
}
