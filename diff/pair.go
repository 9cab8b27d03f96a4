package diff

// A pair is an old node and the new one that was read along it: they may differ. Most often a list keeps its children, and
// a few of them change. Then the pairs among them are all there is to compare, and nobody looks at the others again.
type pair struct {
	old, new    cursor
	first, last int32 // pairs of the children, in order; 0: none, because pair 0 is the root's
	next        int32 // the next pair of the same parent

	// Of the children from the first pair to the last:
	childCount     int32
	unchangedCount int32 // those that are the same
	unchangedAfter int32 // those after the last pair, all the same

	moved bool // some child has no counterpart in its place

	isText         bool      // or a comment
	sameTag        bool      // an element whose start tag is the same, with nodes below it
	childNamespace namespace // what those stand in
}

// pairUp makes the old node o and the one that is read next, from start on, a pair of the top frame.
func (r *reader) addPair(o cursor, start int) (i int32) {
	i = int32(len(r.pairs))
	r.pairs = append(r.pairs, pair{old: o, new: cursor{int32(len(r.nodes)), int32(start)}})
	in := &r.pairs[r.top().pair]
	if in.first == 0 {
		in.first = i
	} else {
		r.pairs[in.last].next = i
	}
	in.last, in.childCount, in.unchangedCount, in.unchangedAfter = i, in.childCount+in.unchangedAfter+1, in.unchangedCount+in.unchangedAfter, 0
	return i
}

// apart says that the children of f do not become the old ones each in its place.
func (r *reader) markMoved(f *frame) {
	if f.endOld > 0 {
		r.pairs[f.pair].moved = true
	}
}

// step compares the children of a pair.
func (d *differ) comparePair(i int32, in namespace) {
	p := &d.reader.pairs[i]
	if !d.inPlacePairs(p) {
		d.compareChildren(p.old, p.new, in)
		return
	}
	for i := p.first; i > 0; i = d.reader.pairs[i].next {
		if c := &d.reader.pairs[i]; c.sameTag {
			d.comparePair(i, c.childNamespace)
		} else {
			d.compareNodes(c.old, c.new, i, in)
		}
	}
}

// inStep is what inPlace is for children that are known: each became its counterpart, and most of them are sure to.
func (d *differ) inPlacePairs(p *pair) bool {
	if p.moved {
		return false
	}
	certain := p.unchangedCount
	for i := p.first; i > 0; i = d.reader.pairs[i].next {
		c := &d.reader.pairs[i]
		if !c.isText && !c.sameTag && !d.compatible(c.old, c.new) {
			return false
		}
		if p.childCount > 1 && d.certainByKey(c.new, certain, p.childCount) {
			certain++
		}
	}
	return p.childCount <= 1 || 2*certain >= p.childCount
}
