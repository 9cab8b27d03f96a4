package diff

// A pair is an old node and the new one that was read along it: they may differ. Most often a list keeps its children, and
// a few of them change. Then the pairs among them are all there is to compare, and nobody looks at the others again.
type pair struct {
	old, new    place
	first, last int32 // pairs of the children, in order; 0: none, because pair 0 is the root's
	next        int32 // the next pair of the same parent

	// Of the children from the first pair to the last:
	kids int32
	same int32 // those that are the same
	tail int32 // those after the last pair, all the same

	apart bool // some child has no counterpart in its place

	text   bool  // or a comment
	within bool  // an element whose start tag is the same, with nodes below it
	inside space // what those stand in
}

// pairUp makes the old node o and the one that is read next, from start on, a pair of the top frame.
func (r *reader) pairUp(o place, start int) (i int32) {
	i = int32(len(r.pairs))
	r.pairs = append(r.pairs, pair{old: o, new: place{int32(len(r.nodes)), int32(start)}})
	in := &r.pairs[r.top().pair]
	if in.first == 0 {
		in.first = i
	} else {
		r.pairs[in.last].next = i
	}
	in.last, in.kids, in.same, in.tail = i, in.kids+in.tail+1, in.same+in.tail, 0
	return i
}

// apart says that the children of f do not become the old ones each in its place.
func (r *reader) apart(f *frame) {
	if f.last > 0 {
		r.pairs[f.pair].apart = true
	}
}

// step compares the children of a pair.
func (d *differ) step(i int32, in space) {
	p := &d.reader.pairs[i]
	if !d.inStep(p) {
		d.children(p.old, p.new, in)
		return
	}
	for i := p.first; i > 0; i = d.reader.pairs[i].next {
		if kid := &d.reader.pairs[i]; kid.within {
			d.step(i, kid.inside)
		} else {
			d.pair(kid.old, kid.new, i, in)
		}
	}
}

// inStep is what inPlace is for children that are known: each became its counterpart, and most of them are sure to.
func (d *differ) inStep(p *pair) bool {
	if p.apart {
		return false
	}
	sure := p.same
	for i := p.first; i > 0; i = d.reader.pairs[i].next {
		kid := &d.reader.pairs[i]
		if !kid.text && !kid.within && !d.alike(kid.old, kid.new) {
			return false
		}
		if p.kids > 1 && d.sure(kid.new, sure, p.kids) {
			sure++
		}
	}
	return p.kids <= 1 || 2*sure >= p.kids
}
