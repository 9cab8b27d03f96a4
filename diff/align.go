package diff

import (
	"bytes"
	"hash/maphash"
	"slices"
)

// farAhead is how many old children are looked at for one to pair a new child with, so that it does not cost too much.
const farAhead = 8

// fewPairs is how many pairs are weighed for the best ones.
const fewPairs = 512

// telling is the size of content that is not the same by chance.
const telling = 48

// An aligner is what finding the partners of children needs for a while.
type aligner struct {
	marks   table[mark]
	hashes  []uint64
	partner []int
	short   []int // new children whose partner is one by short content
	longest longest

	olds, news   []int // children between two that stay
	worth, total []int32
}

// A mark is what is known of one key or one content among the children of both sides.
type mark struct {
	old, new       int // the first child that has it
	oldHas, newHas int // how many do
}

// match finds out which old child each new child is. Most often things change where they are: then children are paired
// in order. Otherwise elements find their partner by key, and what has none by its content, if that occurs once; the
// longest run that is in order stays, other elements move; and what is between is paired in order.
func (d *differ) match(a, b []kid) {
	if len(a) == 0 || len(b) == 0 || d.inPlace(a, b) {
		return
	}
	partner := d.certain(a, b)
	stay := d.align.longest.find(partner)
	for _, s := range stay {
		d.join(a, b, partner[s], s)
	}
	for j, i := range partner {
		if i != nobody && b[j].partner == nobody && d.new.kind(b[j].place) == elementNode {
			d.join(a, b, i, j)
			a[i].moved = true
		}
	}
	i, j := 0, 0
	for _, s := range stay {
		d.between(a, b, i, partner[s], j, s)
		i, j = partner[s]+1, s+1
	}
	d.between(a, b, i, len(a), j, len(b))
}

// join makes two children one.
func (d *differ) join(a, b []kid, i, j int) {
	a[i].partner, b[j].partner = int32(j), int32(i)
	a[i].equal = d.same(a[i].place, b[j])
}

// inPlace pairs the children in order if there are as many on both sides, each may become its counterpart, and most of
// them are sure to: they did not change or have the same key.
func (d *differ) inPlace(a, b []kid) bool {
	if len(a) != len(b) {
		return false
	}
	sure := 0
	for i := range a {
		if a[i].equal = d.same(a[i].place, b[i]); a[i].equal {
			sure++
			continue
		}
		if !d.alike(a[i].place, b[i].place) {
			return false
		}
		if d.sure(b[i].place, int32(sure), int32(len(a))) {
			sure++
		}
	}
	if len(a) > 1 && 2*sure < len(a) {
		return false
	}
	for i := range a {
		a[i].partner, b[i].partner = int32(i), int32(i)
	}
	return true
}

// sure reports whether a child that changed has a key, if that matters: fewer than half of its siblings are known to stay.
func (d *differ) sure(n place, known, of int32) bool {
	return 2*known < of && d.new.kind(n) == elementNode && !keyOf(d.new.startTag(n)).none()
}

// certain finds the partners that are sure: by key, or by content that occurs once on both sides. Short content may be
// the same by chance, as the figures in two cells: it counts if there is much of it.
func (d *differ) certain(a, b []kid) (partner []int) {
	al := &d.align
	al.marks.reset()
	al.hashes, al.partner = al.hashes[:0], al.partner[:0]
	for i := range a {
		m, fresh := al.marks.at(d.mark(d.old, a[i].place))
		if fresh {
			m.old, m.new = i, nobody
		}
		m.oldHas++
	}
	for j := range b {
		h := d.mark(d.new, b[j].place)
		al.hashes = append(al.hashes, h)
		if m := al.marks.get(h); m != nil {
			if m.newHas++; m.newHas == 1 {
				m.new = j
			}
		}
	}
	al.short = al.short[:0]
	pairs := 0
	for j, h := range al.hashes {
		al.partner = append(al.partner, nobody)
		m := al.marks.get(h)
		if m == nil || m.new != j {
			continue
		}
		o, n := a[m.old].place, b[j].place
		if keyed := h&1 == 1; keyed && d.alike(o, n) || !keyed && m.oldHas == 1 && m.newHas == 1 && d.same(o, b[j]) {
			al.partner[j] = m.old
			pairs++
			if !keyed && len(d.new.bytes(n)) < telling {
				al.short = append(al.short, j)
			}
		}
	}
	if len(al.short) > 0 && 2*pairs <= min(visible(d.old, a), visible(d.new, b)) {
		for _, j := range al.short {
			al.partner[j] = nobody
		}
	}
	return al.partner
}

// visible is how many children are not only white space.
func visible(s side, kids []kid) (n int) {
	for _, k := range kids {
		if !blank(s.bytes(k.place)) {
			n++
		}
	}
	return n
}

// mark is a hash of the key, its lowest bit set; or else of the content.
func (d *differ) mark(s side, p place) uint64 {
	if s.kind(p) == elementNode {
		tag := s.startTag(p)
		d.cost += len(tag)
		if k := keyOf(tag); !k.none() {
			return k.hash() | 1
		}
	}
	if d.cost > d.patience {
		return 0
	}
	content := s.bytes(p)
	d.cost += len(content)
	return maphash.Bytes(seed, content) &^ 1
}

// between pairs the children a[i:ai] and b[j:bj] that have no partner yet: those at both ends that are the same, then
// in order those that may become one another.
func (d *differ) between(a, b []kid, i, ai, j, bj int) {
	for {
		i, j = free(a, i, ai), free(b, j, bj)
		if i == ai || j == bj || !d.same(a[i].place, b[j]) {
			break
		}
		d.join(a, b, i, j)
	}
	for {
		ai, bj = freeBefore(a, i, ai), freeBefore(b, j, bj)
		if i == ai || j == bj || !d.same(a[ai-1].place, b[bj-1]) {
			break
		}
		d.join(a, b, ai-1, bj-1)
	}
	if !d.best(a, b, i, ai, j, bj) {
		d.greedy(a, b, i, ai, j, bj)
	}
}

// best pairs as many of those children as can be, in order, elements before texts, unless there are too many.
func (d *differ) best(a, b []kid, i, ai, j, bj int) bool {
	al := &d.align
	al.olds, al.news = al.olds[:0], al.news[:0]
	for ; i < ai; i = free(a, i+1, ai) {
		al.olds = append(al.olds, i)
	}
	for ; j < bj; j = free(b, j+1, bj) {
		al.news = append(al.news, j)
	}
	n, m := len(al.olds), len(al.news)
	if n*m > fewPairs {
		return false
	}
	al.worth = slices.Grow(al.worth[:0], n*m)[:n*m]
	al.total = slices.Grow(al.total[:0], (n+1)*(m+1))[:(n+1)*(m+1)]
	clear(al.total) // total[o, k] is what the pairs from o and k on are worth
	for o := n - 1; o >= 0; o-- {
		for k := m - 1; k >= 0; k-- {
			w := d.worth(a[al.olds[o]].place, b[al.news[k]].place)
			al.worth[o*m+k] = w
			total := max(al.total[(o+1)*(m+1)+k], al.total[o*(m+1)+k+1])
			if w > 0 {
				total = max(total, w+al.total[(o+1)*(m+1)+k+1])
			}
			al.total[o*(m+1)+k] = total
		}
	}
	for o, k := 0, 0; o < n && k < m; {
		w, total := al.worth[o*m+k], al.total[o*(m+1)+k]
		switch {
		case w > 0 && total == w+al.total[(o+1)*(m+1)+k+1]:
			d.join(a, b, al.olds[o], al.news[k])
			o, k = o+1, k+1
		case total == al.total[(o+1)*(m+1)+k]:
			o++
		default:
			k++
		}
	}
	return true
}

// worth says how much is kept if o becomes n; zero: it cannot. An element has state, a text has none.
func (d *differ) worth(o, n place) int32 {
	switch {
	case !d.alike(o, n):
		return 0
	case d.new.kind(n) != elementNode:
		return 1
	case bytes.Equal(d.old.startTag(o), d.new.startTag(n)):
		return 4
	}
	return 3
}

// greedy pairs those children in order, each with the next that may become it.
func (d *differ) greedy(a, b []kid, i, ai, j, bj int) {
	for ; i < ai && j < bj; j = free(b, j+1, bj) {
		for o, n := i, 0; o < ai && n < farAhead; o, n = free(a, o+1, ai), n+1 {
			if d.alike(a[o].place, b[j].place) {
				d.join(a, b, o, j)
				i = free(a, o+1, ai)
				break
			}
		}
	}
}

// free is the first child from i on that has no partner, or end.
func free(kids []kid, i, end int) int {
	for i < end && kids[i].partner != nobody {
		i++
	}
	return i
}

// freeBefore is the end of the last child before end that has no partner, or i.
func freeBefore(kids []kid, i, end int) int {
	for end > i && kids[end-1].partner != nobody {
		end--
	}
	return end
}
