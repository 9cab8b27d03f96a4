package diff

import (
	"bytes"
	"slices"
	"sync"
)

// Compare reads html as [Parse] does and says what turns old into it. An empty patch means that the canonical forms are
// equal. Old stays as it is; other goroutines may compare with it at the same time.
func Compare(old *Snapshot, html []byte) (*Snapshot, Patch, error) {
	d := differPool.Get().(*differ)
	defer differPool.Put(d)
	return d.compare(old, html)
}

var differPool = sync.Pool{New: func() any { return new(differ) }}

// A differ finds the patch between two trees that are both known.
type differ struct {
	reader   reader
	old, new tree
	ops      patchBuilder

	children []child // of the elements being compared, innermost last
	aligner  aligner
	text     [2][]byte // decoded
	attrs    [2][]attribute
	tokens   [2][][]byte

	cost, budget int // bytes looked at; how many may be, before it stops looking for the best partner
}

// A kid is a child of an element that is compared.
type child struct {
	cursor
	origin          // of a new child
	partner   int32 // ordinal of the child of the other side that it becomes or was; or nobody
	unchanged bool  // of an old child: the partner is the same
	moved     bool  // of an old child: past others
}

const noPartner = -1

// read reads html along old and compares the two.
func (d *differ) compare(old *Snapshot, html []byte) (*Snapshot, Patch, error) {
	s := newSnapshot(html)
	d.ops.reset()
	d.cost = 0
	unchanged := commonPrefix(old.html, s.html)
	if d.compareOneText(old, s, unchanged) {
		return s, d.ops.build(), nil
	}
	d.reader.old, d.reader.delta, d.reader.equalUntil = old.tree, 0, unchanged
	d.reader.nodes = slices.Grow(s.nodes[:0], len(old.nodes))
	err := d.reader.read(s.html, context{}, 0)
	s.nodes, d.reader.nodes = d.reader.nodes, nil
	if err != nil {
		s.Release()
		return nil, nil, originalOffset(err, html)
	}
	d.old, d.new = old.tree, s.tree
	d.budget = d.cost + 8*(len(old.html)+len(s.html))
	d.comparePair(0, htmlNS)
	return s, d.ops.build(), nil
}

// same reports whether two subtrees are known to be the same, or are found to be.
func (d *differ) sameSubtree(o cursor, n child) bool {
	switch {
	case n.unchangedFrom == o.node:
		return true
	case d.pairOf(o, n) > 0:
		return false // it was read along and differed
	}
	if d.old.nodes[o.node].size != d.new.nodes[n.node].size || d.cost > d.budget {
		return false
	}
	a, b := d.old.source(o), d.new.source(n.cursor)
	d.cost += len(a)
	return bytes.Equal(a, b)
}

// pair compares two nodes that are one to the browser: of the same kind, elements of the same name and key. If they were read along,
// i is their pair.
func (d *differ) compareNodes(o, n cursor, i int32, in namespace) {
	if d.old.kind(o) != elementNode {
		d.compareTexts(o, n, elementInfo{})
		return
	}
	e := d.new.elementInfoAt(n, in)
	d.compareAttributes(o, n, e)
	if e.traits&textElement != 0 {
		d.compareTexts(o, n, e)
		return
	}
	if i > 0 {
		d.comparePair(i, e.childNamespace)
	} else {
		d.compareChildren(o, n, e.childNamespace)
	}
}

// children compares the children of two elements that are one.
func (d *differ) compareChildren(o, n cursor, in namespace) {
	base := len(d.children)
	d.children = appendChildren(d.children, d.old, o)
	middle := len(d.children)
	d.children = appendChildren(d.children, d.new, n)
	d.reader.findOrigins(d.children[middle:])
	d.cost += len(d.children) - base
	a, b := d.children[base:middle:middle], d.children[middle:len(d.children):len(d.children)]
	first := 0
	for first < len(a) && first < len(b) && d.sameSubtree(a[first].cursor, b[first]) {
		first++
	}
	aEnd, bEnd := len(a), len(b)
	for aEnd > first && bEnd > first && d.sameSubtree(a[aEnd-1].cursor, b[bEnd-1]) {
		aEnd, bEnd = aEnd-1, bEnd-1
	}
	a, b = a[first:aEnd], b[first:bEnd]
	d.matchChildren(a, b)
	d.addChildrenOp(o, first, a, b)
	for i := range a {
		if c := a[i]; c.partner != noPartner && !c.unchanged {
			n := b[c.partner]
			d.compareNodes(c.cursor, n.cursor, d.pairOf(c.cursor, n), in)
		}
	}
	d.children = d.children[:base]
}

func appendChildren(dst []child, s tree, parent cursor) []child {
	end := s.endOf(parent)
	for c := s.firstChild(parent); c.node < end; c = s.nextSibling(c) {
		dst = append(dst, child{cursor: c, partner: noPartner})
	}
	return dst
}
