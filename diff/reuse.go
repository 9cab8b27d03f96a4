package diff

import "github.com/lively-go/lively/internal/htmlscan"

// This file follows the old tree while reading the new markup. The choices made here affect only
// the cost, never the resulting nodes: a subtree is reused only if its bytes and its parsing
// context are unchanged. The context is unchanged if all ancestors have the same names.

// followOld makes the children of the old node of a pair the expected children of f.
func (r *reader) followOld(f *frame, pair int32) {
	o := r.pairs[pair].old
	n := r.old.nodes[o.node]
	f.firstOld = cursor{o.node + 1, o.offset + n.tagSize}
	f.nextOld, f.endOld, f.oldLeft = f.firstOld, o.node+n.count, n.count-1
	f.pair = pair
}

// reuseUnchanged copies the nodes of the next old children as long as their bytes are unchanged. It
// reports whether there were any.
func (r *reader) reuseUnchanged() bool {
	f := r.top()
	if f.nextOld.node >= f.endOld || f.inTemplate {
		return false
	}
	if delta := int(f.nextOld.offset) - r.pos; delta != r.delta || r.pos > r.equalUntil {
		n := commonPrefix(r.old.html[f.nextOld.offset:], r.src[r.pos:])
		r.delta, r.equalUntil = delta, r.pos+n
		r.cost += n
	}
	p, shift, equalUntil := f.nextOld, int32(r.delta), int32(r.equalUntil+r.delta) // in old offsets
	count := int32(0)
	for p.node < f.endOld {
		q := r.old.nextSibling(p)
		if q.offset+htmlscan.PeekLen > equalUntil && (q.offset > equalUntil || r.old.kind(p) == textNode && r.peekAt(int(q.offset-shift)) == htmlscan.Text) {
			break // the new text may continue after the old one
		}
		p = q
		count++
	}
	if count == 0 {
		return false
	}
	if in := &r.pairs[f.pair]; in.first > 0 {
		in.unchangedAfter += count
	}
	n := p.node - f.nextOld.node
	r.runs = append(r.runs, run{int32(len(r.nodes)), f.nextOld.node, n, count})
	r.nodes = append(r.nodes, r.old.nodes[f.nextOld.node:p.node]...)
	r.pos, f.nextOld, f.oldLeft = int(p.offset-shift), p, f.oldLeft-n
	return true
}

// resync looks for the old child that continues here: the one after the next, if the next was
// removed, or the last one matched, if the element before it is new. It reports whether it found
// one.
func (r *reader) resync(f *frame) bool {
	if f.endOld == 0 || f.inTemplate || r.cost > r.budget {
		return false
	}
	p := r.skipOldText(f, f.nextOld)
	return p != f.nextOld && r.expectOld(f, p) || r.expectOld(f, r.skipOldText(f, r.nextOld(f, p))) || r.expectOld(f, f.prevOld)
}

// expectOld makes the old child p the next expected child if it begins here unchanged. It reports
// whether it does.
func (r *reader) expectOld(f *frame, p cursor) bool {
	if p.node == 0 || p.node >= f.endOld {
		return false
	}
	size := r.old.nodes[p.node].size
	n := commonPrefix(r.old.html[p.offset:p.offset+size], r.src[r.pos:])
	r.cost += n
	if n < int(size) {
		return false
	}
	if p != f.nextOld {
		r.markRearranged(f)
		f.nextOld = p
	}
	return true
}

// oldCandidate returns the old element to compare an element of this name with: the next one or the
// one after it, or the zero cursor.
func (r *reader) oldCandidate(f *frame, name []byte) cursor {
	p := r.skipOldText(f, f.nextOld)
	for range 2 {
		if p.node == 0 || p.node >= f.endOld {
			break
		}
		if r.old.kind(p) == elementNode && htmlscan.HasName(r.old.html[p.offset:], name) {
			return p
		}
		p = r.skipOldText(f, r.nextOld(f, p))
	}
	return cursor{}
}

// oldByKey returns the old element to compare an element with key k with, given the candidate o.
func (r *reader) oldByKey(f *frame, o cursor, name []byte, k key) cursor {
	if k.isZero() || f.endOld == 0 || r.cost > r.budget {
		return o
	}
	if o.node > 0 {
		tag := r.old.startTag(o)
		r.cost += len(tag)
		if k.equal(keyOf(tag)) {
			return o
		}
	}
	if f.oldLeft <= 0 {
		return cursor{}
	}
	if !f.indexed {
		f.indexed = true
		for p := f.firstOld; p.node < f.endOld; p = r.nextOld(f, p) {
			if r.old.kind(p) != elementNode {
				continue
			}
			tag := r.old.startTag(p)
			r.cost += len(tag)
			if k := keyOf(tag); !k.isZero() {
				if v, added := r.keys.getOrAdd(k.hash() + uint64(f.firstOld.node)); added {
					*v = p
				}
			}
		}
	}
	p := r.keys.get(k.hash() + uint64(f.firstOld.node))
	if p == nil || p.node >= f.endOld || !htmlscan.HasName(r.old.html[p.offset:], name) {
		return cursor{}
	}
	return *p
}

// isSameTag reports whether the start tag of the old element o is known to be unchanged at the
// current position.
func (r *reader) isSameTag(o cursor) bool {
	return o.node > 0 && int(o.offset)-r.pos == r.delta && r.pos+int(r.old.nodes[o.node].tagSize) <= r.equalUntil
}

// skipOld pairs the next old child with the text or comment that is read here, if it is of kind k,
// and skips it.
func (r *reader) skipOld(k nodeKind) {
	f := r.top()
	if f.nextOld.node >= f.endOld || r.old.kind(f.nextOld) != k {
		r.markRearranged(f)
		return
	}
	i := r.addPair(f.nextOld, r.pos)
	r.pairs[i].isText = true
	f.nextOld, f.oldLeft = r.nextOld(f, f.nextOld), f.oldLeft-1
}

// nextOld returns the old sibling after p.
func (r *reader) nextOld(f *frame, p cursor) cursor {
	if p.node >= f.endOld {
		return p
	}
	return r.old.nextSibling(p)
}

// skipOldText returns p, or the old sibling after it if p is a text.
func (r *reader) skipOldText(f *frame, p cursor) cursor {
	if p.node < f.endOld && r.old.kind(p) == textNode {
		return r.old.nextSibling(p)
	}
	return p
}
