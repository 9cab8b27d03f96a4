package diff

import (
	"bytes"
	"slices"
	"sync"
)

// Compare reads html as [Parse] does and says what turns old into it. An empty patch means that the canonical forms are
// equal. Old stays as it is; other goroutines may compare with it at the same time.
func Compare(old *Snapshot, html []byte) (*Snapshot, Patch, error) {
	d := differs.Get().(*differ)
	defer differs.Put(d)
	return d.read(old, html)
}

var differs = sync.Pool{New: func() any { return new(differ) }}

// A differ finds the patch between two trees that are both known.
type differ struct {
	reader   reader
	old, new side
	script   script

	kids   []kid // of the elements being compared, innermost last
	align  aligner
	text   [2][]byte // decoded
	attrs  [2][]attribute
	tokens [2][][]byte

	cost, patience int // bytes looked at; how many may be, before it stops looking for the best partner
}

// A kid is a child of an element that is compared.
type kid struct {
	place
	origin        // of a new child
	partner int32 // ordinal of the child of the other side that it becomes or was; or nobody
	equal   bool  // of an old child: the partner is the same
	moved   bool  // of an old child: past others
}

const nobody = -1

// read reads html along old and compares the two.
func (d *differ) read(old *Snapshot, html []byte) (*Snapshot, Patch, error) {
	s := newSnapshot(html)
	d.script.reset()
	d.cost = 0
	same := common(old.html, s.html)
	if d.oneText(old, s, same) {
		return s, d.script.patch(), nil
	}
	d.reader.old, d.reader.gap, d.reader.same = old.side, 0, same
	d.reader.nodes = slices.Grow(s.nodes[:0], len(old.nodes))
	err := d.reader.read(s.html, context{}, 0)
	s.nodes, d.reader.nodes = d.reader.nodes, nil
	if err != nil {
		s.Release()
		return nil, nil, original(err, html)
	}
	d.old, d.new = old.side, s.side
	d.patience = d.cost + 8*(len(old.html)+len(s.html))
	d.step(0, htmlSpace)
	return s, d.script.patch(), nil
}

// same reports whether two subtrees are known to be the same, or are found to be.
func (d *differ) same(o place, n kid) bool {
	switch {
	case n.from == o.node:
		return true
	case d.pairOf(o, n) > 0:
		return false // it was read along and differed
	}
	if d.old.nodes[o.node].size != d.new.nodes[n.node].size || d.cost > d.patience {
		return false
	}
	a, b := d.old.bytes(o), d.new.bytes(n.place)
	d.cost += len(a)
	return bytes.Equal(a, b)
}

// pair compares two nodes that are one to the browser: of the same kind, elements of the same name and key. If they were read along,
// i is their pair.
func (d *differ) pair(o, n place, i int32, in space) {
	if d.old.kind(o) != elementNode {
		d.texts(o, n, identity{})
		return
	}
	e := d.new.identify(n, in)
	d.attributes(o, n, e)
	if e.traits&leaf != 0 {
		d.texts(o, n, e)
		return
	}
	if i > 0 {
		d.step(i, e.inside)
	} else {
		d.children(o, n, e.inside)
	}
}

// children compares the children of two elements that are one.
func (d *differ) children(o, n place, in space) {
	base := len(d.kids)
	d.kids = appendKids(d.kids, d.old, o)
	middle := len(d.kids)
	d.kids = appendKids(d.kids, d.new, n)
	d.reader.trace(d.kids[middle:])
	d.cost += len(d.kids) - base
	a, b := d.kids[base:middle:middle], d.kids[middle:len(d.kids):len(d.kids)]
	first := 0
	for first < len(a) && first < len(b) && d.same(a[first].place, b[first]) {
		first++
	}
	as, bs := len(a), len(b)
	for as > first && bs > first && d.same(a[as-1].place, b[bs-1]) {
		as, bs = as-1, bs-1
	}
	a, b = a[first:as], b[first:bs]
	d.match(a, b)
	d.list(o, first, a, b)
	for i := range a {
		if k := a[i]; k.partner != nobody && !k.equal {
			n := b[k.partner]
			d.pair(k.place, n.place, d.pairOf(k.place, n), in)
		}
	}
	d.kids = d.kids[:base]
}

func appendKids(dst []kid, s side, parent place) []kid {
	end := s.end(parent)
	for c := s.child(parent); c.node < end; c = s.after(c) {
		dst = append(dst, kid{place: c, partner: nobody})
	}
	return dst
}
