package wire

// A Form is what a form or a control sends with an event.
type Form struct {
	Submit    bool     // submit; otherwise change
	Data      string   // the fields in document order, application/x-www-form-urlencoded
	Unchecked []string // names of checkboxes, radio groups and multiple selects of which nothing is chosen
	Source    string   // name of the control that changed, or of the button that submitted
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
