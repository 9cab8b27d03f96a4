package wire

import (
	"iter"
	"strconv"
)

// A FormKind is the reason for which form data is sent.
type FormKind int

const (
	Change  FormKind = iota // a control has changed
	Submit                  // the form was submitted
	Restore                 // after a join, the page holds what another view has not seen
	Reset                   // the form was reset
)

// A Form is the form data that a form or a control sends with an event.
type Form struct {
	Kind      FormKind
	Source    string   // name of the control that changed last, or of the submit button; "" after a reset
	Earlier   []string // names of controls that changed before, since the last event
	Data      Fields   // in document order
	Unchecked []string // names of checkboxes, radio groups and multiple selects without a choice
}

// Fields is a list of form fields: the JSON of an array that holds their names and values in turn, so
// that it needs no more memory than the message. Zero means no fields.
type Fields string

// NewFields returns fields with the given names and values.
func NewFields(namesAndValues ...string) Fields {
	if len(namesAndValues) == 0 {
		return ""
	}
	return Fields(appendStrings(nil, namesAndValues))
}

// All returns the names and values of the fields.
func (f Fields) All() iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		if f == "" {
			return
		}
		for s := newScanner([]byte(f)); s.more; {
			if name, value := s.string(), s.string(); s.malformed || !yield(name, value) {
				return
			}
		}
	}
}

// fields reads an item that is an array of strings with an even number of items.
func (s *scanner) fields() Fields {
	raw := s.raw()
	if s.malformed {
		return ""
	}
	in, n := newScanner(raw), 0
	for ; in.more; n++ {
		in.stringBytes()
	}
	if in.end() != nil || n%2 != 0 {
		s.malformed, s.more = true, false
	}
	if n == 0 {
		return ""
	}
	return Fields(raw)
}

// form reads an item that is form data.
func (s *scanner) form() *Form {
	in := s.array()
	kind := in.number()
	f := &Form{Kind: FormKind(kind)}
	f.Source, f.Earlier = in.source()
	f.Data = in.fields()
	if in.more {
		f.Unchecked = in.strings()
	}
	if in.end() != nil || kind > int(Reset) {
		s.malformed = true
	}
	return f
}

// source reads an item that is a string or an array of one or more strings, of which it returns the first.
func (s *scanner) source() (first string, others []string) {
	if s.i >= len(s.b) || s.b[s.i] != '[' {
		return s.string(), nil
	}
	all := s.strings()
	if len(all) == 0 {
		s.malformed = true
		return "", nil
	}
	return all[0], all[1:]
}

// strings reads an item that is an array of strings.
func (s *scanner) strings() (all []string) {
	in := s.array()
	for in.more {
		all = append(all, in.string())
	}
	s.malformed = s.malformed || in.malformed
	return all
}

func (f *Form) append(dst []byte) []byte {
	dst = strconv.AppendInt(append(dst, '['), int64(f.Kind), 10)
	dst = append(dst, ',')
	if len(f.Earlier) > 0 {
		dst = appendStrings(dst, append([]string{f.Source}, f.Earlier...))
	} else {
		dst = appendString(dst, f.Source)
	}
	dst = append(dst, ',')
	if f.Data == "" {
		dst = append(dst, "[]"...)
	}
	dst = append(dst, f.Data...)
	if len(f.Unchecked) > 0 {
		dst = appendStrings(append(dst, ','), f.Unchecked)
	}
	return append(dst, ']')
}

// appendStrings appends an array of strings.
func appendStrings(dst []byte, all []string) []byte {
	dst = append(dst, '[')
	for i, s := range all {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendString(dst, s)
	}
	return append(dst, ']')
}
