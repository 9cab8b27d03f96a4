package diff

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
)

// Apply is what a client does with a patch: the snapshot after it. It builds the new nodes from the old ones as the ops
// say, and then demands that they are what [Parse] makes of the new bytes. A patch that does not fit is an error,
// whatever it holds.
func (s *Snapshot) Apply(p Patch) (*Snapshot, error) {
	a := applier{tree: s.tree, patch: p}
	err := a.checkOrder()
	if err == nil {
		err = a.applyElement(cursor{}, context{}, 0)
	}
	if err == nil && a.used < len(p) {
		err = errors.New("an op addresses a node that was removed")
	}
	if err != nil {
		return nil, fmt.Errorf("diff: apply patch: %w", err)
	}
	parsed, err := Parse(a.dst)
	if err != nil {
		return nil, fmt.Errorf("diff: apply patch: the outcome is no markup: %w", err)
	}
	if !bytes.Equal(parsed.html, a.dst) || !slices.Equal(parsed.nodes, a.nodes) {
		return nil, errors.New("diff: apply patch: the outcome has nodes that no parser makes of its markup")
	}
	return parsed, nil
}

// An applier writes a new tree.
type applier struct {
	tree
	patch Patch
	used  int // ops carried out
	dst   []byte
	nodes []node
	r     reader
}

// check says whether the ops are in order and address nodes that exist.
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

// from is the number of the first op that addresses the node n or one after it.
func (a *applier) firstOp(n int32) int {
	i, _ := slices.BinarySearchFunc(a.patch, int(n), func(op Op, n int) int { return op.Node - n })
	return i
}

// node writes the old node p, changed as its ops say. It stands in c, below depth elements.
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

// ops takes the ops of one node.
func (a *applier) takeOps(p cursor) Patch {
	ops := a.patch[a.firstOp(p.node):a.firstOp(p.node+1)]
	a.used += len(ops)
	return ops
}

// texts carries out the ops of a text, comment or leaf.
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
			return nil, fmt.Errorf("op %d on the %s that is node %d", op.Kind, a.kind(p), p.node)
		}
	}
	return text, nil
}

// splice replaces UTF-16 units of text.
func splice(text []byte, op Op) ([]byte, error) {
	from, okStart := utf16Offset(text, op.Start)
	n, okDelete := utf16Offset(text[from:], op.Delete)
	if !okStart || !okDelete {
		return nil, fmt.Errorf("a splice of %d units after %d, in a text of %d", op.Delete, op.Start, utf16Len(text))
	}
	return slices.Concat(text[:from], []byte(op.Text), text[from+n:]), nil
}

// utf16Offset is how many bytes n UTF-16 units of s take, if that is a boundary.
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

// appendMarkup appends what is to be read as s: a text or, if quoted, a value in double quotes.
func appendMarkup(dst, s []byte, quoted bool) []byte {
	for i, part := range bytes.Split(s, []byte("\r")) {
		if i > 0 {
			dst = append(dst, "&#13;"...)
		}
		dst = appendEscaped(dst, part, quoted)
	}
	return dst
}
