package diff

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
)

// Apply applies p like a client does and returns the resulting snapshot. It builds the new nodes
// from the old ones and then checks that they equal the nodes that [Parse] produces from the new
// HTML. It returns an error if p does not fit s. Apply does not modify s.
func (s *Snapshot) Apply(p Patch) (*Snapshot, error) {
	a := applier{tree: s.tree, patch: p}
	err := a.checkOrder()
	if err == nil {
		in := s.Context()
		err = a.applyElement(cursor{}, in.context, in.depth)
	}
	if err == nil && a.used < len(p) {
		err = errors.New("op addresses a removed node")
	}
	if err != nil {
		return nil, fmt.Errorf("diff: apply patch: %w", err)
	}
	parsed, err := parse(a.dst, s.in)
	if err != nil {
		return nil, fmt.Errorf("diff: apply patch: the result is not valid markup: %w", err)
	}
	if !bytes.Equal(parsed.html, a.dst) || !slices.Equal(parsed.nodes, a.nodes) {
		return nil, errors.New("diff: apply patch: the resulting nodes do not match the resulting markup")
	}
	return parsed, nil
}

// An applier builds the tree that results from a patch.
type applier struct {
	tree
	patch Patch
	used  int // number of ops applied
	dst   []byte
	nodes []node
	r     reader
}

// checkOrder checks that the ops are sorted and address existing nodes.
func (a *applier) checkOrder() error {
	at := 0
	for i, op := range a.patch {
		if op.Node < at || op.Node >= len(a.tree.nodes) {
			return fmt.Errorf("op %d addresses node %d of %d", i, op.Node, len(a.tree.nodes))
		}
		at = op.Node
	}
	return nil
}

// firstOp returns the index of the first op that addresses node n or a later one.
func (a *applier) firstOp(n int32) int {
	i, _ := slices.BinarySearchFunc(a.patch, int(n), func(op Op, n int) int { return op.Node - n })
	return i
}

// applyNode writes the old node p with its ops applied. Its context is c, below depth elements.
func (a *applier) applyNode(p cursor, c context, depth int) error {
	if a.firstOp(p.node) == a.firstOp(a.endOf(p)) {
		a.dst = append(a.dst, a.source(p)...)
		a.nodes = append(a.nodes, a.tree.nodes[p.node:a.endOf(p)]...)
		return nil
	}
	if a.kind(p) == elementNode {
		return a.applyElement(p, c, depth)
	}
	var buf []byte
	text, err := a.applyText(p, a.textOf(p, elementInfo{}, &buf))
	start := len(a.dst)
	if a.kind(p) == commentNode {
		a.dst = append(append(append(a.dst, "<!--"...), text...), "-->"...)
	} else {
		a.dst = appendMarkup(a.dst, text, false)
	}
	a.nodes = append(a.nodes, node{0, int32(len(a.dst) - start), 1})
	return err
}

// takeOps returns the ops of one node and counts them as applied.
func (a *applier) takeOps(p cursor) Patch {
	ops := a.patch[a.firstOp(p.node):a.firstOp(p.node+1)]
	a.used += len(ops)
	return ops
}

// applyText applies the ops of a text, comment or text element to its text.
func (a *applier) applyText(p cursor, text []byte) ([]byte, error) {
	for _, op := range a.takeOps(p) {
		switch op.Kind {
		case SetText:
			text = []byte(op.Text)
		case AppendText:
			text = append(slices.Clip(text), op.Text...)
		case Splice:
			var err error
			if text, err = splice(text, op); err != nil {
				return nil, err
			}
		case SetAttr, RemoveAttr:
			if a.kind(p) == elementNode {
				continue
			}
			fallthrough
		default:
			return nil, fmt.Errorf("op of kind %d does not apply to node %d (%s)", op.Kind, p.node, a.kind(p))
		}
	}
	return text, nil
}

// splice replaces UTF-16 code units of text.
func splice(text []byte, op Op) ([]byte, error) {
	from, okStart := utf16Offset(text, op.Start)
	n, okDelete := utf16Offset(text[from:], op.Delete)
	if !okStart || !okDelete {
		return nil, fmt.Errorf("cannot splice %d units at %d in a text of %d units", op.Delete, op.Start, utf16Len(text))
	}
	return slices.Concat(text[:from], []byte(op.Text), text[from+n:]), nil
}

// utf16Offset returns the number of bytes that the first n UTF-16 code units of s take. It reports
// false if they do not end at a code point.
func utf16Offset(s []byte, n int) (i int, ok bool) {
	for ; n > 0 && i < len(s); i++ {
		switch c := s[i]; {
		case c >= 0xf0:
			n -= 2
		case c&0xc0 != 0x80:
			n--
		}
	}
	for inRune(s, i) {
		i++
	}
	return i, n == 0
}

// appendMarkup appends markup for s: as text, or as a value in double quotes if quoted.
func appendMarkup(dst, s []byte, quoted bool) []byte {
	for i, part := range bytes.Split(s, []byte("\r")) {
		if i > 0 {
			dst = append(dst, "&#13;"...)
		}
		dst = appendEscaped(dst, part, quoted)
	}
	return dst
}
