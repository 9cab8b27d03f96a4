package wire

import "strconv"

// A JoinForm is the data of a form that a page held before it joined.
type JoinForm struct {
	Component uint64   // the innermost component around the form; 0 is the page
	URL       string   // of the form's live-auto-recover or live-change binding
	Form      Form     // of the kind Restore
	Used      []string // names of the controls that the user has changed
}

// MarshalJSON implements json.Marshaler.
func (f JoinForm) MarshalJSON() ([]byte, error) {
	b := strconv.AppendUint([]byte{'['}, f.Component, 10)
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
	f.Component, f.URL, f.Form = s.number64(), s.string(), *s.form()
	if s.more {
		f.Used = s.strings()
	}
	return s.end()
}
