package wire

import "strconv"

// A JoinForm is the data of a form that a page held before it joined.
type JoinForm struct {
	Component uint64 // the innermost component around the form; 0 is the page
	URL       string // of the form's live-change binding
	Form      Form
}

// MarshalJSON implements json.Marshaler.
func (f JoinForm) MarshalJSON() ([]byte, error) {
	b := strconv.AppendUint([]byte{'['}, f.Component, 10)
	b = appendString(append(b, ','), f.URL)
	return append(f.Form.append(append(b, ',')), ']'), nil
}

// UnmarshalJSON implements json.Unmarshaler.
func (f *JoinForm) UnmarshalJSON(b []byte) error {
	s := newScanner(b)
	f.Component, f.URL, f.Form = s.number64(), s.string(), *s.form()
	return s.end()
}
