package diff

import (
	"bytes"
	"fmt"
)

// Equal returns nil if a and b have the same nodes in the same order with the same canonical
// content. Otherwise the error describes the first node that differs.
func Equal(a, b *Snapshot) error {
	e := comparer{a: printer{tree: a.tree}, b: printer{tree: b.tree}}
	return e.equalChildren(cursor{}, cursor{}, htmlNS)
}

type comparer struct{ a, b printer }

func (e *comparer) equalChildren(p, q cursor, in namespace) error {
	x, y := e.a.firstChild(p), e.b.firstChild(q)
	for ; x.node < e.a.endOf(p) && y.node < e.b.endOf(q); x, y = e.a.nextSibling(x), e.b.nextSibling(y) {
		k := e.a.kind(x)
		if k != e.b.kind(y) || !bytes.Equal(e.a.nodeForm(x, in), e.b.nodeForm(y, in)) {
			return fmt.Errorf("diff: node %d is %s, not %s", x.node, e.a.describe(x, in), e.b.describe(y, in))
		}
		if k == elementNode {
			if err := e.equalChildren(x, y, e.a.elementInfoAt(x, in).childNamespace); err != nil {
				return err
			}
		}
	}
	switch {
	case x.node < e.a.endOf(p):
		return fmt.Errorf("diff: node %d is only in the first snapshot: %s", x.node, e.a.describe(x, in))
	case y.node < e.b.endOf(q):
		return fmt.Errorf("diff: node %d is only in the second snapshot: %s", y.node, e.b.describe(y, in))
	}
	return nil
}

// nodeForm returns the canonical form of a node without its descendants. It is valid until the next
// call.
func (p *printer) nodeForm(n cursor, in namespace) []byte {
	p.dst = p.dst[:0]
	if p.kind(n) == elementNode {
		if e := p.elementInfoAt(n, in); e.traits&textElement == 0 {
			p.writeStartTag(n, e.namespace.elementName(e.name), e.namespace)
			return p.dst
		}
	}
	p.writeNode(n, in)
	return p.dst
}

func (p *printer) describe(n cursor, in namespace) string {
	return fmt.Sprintf("the %s %.200q", p.kind(n), p.nodeForm(n, in))
}
