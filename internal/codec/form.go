package codec

// A Post is what a form sent, by field. Names are canonical: they have positions where the browser has keys.
type FormData struct {
	Fields map[string]FieldInput
	Lists  map[string]bool // slices that were sent, and so made anew
	Source string          // the field that changed; empty when it is none of the struct's
}

// Sent is one field as the browser sent it.
type FieldInput struct {
	Texts []string // as typed: one, all of a slice, none where the text is empty or nothing is chosen
	Err   string   // why it did not decode, for people; empty when it did
}

// DecodeForm reads the fields of a form into dst, a pointer to a struct, and the names of controls of which nothing is
// chosen: they are zero unless data has them, too. A field that was not sent stays as it is; one that does not decode is
// zero. An error says that the post breaks a limit; dst is then half read.
func DecodeForm(data string, unchecked []string, source string, dst any) (FormData, error) {
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
	if err := d.decodeQuery(data, onInput); err != nil {
		return FormData{}, err
	}
	for _, name := range unchecked {
		if err := d.uncheck(name, form, onInput); err != nil {
			return FormData{}, err
		}
	}
	d.readOnly = true
	form.Lists = d.sliceReset
	if t, err := d.resolve(source); err == nil && t.field != nil {
		form.Source = t.name
	}
	return form, nil
}

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
