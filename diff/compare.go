package diff

import (
	"bytes"
	"slices"
	"sync"

	"github.com/lively-go/lively/internal/htmlscan"
)

// Compare parses html like [Parse], in the [Context] of old, and returns its snapshot and the patch that
// turns old into it. The patch is empty if the canonical forms are equal. The error is a
// [*SyntaxError]. Compare does not modify old and may be called concurrently.
func Compare(old *Snapshot, html []byte) (*Snapshot, Patch, error) {
	return Options{}.Compare(old, html)
}

// Options selects the kinds of items that a patch may contain, beyond those that every client supports.
type Options struct {
	Copy bool // items of the kind Copy
}

// Compare is like the function [Compare].
func (o Options) Compare(old *Snapshot, html []byte) (*Snapshot, Patch, error) {
	d := differPool.Get().(*differ)
	defer differPool.Put(d)
	d.options = o
	return d.compare(old, html)
}

var differPool = sync.Pool{New: func() any { return new(differ) }}

// A differ computes the patch between two trees. Its buffers are reused.
type differ struct {
	reader   reader
	old, new tree
	ops      patchBuilder
	options  Options

	copies    patchBuilder // the ops of Copy items; swapped with ops while a copy is compared
	isCopying bool         // a new child is compared with its sibling: keys are attributes like others
	printer   printer
	source    struct { // the last node that was checked as the source of copies
		node  int32
		valid bool
	}

	children []child // of the elements being compared; the innermost element's are last
	aligner  aligner
	text     [2][]byte // decoded
	attrs    [2][]htmlscan.Attribute
	tokens   [2][][]byte

	cost, budget int // bytes inspected, and the number after which it no longer searches for the best partner
}

// A child is a child of an element that is being compared.
type child struct {
	cursor
	origin          // of a new child
	partner   int32 // index of the corresponding child of the other side, or noPartner
	unchanged bool  // old child: its partner is equal
	moved     bool  // old child: it moves past others
}

const noPartner = -1

// compare parses html with the help of old and computes the patch.
func (d *differ) compare(old *Snapshot, html []byte) (*Snapshot, Patch, error) {
	s := newSnapshot(html, old.in)
	d.ops.reset()
	d.copies.reset()
	d.source.node = 0
	d.cost = 0
	unchanged := commonPrefix(old.html, s.html)
	if d.compareOneText(old, s, unchanged) {
		return s, d.ops.build(nil), nil
	}
	d.reader.old, d.reader.delta, d.reader.equalUntil = old.tree, 0, unchanged
	d.reader.nodes = slices.Grow(s.nodes[:0], len(old.nodes))
	err := d.reader.readRoot(s.html, s.Context())
	s.nodes, d.reader.nodes = d.reader.nodes, nil
	if err != nil {
		s.Release()
		return nil, nil, originalOffset(err, html)
	}
	d.old, d.new = old.tree, s.tree
	d.budget = d.cost + 8*(len(old.html)+len(s.html))
	d.comparePair(0, s.namespace())
	return s, d.ops.build(d.copies.build(nil)), nil
}

// sameSubtree reports whether two subtrees have equal bytes. It reports false if the budget is
// exhausted.
func (d *differ) sameSubtree(o cursor, n child) bool {
	switch {
	case n.unchangedFrom == o.node:
		return true
	case d.pairOf(o, n) > 0:
		return false // the reader found a difference
	}
	if d.old.nodes[o.node].size != d.new.nodes[n.node].size || d.cost > d.budget {
		return false
	}
	a, b := d.old.source(o), d.new.source(n.cursor)
	d.cost += len(a)
	return bytes.Equal(a, b)
}

// compareNodes compares two nodes that match: of the same kind, and for elements of the same name
// and key. i is the index of their pair, or 0.
func (d *differ) compareNodes(o, n cursor, i int32, in namespace) {
	if d.old.kind(o) != elementNode {
		d.compareTexts(o, n, elementInfo{})
		return
	}
	e := d.new.elementInfoAt(n, in)
	d.compareAttributes(o, n, e)
	if e.traits&textElement != 0 {
		if !isLeafTag(d.new.startTag(n)) {
			d.compareTexts(o, n, e)
		}
		return
	}
	if i > 0 {
		d.comparePair(i, e.childNamespace)
	} else {
		d.compareChildren(o, n, e.childNamespace)
	}
}

// compareChildren compares the children of two matched elements.
func (d *differ) compareChildren(o, n cursor, in namespace) {
	base := len(d.children)
	firstOld, firstNew, skipped := d.skipUnchanged(o, n)
	d.children = appendChildren(d.children, d.old, firstOld, d.old.endOf(o))
	middle := len(d.children)
	all := d.children[base:middle:middle]
	d.children = appendChildren(d.children, d.new, firstNew, d.new.endOf(n))
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
	d.addChildrenOp(o, all, skipped, first, a, b, in)
	for i := range a {
		if c := a[i]; c.partner != noPartner && !c.unchanged {
			n := b[c.partner]
			d.compareNodes(c.cursor, n.cursor, d.pairOf(c.cursor, n), in)
		}
	}
	d.children = d.children[:base]
}

// appendChildren appends the child at first and its siblings after it, up to the node end.
func appendChildren(dst []child, t tree, first cursor, end int32) []child {
	for c := first; c.node < end; c = t.nextSibling(c) {
		dst = append(dst, child{cursor: c, partner: noPartner})
	}
	return dst
}
