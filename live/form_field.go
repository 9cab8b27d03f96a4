package live

import (
	"reflect"
	"slices"
	"strings"
)

// Field is one field of a form, as it is to be rendered.
type Field struct {
	ID   string // of the control: the form's ID, "-" and the name
	Name string

	// Value is the text of the control: what the user typed, as long as it stands for the form's Value, else that value as
	// text. It is empty for zero and secret fields, and "true" for a bool, as a checkbox sends it.
	Value string

	// Values are the texts of a slice: the chosen options of a multiple select, the ticked boxes of one name.
	Values []string

	// Checked is a bool's value.
	Checked bool

	// Error says what is wrong; empty while the field is valid, or neither touched nor submitted.
	Error string
}

// Field is the field with that name: "email", "address.city", "items[0].name". Nested structs follow a dot, entries of a
// list of structs have their index in brackets. A list and its entries ("items", "items[0]") and the form
// as a whole ("") are fields that have an ID and an Error only. A name that T does not have panics.
func (f *Form[T]) Field(name string) Field {
	id := f.ID
	if id == "" {
		id, _, _ = strings.Cut(strings.ToLower(reflect.TypeFor[T]().Name()), "[")
	}
	if name == "" {
		return Field{ID: id, Error: f.visibleError("")}
	}
	ref := f.find(name)
	field := Field{ID: id + "-" + idReplacer.Replace(name), Name: name, Error: f.visibleError(name)}
	if ref.Secret() {
		return field
	}
	if checked, ok := ref.Bool(); ok {
		field.Value, field.Checked = "true", checked
		return field
	}
	texts := ref.Texts()
	if t, ok := f.inputs[name]; ok && slices.Equal(t.value, texts) {
		texts = t.texts
	}
	if ref.IsSlice() {
		field.Values = texts
	} else if len(texts) > 0 {
		field.Value = texts[len(texts)-1]
	}
	return field
}

// idOf makes a name that CSS selectors take without escapes.
var idReplacer = strings.NewReplacer("[", "-", "].", "-", "]", "", ".", "-")

// shown is the field's error, once the user has been there.
func (f *Form[T]) visibleError(name string) string {
	if !f.submitted && !f.touched[name] {
		return ""
	}
	return f.Errors[name]
}
