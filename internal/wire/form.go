package wire

// A Form is the form data that a form or a control sends with an event.
type Form struct {
	Submit    bool     // the form was submitted; otherwise a control has changed
	Data      string   // the fields in document order, application/x-www-form-urlencoded
	Unchecked []string // names of checkboxes, radio groups and multiple selects without a choice
	Source    string   // name of the control that changed, or of the submit button
}

func (f *Form) append(dst []byte) []byte {
	kind := `["change",`
	if f.Submit {
		kind = `["submit",`
	}
	dst = appendString(append(dst, kind...), f.Data)
	dst = append(dst, ",["...)
	for i, name := range f.Unchecked {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendString(dst, name)
	}
	return append(appendString(append(dst, "],"...), f.Source), ']')
}
