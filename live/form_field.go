package live

import (
	"reflect"
	"slices"
	"strings"
)

// A Field holds what a template needs to render one field of a [Form].
type Field struct {
	// ID is the id of the control, such as "account-email": the prefix that Form.ID describes, "-",
	// and the name.
	ID string

	// Name is the name of the control. It has the key of a row instead of its index.
	Name string

	// Value is the text of the control: what the user typed, or, if the view has since changed the
	// form's Value, that Value formatted as text. It is empty if the value is zero or the field is
	// secret. For a bool it is always "true", the value that its checkbox sends.
	Value string

	// Values holds the values of a slice: the selected options of a multiple select, or the checked
	// boxes with this name.
	Values []string

	// Checked is the value of a bool.
	Checked bool

	// Error is the error of the field. It is empty while the field is valid, and until the user has
	// changed the field or submitted the form.
	Error string

	dirty bool
}

// Dirty reports whether the data of the field differs from that to which a reset returns the form: see
// [Form.Dirty]. That of a slice of structs, or of an entry, includes their fields.
func (f Field) Dirty() bool { return f.dirty }

// Field returns the field with this name, such as "email". Fields of nested structs follow a dot,
// as in "address.city", and entries of a slice of structs have their index in brackets, as in
// "items[0].name". The slice itself ("items"), its entries ("items[0]") and the form as a whole
// ("") have only an ID and an Error. The ID of an entry identifies its row: use it as the id of
// the row's element. Field panics if T has no field of that name.
func (f *Form[T]) Field(name string) Field {
	id := f.ID
	if id == "" {
		id, _, _ = strings.Cut(strings.ToLower(reflect.TypeFor[T]().Name()), "[")
	}
	if name == "" {
		return Field{ID: id, Error: f.visibleError("", ""), dirty: f.Dirty()}
	}
	fv, keyed := f.find(name), f.keyed(name)
	field := Field{ID: id + "-" + idReplacer.Replace(keyed), Name: keyed, Error: f.visibleError(name, keyed)}
	field.dirty = f.isDirty(fv, keyed)
	if fv.Secret() {
		return field
	}
	if checked, ok := fv.Bool(); ok {
		field.Value, field.Checked = "true", checked
		return field
	}
	texts := fv.Texts()
	if in, ok := f.inputs[keyed]; ok && slices.Equal(in.value, texts) {
		texts = in.texts
	}
	if fv.IsSlice() {
		field.Values = texts
	} else if len(texts) > 0 {
		field.Value = texts[len(texts)-1]
	}
	return field
}

// idReplacer turns a name into an id that needs no escapes in CSS selectors.
var idReplacer = strings.NewReplacer("[", "-", "].", "-", "]", "", ".", "-")

// visibleError returns the error of a field that was touched, or of any field once the form was
// submitted. keyed is its name with the keys of rows.
func (f *Form[T]) visibleError(name, keyed string) string {
	if !f.submitted && !f.touched[keyed] {
		return ""
	}
	return f.Errors[name]
}
