package wire

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// A StreamOps is a list of operations on the rows of a stream, to be applied in order. The zero StreamOps is empty
// and ready to use.
type StreamOps struct {
	json []byte // the items, each followed by a comma
	open int    // end of the HTML of the last insert, to which rows can be added; 0 if that is not possible
	next int    // position at which they are inserted
}

// End is the position after the last row.
const End = -1

// Reset removes all rows. Those that the rest of the list inserts again keep what the browser knows of them.
func (o *StreamOps) Reset() { o.limit(0) }

// Limit removes rows until n are left: from the end or, if n is negative, from the start, until −n are left.
func (o *StreamOps) Limit(n int) { o.limit(n) }

func (o *StreamOps) limit(n int) {
	o.open = 0
	o.json = append(strconv.AppendInt(o.json, int64(n), 10), ',')
}

// Delete removes the row with this key, if there is one.
func (o *StreamOps) Delete(key string) {
	o.open = 0
	o.json = append(appendString(o.json, key), ',')
}

// Insert inserts a row, or replaces the one that has its key.
func (o *StreamOps) Insert(at int, html []byte) {
	if o.open > 0 && at == o.next {
		text := appendString(nil, string(html))
		o.json = append(append(o.json[:o.open], text[1:]...), "],"...)
	} else {
		o.json = strconv.AppendInt(append(o.json, '['), int64(at), 10)
		o.json = append(appendString(append(o.json, ','), string(html)), "],"...)
	}
	o.open = len(o.json) - len(`"],`)
	if o.next = at; at != End {
		o.next++
	}
}

// Len returns the number of bytes of the operations.
func (o *StreamOps) Len() int { return len(o.json) }

// Stream returns an effect that changes the rows of the stream in the element with this number. number counts the
// effects of the stream from 1.
func Stream(element uint64, number int, ops StreamOps) Effect {
	e := strconv.AppendUint(Effect(`["stream",`), element, 10)
	e = strconv.AppendInt(append(e, ','), int64(number), 10)
	e = append(append(e, ",["...), ops.json...)
	if ops.Len() > 0 {
		e = e[:len(e)-1]
	}
	return append(e, "]]"...)
}

// IsStream reports whether e is the result of Stream.
func (e Effect) IsStream() bool { return bytes.HasPrefix(e, []byte(`["stream",`)) }

// A StreamOp is one operation. HTML holds the rows to insert at At; it is "" for the other operations. Key is that
// of the row to delete, if IsDelete is set. Otherwise the operation is a limit, or for 0 a reset.
type StreamOp struct {
	HTML     string
	At       int
	Key      string
	IsDelete bool
	Limit    int
}

// ParseStream parses the arguments of an effect that Stream has returned. The error is ErrMalformed.
func ParseStream(args []json.RawMessage) (element uint64, number int, ops []StreamOp, err error) {
	var items []json.RawMessage
	if len(args) < 3 || json.Unmarshal(args[0], &element) != nil || json.Unmarshal(args[1], &number) != nil ||
		json.Unmarshal(args[2], &items) != nil {
		return 0, 0, nil, ErrMalformed
	}
	for _, item := range items {
		var op StreamOp
		switch item[0] {
		case '[':
			err = json.Unmarshal(item, &[]any{&op.At, &op.HTML})
		case '"':
			op.IsDelete = true
			err = json.Unmarshal(item, &op.Key)
		default:
			err = json.Unmarshal(item, &op.Limit)
		}
		if err != nil {
			return 0, 0, nil, ErrMalformed
		}
		ops = append(ops, op)
	}
	return element, number, ops, nil
}

// A StreamState is what a client has of a stream.
type StreamState struct {
	Element uint64
	Number  int    // of the last effect applied; 0 if there was none
	Sum     uint32 // of the FNV-1a hashes of the keys of its rows
}

// MarshalJSON implements json.Marshaler.
func (st StreamState) MarshalJSON() ([]byte, error) {
	return json.Marshal([3]uint64{st.Element, uint64(st.Number), uint64(st.Sum)})
}

// UnmarshalJSON implements json.Unmarshaler.
func (st *StreamState) UnmarshalJSON(b []byte) error {
	return unmarshalItems(b, func(s *scanner) { *st = s.streamState() })
}

func (s *scanner) streamState() StreamState {
	st := StreamState{Element: s.number64(), Number: s.number()}
	sum := s.number64()
	s.malformed = s.malformed || sum>>32 != 0
	st.Sum = uint32(sum)
	return st
}

// streamStates parses a list of states, if there is a further item.
func (s *scanner) streamStates() (all []StreamState) {
	if !s.more {
		return nil
	}
	in := s.array()
	for in.more {
		item := in.array()
		all = append(all, item.streamState())
		in.malformed = in.malformed || item.end() != nil
	}
	s.malformed = s.malformed || in.malformed
	return all
}

func appendStreamStates(dst []byte, states []StreamState) []byte {
	dst = append(dst, '[')
	for i, st := range states {
		if i > 0 {
			dst = append(dst, ',')
		}
		b, _ := st.MarshalJSON() // numbers do not fail
		dst = append(dst, b...)
	}
	return append(dst, ']')
}
