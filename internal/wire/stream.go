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

// A Streams message reports what the client has of the streams of a session.
type Streams struct{ States []StreamState }

// MaxStreams is the number of states that a Streams message may have.
const MaxStreams = 100

// A StreamState is what a client has of a stream.
type StreamState struct {
	Element uint64
	Number  int    // of the last effect applied; 0 if there was none
	Sum     uint32 // of KeySum of the keys of its rows
}

// KeySum returns the 32-bit FNV-1a hash of the key of a row.
func KeySum(key string) uint32 {
	sum := uint32(2166136261)
	for i := range len(key) {
		sum = (sum ^ uint32(key[i])) * 16777619
	}
	return sum
}

func (m Streams) Append(dst []byte) []byte {
	dst = append(dst, `["streams"`...)
	for _, st := range m.States {
		dst = strconv.AppendUint(append(dst, ",["...), st.Element, 10)
		dst = strconv.AppendInt(append(dst, ','), int64(st.Number), 10)
		dst = append(strconv.AppendUint(append(dst, ','), uint64(st.Sum), 10), ']')
	}
	return append(dst, ']')
}

func (s *scanner) streams() (m Streams) {
	for s.more {
		in := s.array()
		st := StreamState{Element: in.number64(), Number: in.number()}
		sum := in.number64()
		st.Sum = uint32(sum)
		m.States = append(m.States, st)
		s.malformed = s.malformed || in.end() != nil || sum>>32 != 0 || len(m.States) > MaxStreams
	}
	return m
}
