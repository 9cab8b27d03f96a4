package diff

import "sort"

// A run is a row of siblings, with all below them, that was taken over from the old tree.
type run struct{ new, old, count int32 }

// An origin is what reading along found out about a new node.
type origin struct {
	unchangedFrom int32 // the old node with the same bytes; 0: none is known
	pair          int32 // the pair it is of, if it is an element; 0: none
}

// trace finds the origins of siblings. Runs and pairs are in the order of the new nodes.
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

// pairOf is the pair of two nodes, or 0 if they were not read along.
func (d *differ) pairOf(o cursor, n child) int32 {
	if n.pair > 0 && d.reader.pairs[n.pair].old.node == o.node {
		return n.pair
	}
	return 0
}
