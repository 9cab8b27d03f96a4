package diff

import "sort"

// A run is a sequence of sibling subtrees that was copied from the old tree: the index of the first
// new and old node, the number of nodes, and that of subtrees.
type run struct{ new, old, count, children int32 }

// skipUnchanged returns the positions in the lists of children of o and n after those that are unchanged, and how
// many these are, if they were copied together. It does not skip the last two of them, which may be the source of
// copies.
func (d *differ) skipUnchanged(o, n cursor) (oldPos, newPos cursor, skipped int) {
	oldPos, newPos = d.old.firstChild(o), d.new.firstChild(n)
	runs := d.reader.runs
	i := sort.Search(len(runs), func(i int) bool { return runs[i].new >= newPos.node })
	if i == len(runs) || runs[i].new != newPos.node || runs[i].old != oldPos.node {
		return oldPos, newPos, 0
	}
	first := oldPos
	for ; skipped < int(runs[i].children)-2; skipped++ {
		oldPos = d.old.nextSibling(oldPos)
	}
	newPos.node, newPos.offset = newPos.node+oldPos.node-first.node, newPos.offset+oldPos.offset-first.offset
	return oldPos, newPos, skipped
}

// An origin holds what the reader found out about a new node.
type origin struct {
	unchangedFrom int32 // old node with the same bytes; 0 if unknown
	pair          int32 // pair of an element; 0 if none
}

// findOrigins sets the origins of siblings. Runs and pairs are sorted by new node.
func (r *reader) findOrigins(children []child) {
	if len(children) == 0 {
		return
	}
	first := children[0].node
	i := sort.Search(len(r.runs), func(i int) bool { return r.runs[i].new+r.runs[i].count > first })
	j := sort.Search(len(r.pairs), func(j int) bool { return r.pairs[j].new.node >= first })
	for k := range children {
		c := &children[k]
		for i < len(r.runs) && r.runs[i].new+r.runs[i].count <= c.node {
			i++
		}
		if i < len(r.runs) && r.runs[i].new <= c.node {
			c.unchangedFrom = r.runs[i].old + c.node - r.runs[i].new
			continue
		}
		for j < len(r.pairs) && r.pairs[j].new.node < c.node {
			j++
		}
		if j < len(r.pairs) && r.pairs[j].new.node == c.node && !r.pairs[j].isText {
			c.pair = int32(j)
		}
	}
}

// pairOf returns the index of the pair of two nodes, or 0 if the reader did not pair them.
func (d *differ) pairOf(o cursor, n child) int32 {
	if n.pair > 0 && d.reader.pairs[n.pair].old.node == o.node {
		return n.pair
	}
	return 0
}
