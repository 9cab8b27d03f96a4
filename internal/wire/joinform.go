package wire

// A JoinForm is the data that the controls of an element with a live-change binding had before the page joined.
type JoinForm struct {
	ID   string   // of the element; "" if it has none
	URL  string   // of its live-auto-recover or live-change binding
	Form Form     // of the kind Restore
	Used []string // names of the controls that the user has changed
}

// MarshalJSON implements json.Marshaler.
func (f JoinForm) MarshalJSON() ([]byte, error) {
	b := appendString([]byte{'['}, f.ID)
	b = appendString(append(b, ','), f.URL)
	b = f.Form.append(append(b, ','))
	if len(f.Used) > 0 {
		b = appendStrings(append(b, ','), f.Used)
	}
	return append(b, ']'), nil
}

// UnmarshalJSON implements json.Unmarshaler.
func (f *JoinForm) UnmarshalJSON(b []byte) error {
	s := newScanner(b)
	f.ID, f.URL, f.Form = s.string(), s.string(), *s.form()
	if s.more {
		f.Used = s.strings()
	}
	return s.end()
}
