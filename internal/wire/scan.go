package wire

import (
	"encoding/json"
	"errors"
	"math"
	"unicode/utf8"
)

// ErrMalformed is returned for a message that does not conform to the protocol.
var ErrMalformed = errors.New("wire: malformed message")

// A scanner reads the items of a JSON array in order. It is hand-written for the messages that are
// sent with every click: it needs no reflection and little stack, so the stack of a reading
// goroutine does not grow.
type scanner struct {
	b         []byte
	i         int
	more      bool // there are more items in the array
	malformed bool // an error was found; it is never reset
}

// newScanner returns a scanner of the array in b.
func newScanner(b []byte) scanner {
	s := scanner{b: b}
	s.skipSpace()
	s.more = s.accept('[')
	s.malformed = !s.more
	s.skipSpace()
	if s.accept(']') {
		s.more = false
	}
	return s
}

// kind reads the first item, a string without escapes.
func (s *scanner) kind() []byte {
	quoted := s.stringBytes()
	if s.malformed {
		return nil
	}
	return quoted[1 : len(quoted)-1]
}

// skipSpace skips white space.
func (s *scanner) skipSpace() {
	for s.i < len(s.b) {
		switch s.b[s.i] {
		case ' ', '\t', '\n', '\r':
			s.i++
		default:
			return
		}
	}
}

// accept skips c. It reports false, and skips nothing, if the next byte is not c.
func (s *scanner) accept(c byte) bool {
	if s.i < len(s.b) && s.b[s.i] == c {
		s.i++
		return true
	}
	return false
}

// endItem skips the comma after an item, or the end of the array.
func (s *scanner) endItem() {
	s.skipSpace()
	switch {
	case s.accept(','):
		s.skipSpace()
	case s.accept(']'):
		s.more = false
		s.skipSpace()
	default:
		s.malformed = true
	}
	if s.malformed {
		s.more = false
	}
}

// maxNumber is the largest number of a message: every larger one is not exact in JavaScript.
const maxNumber = 1 << 53

// number reads an integer from 0 to maxNumber. One that does not fit into an int, which has 32 bits on
// some systems, is malformed.
func (s *scanner) number() int {
	n := s.number64()
	if n > math.MaxInt {
		s.malformed, s.more = true, false
		return 0
	}
	return int(n)
}

// number64 reads an integer from 0 to maxNumber.
func (s *scanner) number64() uint64 {
	start, n := s.i, uint64(0)
	for s.more && s.i < len(s.b) && '0' <= s.b[s.i] && s.b[s.i] <= '9' && s.i-start < 16 {
		n = n*10 + uint64(s.b[s.i]-'0')
		s.i++
	}
	if s.i == start || s.b[start] == '0' && s.i > start+1 || n > maxNumber {
		s.malformed = true
	}
	s.endItem()
	return n
}

// string reads a string.
func (s *scanner) string() string {
	raw := s.stringBytes()
	if s.malformed {
		return ""
	}
	for _, c := range raw[1 : len(raw)-1] {
		if c == '\\' || c < ' ' || c >= utf8.RuneSelf {
			var out string
			if json.Unmarshal(raw, &out) != nil {
				s.malformed, s.more = true, false
			}
			return out
		}
	}
	return string(raw[1 : len(raw)-1])
}

// stringBytes reads a string and returns it verbatim, with its quotes and escapes.
func (s *scanner) stringBytes() []byte {
	start := s.i
	if !s.more || !s.accept('"') {
		s.malformed, s.more = true, false
		return nil
	}
	for s.i < len(s.b) {
		switch s.b[s.i] {
		case '\\':
			s.i++
		case '"':
			s.i++
			raw := s.b[start:s.i]
			s.endItem()
			return raw
		}
		s.i++
	}
	s.malformed, s.more = true, false
	return nil
}

// raw reads an item of any kind and returns it verbatim.
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
				s.malformed = true
			}
			s.endItem()
			return item
		case c == ']' || c == '}':
			depth--
		}
		s.i++
	}
	s.malformed, s.more = true, false
	return nil
}

// array reads an item that is an array.
func (s *scanner) array() scanner {
	in := newScanner(s.raw())
	s.malformed = s.malformed || in.malformed
	return in
}

// object decodes an item into v.
func (s *scanner) object(v any) {
	if raw := s.raw(); !s.malformed && json.Unmarshal(raw, v) != nil {
		s.malformed, s.more = true, false
	}
}

// end skips the remaining items, which a later version may have added, and returns ErrMalformed if
// the message is malformed.
func (s *scanner) end() error {
	for s.more {
		s.raw()
	}
	if s.malformed || s.i != len(s.b) {
		return ErrMalformed
	}
	return nil
}
