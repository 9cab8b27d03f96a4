package wire

import (
	"encoding/json"
	"errors"
	"unicode/utf8"
)

// ErrMalformed says that a message is not one of the protocol's.
var ErrMalformed = errors.New("wire: malformed message")

// A scanner reads the items of one JSON array from left to right. It is written by hand for the messages that come with
// every click: they cost no reflection, and their reader keeps the small stack of an idle connection.
type scanner struct {
	b    []byte
	i    int
	more bool // inside the array, before its end
	bad  bool
}

// scan opens the array in b.
func scan(b []byte) scanner {
	s := scanner{b: b}
	s.space()
	s.more = s.take('[')
	s.bad = !s.more
	s.space()
	if s.take(']') {
		s.more = false
	}
	return s
}

// kind reads the first item, a plain string.
func (s *scanner) kind() []byte {
	raw := s.stringBytes()
	if s.bad {
		return nil
	}
	return raw[1 : len(raw)-1]
}

func (s *scanner) space() {
	for s.i < len(s.b) {
		switch s.b[s.i] {
		case ' ', '\t', '\n', '\r':
			s.i++
		default:
			return
		}
	}
}

func (s *scanner) take(c byte) bool {
	if s.i < len(s.b) && s.b[s.i] == c {
		s.i++
		return true
	}
	return false
}

// next ends an item: a comma follows, or the array's end.
func (s *scanner) next() {
	s.space()
	switch {
	case s.take(','):
		s.space()
	case s.take(']'):
		s.more = false
		s.space()
	default:
		s.bad = true
	}
	if s.bad {
		s.more = false
	}
}

// number reads a whole number from 0 to 2⁵³.
func (s *scanner) number() int {
	start, n := s.i, 0
	for s.more && s.i < len(s.b) && '0' <= s.b[s.i] && s.b[s.i] <= '9' && s.i-start < 16 {
		n = n*10 + int(s.b[s.i]-'0')
		s.i++
	}
	if s.i == start || s.b[start] == '0' && s.i > start+1 {
		s.bad = true
	}
	s.next()
	return n
}

// string reads a string.
func (s *scanner) string() string {
	raw := s.stringBytes()
	if s.bad {
		return ""
	}
	for _, c := range raw[1 : len(raw)-1] {
		if c == '\\' || c < ' ' || c >= utf8.RuneSelf {
			var out string
			if json.Unmarshal(raw, &out) != nil {
				s.bad, s.more = true, false
			}
			return out
		}
	}
	return string(raw[1 : len(raw)-1])
}

// stringBytes reads a string and returns it with its quotes and escapes.
func (s *scanner) stringBytes() []byte {
	start := s.i
	if !s.more || !s.take('"') {
		s.bad, s.more = true, false
		return nil
	}
	for s.i < len(s.b) {
		switch s.b[s.i] {
		case '\\':
			s.i++
		case '"':
			s.i++
			raw := s.b[start:s.i]
			s.next()
			return raw
		}
		s.i++
	}
	s.bad, s.more = true, false
	return nil
}

// raw returns the next item, whatever it is, as it was written.
func (s *scanner) raw() []byte {
	start, depth := s.i, 0
	for s.more && s.i < len(s.b) {
		switch c := s.b[s.i]; {
		case c == '"':
			for s.i++; s.i < len(s.b) && s.b[s.i] != '"'; s.i++ {
				if s.b[s.i] == '\\' {
					s.i++
				}
			}
		case c == '[' || c == '{':
			depth++
		case depth == 0 && (c == ',' || c == ']'):
			item := s.b[start:s.i]
			if !json.Valid(item) {
				s.bad = true
			}
			s.next()
			return item
		case c == ']' || c == '}':
			depth--
		}
		s.i++
	}
	s.bad, s.more = true, false
	return nil
}

// array reads an item that is an array.
func (s *scanner) array() scanner {
	in := scan(s.raw())
	s.bad = s.bad || in.bad
	return in
}

// object reads an item into v.
func (s *scanner) object(v any) {
	if raw := s.raw(); !s.bad && json.Unmarshal(raw, v) != nil {
		s.bad, s.more = true, false
	}
}

// end skips items that this version does not know and says whether the message was whole.
func (s *scanner) end() error {
	for s.more {
		s.raw()
	}
	if s.bad || s.i != len(s.b) {
		return ErrMalformed
	}
	return nil
}
