package diff

// Reading along an old tree. Whatever is chosen here costs or saves time only: what the new nodes are does not depend on
// it, because a subtree is taken over only if its bytes are the same and so is all that a parser knows around it: both
// stand in elements of the same names, all the way up.

// along makes the children of the old node of a pair what the children of f are expected to be.
func (r *reader) along(f *frame, pair int32) {
	o := r.pairs[pair].old
	n := r.old.nodes[o.node]
	f.first = place{o.node + 1, o.at + n.tag}
	f.next, f.last, f.left = f.first, o.node+n.count, n.count-1
	f.pair = pair
}

// reuse takes over the nodes of the old children that come next, as far as nothing changed.
func (r *reader) reuse() bool {
	f := r.top()
	if f.next.node >= f.last || f.template {
		return false
	}
	if gap := int(f.next.at) - r.pos; gap != r.gap || r.pos > r.same {
		n := common(r.old.html[f.next.at:], r.src[r.pos:])
		r.gap, r.same = gap, r.pos+n
		r.cost += n
	}
	p, shift, same := f.next, int32(r.gap), int32(r.same+r.gap) // in old positions
	kids := int32(0)
	for p.node < f.last {
		q := r.old.after(p)
		if q.at+lookAhead > same && (q.at > same || r.old.kind(p) == textNode && r.ahead(int(q.at-shift)) == textAhead) {
			break // a text whose old bytes begin the new one may go on
		}
		p = q
		kids++
	}
	if kids == 0 {
		return false
	}
	if in := &r.pairs[f.pair]; in.first > 0 {
		in.tail += kids
	}
	n := p.node - f.next.node
	r.runs = append(r.runs, run{int32(len(r.nodes)), f.next.node, n})
	r.nodes = append(r.nodes, r.old.nodes[f.next.node:p.node]...)
	r.pos, f.next, f.left = int(p.at-shift), p, f.left-n
	return true
}

// resync looks whether another old child begins here: the one after the next, if that is gone; or the one that was
// read along last, if the element before it is new.
func (r *reader) resync(f *frame) bool {
	if f.last == 0 || f.template || r.cost > r.budget {
		return false
	}
	p := r.element(f, f.next)
	return p != f.next && r.begins(f, p) || r.begins(f, r.element(f, r.after(f, p))) || r.begins(f, f.prev)
}

// begins reports whether the old child p is what comes here, and expects it then.
func (r *reader) begins(f *frame, p place) bool {
	if p.node == 0 || p.node >= f.last {
		return false
	}
	size := r.old.nodes[p.node].size
	n := common(r.old.html[p.at:p.at+size], r.src[r.pos:])
	r.cost += n
	if n < int(size) {
		return false
	}
	if p != f.next {
		r.apart(f)
		f.next = p
	}
	return true
}

// candidate is the old element to read an element of this name along: the next one, or the one after it.
func (r *reader) candidate(f *frame, name []byte) place {
	p := r.element(f, f.next)
	for range 2 {
		if p.node == 0 || p.node >= f.last {
			break
		}
		if r.old.kind(p) == elementNode && hasName(r.old.html[p.at:], name) {
			return p
		}
		p = r.element(f, r.after(f, p))
	}
	return place{}
}

// keyed is the old element to read an element with key k along, given the candidate o.
func (r *reader) keyed(f *frame, o place, name []byte, k key) place {
	if k.none() || f.last == 0 || r.cost > r.budget {
		return o
	}
	if o.node > 0 {
		tag := r.old.startTag(o)
		r.cost += len(tag)
		if k.equal(keyOf(tag)) {
			return o
		}
	}
	if f.left <= 0 {
		return place{}
	}
	if !f.indexed {
		f.indexed = true
		for p := f.first; p.node < f.last; p = r.after(f, p) {
			if r.old.kind(p) != elementNode {
				continue
			}
			tag := r.old.startTag(p)
			r.cost += len(tag)
			if k := keyOf(tag); !k.none() {
				if v, fresh := r.keys.at(k.hash() + uint64(f.first.node)); fresh {
					*v = p
				}
			}
		}
	}
	p := r.keys.get(k.hash() + uint64(f.first.node))
	if p == nil || p.node >= f.last || !hasName(r.old.html[p.at:], name) {
		return place{}
	}
	return *p
}

// sameTag reports whether the start tag of the old element o is known to be here.
func (r *reader) sameTag(o place) bool {
	return o.node > 0 && int(o.at)-r.pos == r.gap && r.pos+int(r.old.nodes[o.node].tag) <= r.same
}

// skip passes the next old child if it is a text or comment and so is what comes here.
func (r *reader) skip(k kind) {
	f := r.top()
	if f.next.node >= f.last || r.old.kind(f.next) != k {
		r.apart(f)
		return
	}
	i := r.pairUp(f.next, r.pos)
	r.pairs[i].text = true
	f.next, f.left = r.after(f, f.next), f.left-1
}

// after is the old sibling after p.
func (r *reader) after(f *frame, p place) place {
	if p.node >= f.last {
		return p
	}
	return r.old.after(p)
}

// element is p, or the old sibling after it if p is a text.
func (r *reader) element(f *frame, p place) place {
	if p.node < f.last && r.old.kind(p) == textNode {
		return r.old.after(p)
	}
	return p
}
