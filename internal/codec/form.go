package codec

import "iter"

// FormData is the result of DecodeForm. Its field names are canonical: they have positions where
// the query has keys.
type FormData struct {
	Fields  map[string]FieldInput // by name
	Lists   map[string]bool       // slices that the form has replaced
	Unknown []string              // names in the data, as sent, that the struct does not have
	Source  string                // the field that changed, or empty if the struct does not have it
}

// A FieldInput is what the browser sent for one field.
type FieldInput struct {
	Texts []string // as typed: one, or all of a slice; none if the text is empty or nothing is chosen
	Err   string   // for users: why Texts cannot be decoded, or empty
}

// DecodeForm decodes the fields of a form into dst, a pointer to a struct. data holds names and texts.
// The fields in unchecked, where the user has chosen nothing, are set to zero unless data contains them as well. Other fields
// that were not sent are unchanged. A field that cannot be decoded is set to zero. source is the
// name of the control that changed. DecodeForm returns an error if data exceeds a limit; dst is then
// partly modified.
func DecodeForm(data iter.Seq2[string, string], unchecked []string, source string, dst any) (FormData, error) {
	d := newDecoder(dst)
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
			f.Err = err.Text
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
	d.readOnly = true
	form.Unknown = d.unknown
	form.Lists = d.sliceReset
	if t, err := d.resolve(source); err == nil && t.field != nil {
		form.Source = t.name
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
