package diff

import (
	"bytes"
	"fmt"
)

// Equal is nil if both have the same nodes in the same order with the same canonical content; else it names the first
// node that differs.
func Equal(a, b *Snapshot) error {
	e := equality{a: printer{side: a.side}, b: printer{side: b.side}}
	return e.children(place{}, place{}, htmlSpace)
}

type equality struct{ a, b printer }

func (e *equality) children(p, q place, in space) error {
	x, y := e.a.child(p), e.b.child(q)
	for ; x.node < e.a.end(p) && y.node < e.b.end(q); x, y = e.a.after(x), e.b.after(y) {
		k := e.a.kind(x)
		if k != e.b.kind(y) || !bytes.Equal(e.a.shallow(x, in), e.b.shallow(y, in)) {
			return fmt.Errorf("diff: node %d is %s, not %s", x.node, e.a.describe(x, in), e.b.describe(y, in))
		}
		if k == elementNode {
			if err := e.children(x, y, e.a.identify(x, in).inside); err != nil {
				return err
			}
		}
	}
	switch {
	case x.node < e.a.end(p):
		return fmt.Errorf("diff: node %d is %s, not there", x.node, e.a.describe(x, in))
	case y.node < e.b.end(q):
		return fmt.Errorf("diff: node %d is not there, but %s", y.node, e.b.describe(y, in))
	}
	return nil
}

// shallow is the canonical form of a node without those below it. It is valid until the next call.
func (p *printer) shallow(n place, in space) []byte {
	p.dst = p.dst[:0]
	if p.kind(n) == elementNode {
		if e := p.identify(n, in); e.traits&leaf == 0 {
			p.startTag(n, e.space.elementName(e.name), e.space)
			return p.dst
		}
	}
	p.node(n, in)
	return p.dst
}

func (p *printer) describe(n place, in space) string {
	return fmt.Sprintf("the %s %.200q", p.kind(n), p.shallow(n, in))
}
