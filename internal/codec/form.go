package codec

import "iter"

// FormData is the result of DecodeForm. Its field names have the keys of rows.
type FormData struct {
	Fields  map[string]FieldInput // by name
	Source  string                // the field that changed, or empty if the struct does not have it
	Slice   string                // the slice of structs of which source adds, removes or moves a row
	Rows    Rows                  // the rows of the struct after the decoding
	Unknown []string              // some names in the data that the struct does not have

	UnknownRows []string // some names of rows that the struct does not have and had not
}

// A FieldInput is what the browser sent for one field.
type FieldInput struct {
	Texts []string    // as typed: one, or all of a slice; none if the text is empty or nothing is chosen
	Err   *FieldError // why Texts cannot be decoded, or nil
}

// DecodeForm decodes the fields of a form into dst, a pointer to a struct. data holds names and texts.
// The fields in unchecked, where the user has chosen nothing, are set to zero unless data contains them
// as well. Other fields that were not sent are unchanged. A field that cannot be decoded is set to zero.
// source is the name of the control that changed. DecodeForm returns an error if data exceeds a limit; dst
// is then partly modified.
//
// rows are the rows of dst before. Fields of other rows are dropped. An entry without a field
// ("items[key]") with a text changes the rows: items[+] adds one whose key is the text, "remove" removes
// the row, a number moves it by so many positions, and "after:" and a key move it behind the row with that key.
// A key is added and removed at most once. With
// define, the data determines the rows of the slices that it names, also in unchecked: their set and
// their order.
func DecodeForm(data iter.Seq2[string, string], unchecked []string, source string, dst any, rows Rows, define bool) (FormData, error) {
	d := newDecoder(dst)
	rows, _ = rows.Sync(d.dst)
	d.rows = &rowDecoder{rows: rows, define: define}
	form := FormData{Fields: map[string]FieldInput{}}
	onInput := func(in input, name string, err *FieldError) bool {
		var f FieldInput
		if in.isSlice {
			f = form.Fields[name]
		}
		if in.isSlice && !in.unchecked || in.text != "" {
			f.Texts = append(f.Texts, in.text)
		}
		if err != nil {
			f.Err = err
		}
		form.Fields[name] = f
		return true
	}
	if err := d.decodeFields(data, onInput); err != nil {
		return FormData{}, err
	}
	for _, name := range unchecked {
		if err := d.uncheck(name, form, onInput); err != nil {
			return FormData{}, err
		}
	}
	if err := d.applyOps(); err != nil {
		return FormData{}, err
	}
	form.Rows, form.Unknown, form.UnknownRows = d.rows.result(d.plan, d.dst), d.unknown, d.rows.unknown
	d.readOnly = true
	if t, err := d.resolve(source); err == nil && t.field != nil {
		form.Source = t.name
	} else if err == nil && t.list != nil {
		form.Slice = t.name
	}
	return form, nil
}

// uncheck sets the field with this name to zero, unless form contains it.
func (d *decoder) uncheck(name string, form FormData, onInput inputFunc) error {
	t, err := d.resolve(name)
	if err != nil || t.field == nil {
		return err
	}
	if _, ok := form.Fields[t.name]; ok {
		return nil
	}
	_, err = d.setField(t, input{unchecked: true}, onInput)
	return err
}
