package wire

import (
	"encoding/json"
	"strconv"
)

// A JoinedRoot is a nested session, in the reply to its parent's Join.
type JoinedRoot struct {
	Session uint64
	Version int
	HTML    *string // full HTML; nil if the document has it already
}

// A ResumeRoot is what a client has received in a nested session. See Resume.
type ResumeRoot struct{ Frame, Version, Ref int }

// A ResumedRoot is what the server has received in a nested session. See Resumed.
type ResumedRoot struct{ Ref, Acked int }

// Open returns an effect that fills the element with this number with a nested session. If html is
// nil, the document has its content already.
func Open(element int, r JoinedRoot) Effect {
	e := strconv.AppendInt(Effect(`["open",`), int64(element), 10)
	return r.append(append(e, ','))
}

// ParseOpen parses the arguments of an effect that Open has returned. The error is ErrMalformed.
func ParseOpen(args []json.RawMessage) (element int, r JoinedRoot, err error) {
	list, err := json.Marshal(args)
	if err != nil {
		return 0, r, ErrMalformed
	}
	err = unmarshalItems(list, func(s *scanner) { element, r = s.number(), s.joinedRoot() })
	return element, r, err
}

// append appends the items and a closing bracket.
func (r JoinedRoot) append(dst []byte) []byte {
	dst = strconv.AppendUint(dst, r.Session, 10)
	dst = strconv.AppendInt(append(dst, ','), int64(r.Version), 10)
	if r.HTML != nil {
		dst = appendString(append(dst, ','), *r.HTML)
	}
	return append(dst, ']')
}

// MarshalJSON implements json.Marshaler.
func (r JoinedRoot) MarshalJSON() ([]byte, error) { return r.append([]byte{'['}), nil }

// MarshalJSON implements json.Marshaler.
func (r ResumeRoot) MarshalJSON() ([]byte, error) {
	return json.Marshal([3]int{r.Frame, r.Version, r.Ref})
}

// MarshalJSON implements json.Marshaler.
func (r ResumedRoot) MarshalJSON() ([]byte, error) { return json.Marshal([2]int{r.Ref, r.Acked}) }

// UnmarshalJSON implements json.Unmarshaler.
func (r *JoinedRoot) UnmarshalJSON(b []byte) error {
	return unmarshalItems(b, func(s *scanner) { *r = s.joinedRoot() })
}

func (s *scanner) joinedRoot() JoinedRoot {
	r := JoinedRoot{Session: s.number64(), Version: s.number()}
	if s.more {
		html := s.string()
		r.HTML = &html
	}
	return r
}

// UnmarshalJSON implements json.Unmarshaler.
func (r *ResumeRoot) UnmarshalJSON(b []byte) error {
	return unmarshalItems(b, func(s *scanner) { *r = ResumeRoot{s.number(), s.number(), s.number()} })
}

// UnmarshalJSON implements json.Unmarshaler.
func (r *ResumedRoot) UnmarshalJSON(b []byte) error {
	return unmarshalItems(b, func(s *scanner) { *r = ResumedRoot{s.number(), s.number()} })
}

// unmarshalItems calls read with a scanner of the array in b.
func unmarshalItems(b []byte, read func(*scanner)) error {
	s := newScanner(b)
	read(&s)
	return s.end()
}
