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
func DecodeForm(data string, unticked []string, source string, dst any) (FormData, error) {
	d := into(dst)
	post := FormData{Fields: map[string]FieldInput{}}
	tell := func(s sent, name string, err *FieldError) bool {
		var f FieldInput
		if s.many {
			f = post.Fields[name]
		}
		if s.many && !s.unticked || s.text != "" {
			f.Texts = append(f.Texts, s.text)
		}
		if err != nil {
			f.Err = err.Text
		}
		post.Fields[name] = f
		return true
	}
	if err := d.query(data, tell); err != nil {
		return FormData{}, err
	}
	for _, name := range unticked {
		if err := d.untick(name, post, tell); err != nil {
			return FormData{}, err
		}
	}
	d.done = true
	post.Lists = d.filled
	if t, err := d.find(source); err == nil && t.f != nil {
		post.Source = t.name
	}
	return post, nil
}

func (d *decoder) untick(name string, post FormData, tell report) error {
	t, err := d.find(name)
	if err != nil || t.f == nil {
		return err
	}
	if _, ok := post.Fields[t.name]; ok {
		return nil
	}
	_, err = d.set(t, sent{unticked: true}, tell)
	return err
}
