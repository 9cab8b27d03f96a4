package diff

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// ParsePatch parses the JSON that [Patch.AppendJSON] produces. The input may come from an untrusted
// source: the result is well-formed, but [Snapshot.Apply] must still check that it fits a snapshot.
func ParsePatch(ops []byte) (Patch, error) {
	dec := json.NewDecoder(bytes.NewReader(ops))
	dec.UseNumber()
	var items []any
	if err := dec.Decode(&items); err != nil {
		return nil, fmt.Errorf("diff: parse patch: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("diff: parse patch: data after the end")
	}
	in := patchReader{items: items}
	p := in.ops()
	if in.failed {
		return nil, fmt.Errorf("diff: parse patch: op %d is malformed", len(p))
	}
	return p, nil
}

// A patchReader reads the elements of a decoded patch one by one.
type patchReader struct {
	items  []any
	inCopy bool // the ops are those of a Copy
	failed bool
}

// ops reads all ops, up to the first that is malformed.
func (r *patchReader) ops() (p Patch) {
	for node := 0; len(r.items) > 0; {
		op := r.op()
		if node += op.Node; r.failed || node > maxSize {
			r.failed = true
			return p
		}
		op.Node = node
		p = append(p, op)
	}
	return p
}

func (r *patchReader) op() (op Op) {
	op.Node = r.number()
	kind := r.number()
	if kind > int(Children) {
		r.failed = true
		return op
	}
	switch op.Kind = OpKind(kind); op.Kind {
	case SetText, AppendText:
		op.Text = r.string()
	case Splice:
		op.Start, op.Delete, op.Text = r.number(), r.number(), r.string()
	case SetAttr:
		op.Name, op.Text = r.string(), r.string()
	case RemoveAttr:
		op.Name = r.string()
	case Children:
		list, ok := r.next().([]any)
		r.failed = r.failed || !ok
		for _, v := range list {
			op.List = append(op.List, r.item(v))
		}
	}
	return op
}

func (r *patchReader) item(v any) Item {
	switch v := v.(type) {
	case string:
		return Item{Kind: Insert, HTML: v}
	case json.Number:
		n, err := v.Int64()
		switch {
		case err != nil || n == 0 || n > maxSize || n < -maxSize:
			r.failed = true
		case n > 0:
			return Item{Kind: Keep, N: int(n)}
		default:
			return Item{Kind: Remove, N: int(-n)}
		}
	case []any:
		in := patchReader{items: v}
		n := in.number()
		if len(in.items) == 0 {
			r.failed = r.failed || in.failed
			return Item{Kind: Move, N: n}
		}
		list, ok := in.next().([]any)
		ops := patchReader{items: list, inCopy: true}
		it := Item{Kind: Copy, N: n, Ops: ops.ops()}
		r.failed = r.failed || r.inCopy || !ok || in.failed || ops.failed || len(in.items) > 0
		return it
	default:
		r.failed = true
	}
	return Item{}
}

func (r *patchReader) next() (v any) {
	if len(r.items) == 0 {
		r.failed = true
		return nil
	}
	v, r.items = r.items[0], r.items[1:]
	return v
}

// number reads a number from 0 to maxSize.
func (r *patchReader) number() int {
	n, ok := r.next().(json.Number)
	if i, err := n.Int64(); ok && err == nil && 0 <= i && i <= maxSize {
		return int(i)
	}
	r.failed = true
	return 0
}

func (r *patchReader) string() string {
	s, ok := r.next().(string)
	r.failed = r.failed || !ok
	return s
}
