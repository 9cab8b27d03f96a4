package diff

import (
	"bytes"
	"fmt"
)

// CheckEqual returns nil if a and b have the same nodes in the same order with the same canonical
// content. Otherwise the error describes the first node that differs.
func CheckEqual(a, b *Snapshot) error {
	c := comparer{a: printer{tree: a.tree}, b: printer{tree: b.tree}}
	return c.equalChildren(cursor{}, cursor{}, a.namespace())
}

type comparer struct{ a, b printer }

func (c *comparer) equalChildren(p, q cursor, in namespace) error {
	x, y := c.a.firstChild(p), c.b.firstChild(q)
	for ; x.node < c.a.endOf(p) && y.node < c.b.endOf(q); x, y = c.a.nextSibling(x), c.b.nextSibling(y) {
		k := c.a.kind(x)
		if k != c.b.kind(y) || !bytes.Equal(c.a.nodeForm(x, in), c.b.nodeForm(y, in)) {
			return fmt.Errorf("diff: node %d is %s, not %s", x.node, c.a.describe(x, in), c.b.describe(y, in))
		}
		if k == elementNode {
			if err := c.equalChildren(x, y, c.a.elementInfoAt(x, in).childNamespace); err != nil {
				return err
			}
		}
	}
	switch {
	case x.node < c.a.endOf(p):
		return fmt.Errorf("diff: node %d is only in the first snapshot: %s", x.node, c.a.describe(x, in))
	case y.node < c.b.endOf(q):
		return fmt.Errorf("diff: node %d is only in the second snapshot: %s", y.node, c.b.describe(y, in))
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
