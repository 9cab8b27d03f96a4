package diff

import "sort"

// A run is a sequence of sibling subtrees that was copied from the old tree: the index of the first
// new and old node, and the number of nodes.
type run struct{ new, old, count int32 }

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
