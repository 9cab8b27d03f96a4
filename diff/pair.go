package diff

import "bytes"

// A pair is an old node and the new node that was read in its place. Their contents may differ.
// Usually a list keeps its children and a few of them change. Then only the pairs of changed
// children must be compared.
type pair struct {
	old, new    cursor
	first, last int32 // pairs of the children, in order; 0 means none, because pair 0 is the root's
	next        int32 // next pair of the same parent

	// Counts of children, from the first to the last pair:
	childCount     int32
	unchangedCount int32 // unchanged ones
	unchangedAfter int32 // unchanged ones after the last pair

	rearranged bool // some child was inserted, removed or moved

	isText         bool      // a text or comment
	sameTag        bool      // an element with nodes below it, whose start tag is unchanged
	childNamespace namespace // of those nodes
}

// addPair pairs the old node o with the node that is read next, from offset start on. It adds the
// pair to that of the top frame and returns its index.
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

// markRearranged records that a child of f was inserted, removed or moved.
func (r *reader) markRearranged(f *frame) {
	if f.endOld > 0 {
		r.pairs[f.pair].rearranged = true
	}
}

// comparePair compares the children of a pair.
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

// inPlacePairs is matchInPlace for children that are already paired: it reports whether all
// children stay in their places and at least half of the pairs are certain.
func (d *differ) inPlacePairs(p *pair) bool {
	if p.rearranged {
		return false
	}
	certain := p.unchangedCount
	for i := p.first; i > 0; i = d.reader.pairs[i].next {
		c := &d.reader.pairs[i]
		if !c.isText && !c.sameTag && !d.compatible(c.old, c.new) {
			return false
		}
		if p.childCount > 1 && (d.certainByKey(c.new, certain, p.childCount) || d.certainByTag(p, i, certain)) {
			certain++
		}
	}
	return p.childCount <= 1 || 2*certain >= p.childCount
}

// maxTags is the largest number of children for which certainByTag compares start tags.
const maxTags = 8

// certainByTag reports whether pair i has a start tag that is unchanged, and that no other pair of its parent p
// has: the parts of a card, which are not rows. It inspects tags only if fewer than half of the children are known
// to be certain.
func (d *differ) certainByTag(p *pair, i, known int32) bool {
	c := &d.reader.pairs[i]
	if !c.sameTag || 2*known >= p.childCount || p.childCount > maxTags {
		return false
	}
	tag := d.old.startTag(c.old)
	for j := p.first; j > 0; j = d.reader.pairs[j].next {
		other := &d.reader.pairs[j]
		if j == i || other.isText {
			continue
		}
		if d.cost += len(tag); bytes.Equal(tag, d.old.startTag(other.old)) || bytes.Equal(tag, d.new.startTag(other.new)) {
			return false
		}
	}
	return true
}
