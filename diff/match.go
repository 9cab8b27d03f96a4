package diff

import (
	"bytes"
	"hash/maphash"
	"slices"
)

// farAhead is how many old children are looked at for one to pair a new child with, so that it does not cost too much.
const maxLookahead = 8

// fewPairs is how many pairs are weighed for the best ones.
const maxPairs = 512

// telling is the size of content that is not the same by chance.
const minDistinctive = 48

// An aligner is what finding the partners of children needs for a while.
type aligner struct {
	occurrences hashTable[occurrence]
	hashes      []uint64
	partner     []int
	weak        []int // new children whose partner is one by short content
	sequence    subsequence

	unmatchedOld, unmatchedNew []int // children between two that stay
	weights, totals            []int32
}

// A mark is what is known of one key or one content among the children of both sides.
type occurrence struct {
	old, new           int // the first child that has it
	oldCount, newCount int // how many do
}

// match finds out which old child each new child is. Most often things change where they are: then children are paired
// in order. Otherwise elements find their partner by key, and what has none by its content, if that occurs once; the
// longest run that is in order stays, other elements move; and what is between is paired in order.
func (d *differ) matchChildren(a, b []child) {
	if len(a) == 0 || len(b) == 0 || d.matchInPlace(a, b) {
		return
	}
	partner := d.matchCertain(a, b)
	stay := d.aligner.sequence.find(partner)
	for _, s := range stay {
		d.match(a, b, partner[s], s)
	}
	for j, i := range partner {
		if i != noPartner && b[j].partner == noPartner && d.new.kind(b[j].cursor) == elementNode {
			d.match(a, b, i, j)
			a[i].moved = true
		}
	}
	i, j := 0, 0
	for _, s := range stay {
		d.matchRange(a, b, i, partner[s], j, s)
		i, j = partner[s]+1, s+1
	}
	d.matchRange(a, b, i, len(a), j, len(b))
}

// join makes two children one.
func (d *differ) match(a, b []child, i, j int) {
	a[i].partner, b[j].partner = int32(j), int32(i)
	a[i].unchanged = d.sameSubtree(a[i].cursor, b[j])
}

// inPlace pairs the children in order if there are as many on both sides, each may become its counterpart, and most of
// them are sure to: they did not change or have the same key.
func (d *differ) matchInPlace(a, b []child) bool {
	if len(a) != len(b) {
		return false
	}
	certain := 0
	for i := range a {
		if a[i].unchanged = d.sameSubtree(a[i].cursor, b[i]); a[i].unchanged {
			certain++
			continue
		}
		if !d.compatible(a[i].cursor, b[i].cursor) {
			return false
		}
		if d.certainByKey(b[i].cursor, int32(certain), int32(len(a))) {
			certain++
		}
	}
	if len(a) > 1 && 2*certain < len(a) {
		return false
	}
	for i := range a {
		a[i].partner, b[i].partner = int32(i), int32(i)
	}
	return true
}

// sure reports whether a child that changed has a key, if that matters: fewer than half of its siblings are known to stay.
func (d *differ) certainByKey(n cursor, known, of int32) bool {
	return 2*known < of && d.new.kind(n) == elementNode && !keyOf(d.new.startTag(n)).isZero()
}

// certain finds the partners that are sure: by key, or by content that occurs once on both sides. Short content may be
// the same by chance, as the figures in two cells: it counts if there is much of it.
func (d *differ) matchCertain(a, b []child) (partner []int) {
	al := &d.aligner
	al.occurrences.reset()
	al.hashes, al.partner = al.hashes[:0], al.partner[:0]
	for i := range a {
		seen, added := al.occurrences.getOrAdd(d.hashOf(d.old, a[i].cursor))
		if added {
			seen.old, seen.new = i, noPartner
		}
		seen.oldCount++
	}
	for j := range b {
		h := d.hashOf(d.new, b[j].cursor)
		al.hashes = append(al.hashes, h)
		if seen := al.occurrences.get(h); seen != nil {
			if seen.newCount++; seen.newCount == 1 {
				seen.new = j
			}
		}
	}
	al.weak = al.weak[:0]
	pairs := 0
	for j, h := range al.hashes {
		al.partner = append(al.partner, noPartner)
		seen := al.occurrences.get(h)
		if seen == nil || seen.new != j {
			continue
		}
		o, n := a[seen.old].cursor, b[j].cursor
		if keyed := h&1 == 1; keyed && d.compatible(o, n) || !keyed && seen.oldCount == 1 && seen.newCount == 1 && d.sameSubtree(o, b[j]) {
			al.partner[j] = seen.old
			pairs++
			if !keyed && len(d.new.source(n)) < minDistinctive {
				al.weak = append(al.weak, j)
			}
		}
	}
	if len(al.weak) > 0 && 2*pairs <= min(countNonBlank(d.old, a), countNonBlank(d.new, b)) {
		for _, j := range al.weak {
			al.partner[j] = noPartner
		}
	}
	return al.partner
}

// visible is how many children are not only white space.
func countNonBlank(s tree, children []child) (n int) {
	for _, k := range children {
		if !isBlank(s.source(k.cursor)) {
			n++
		}
	}
	return n
}

// mark is a hash of the key, its lowest bit set; or else of the content.
func (d *differ) hashOf(s tree, p cursor) uint64 {
	if s.kind(p) == elementNode {
		tag := s.startTag(p)
		d.cost += len(tag)
		if k := keyOf(tag); !k.isZero() {
			return k.hash() | 1
		}
	}
	if d.cost > d.budget {
		return 0
	}
	content := s.source(p)
	d.cost += len(content)
	return maphash.Bytes(hashSeed, content) &^ 1
}

// between pairs the children a[i:ai] and b[j:bj] that have no partner yet: those at both ends that are the same, then
// in order those that may become one another.
func (d *differ) matchRange(a, b []child, i, iEnd, j, jEnd int) {
	for {
		i, j = nextUnmatched(a, i, iEnd), nextUnmatched(b, j, jEnd)
		if i == iEnd || j == jEnd || !d.sameSubtree(a[i].cursor, b[j]) {
			break
		}
		d.match(a, b, i, j)
	}
	for {
		iEnd, jEnd = prevUnmatched(a, i, iEnd), prevUnmatched(b, j, jEnd)
		if i == iEnd || j == jEnd || !d.sameSubtree(a[iEnd-1].cursor, b[jEnd-1]) {
			break
		}
		d.match(a, b, iEnd-1, jEnd-1)
	}
	if !d.matchBest(a, b, i, iEnd, j, jEnd) {
		d.matchGreedy(a, b, i, iEnd, j, jEnd)
	}
}

// best pairs as many of those children as can be, in order, elements before texts, unless there are too many.
func (d *differ) matchBest(a, b []child, i, iEnd, j, jEnd int) bool {
	al := &d.aligner
	al.unmatchedOld, al.unmatchedNew = al.unmatchedOld[:0], al.unmatchedNew[:0]
	for ; i < iEnd; i = nextUnmatched(a, i+1, iEnd) {
		al.unmatchedOld = append(al.unmatchedOld, i)
	}
	for ; j < jEnd; j = nextUnmatched(b, j+1, jEnd) {
		al.unmatchedNew = append(al.unmatchedNew, j)
	}
	n, m := len(al.unmatchedOld), len(al.unmatchedNew)
	if n*m > maxPairs {
		return false
	}
	al.weights = slices.Grow(al.weights[:0], n*m)[:n*m]
	al.totals = slices.Grow(al.totals[:0], (n+1)*(m+1))[:(n+1)*(m+1)]
	clear(al.totals) // total[o, k] is what the pairs from o and k on are worth
	for o := n - 1; o >= 0; o-- {
		for k := m - 1; k >= 0; k-- {
			w := d.weight(a[al.unmatchedOld[o]].cursor, b[al.unmatchedNew[k]].cursor)
			al.weights[o*m+k] = w
			total := max(al.totals[(o+1)*(m+1)+k], al.totals[o*(m+1)+k+1])
			if w > 0 {
				total = max(total, w+al.totals[(o+1)*(m+1)+k+1])
			}
			al.totals[o*(m+1)+k] = total
		}
	}
	for o, k := 0, 0; o < n && k < m; {
		w, total := al.weights[o*m+k], al.totals[o*(m+1)+k]
		switch {
		case w > 0 && total == w+al.totals[(o+1)*(m+1)+k+1]:
			d.match(a, b, al.unmatchedOld[o], al.unmatchedNew[k])
			o, k = o+1, k+1
		case total == al.totals[(o+1)*(m+1)+k]:
			o++
		default:
			k++
		}
	}
	return true
}

// worth says how much is kept if o becomes n; zero: it cannot. An element has state, a text has none.
func (d *differ) weight(o, n cursor) int32 {
	switch {
	case !d.compatible(o, n):
		return 0
	case d.new.kind(n) != elementNode:
		return 1
	case bytes.Equal(d.old.startTag(o), d.new.startTag(n)):
		return 4
	}
	return 3
}

// greedy pairs those children in order, each with the next that may become it.
func (d *differ) matchGreedy(a, b []child, i, iEnd, j, jEnd int) {
	for ; i < iEnd && j < jEnd; j = nextUnmatched(b, j+1, jEnd) {
		for o, n := i, 0; o < iEnd && n < maxLookahead; o, n = nextUnmatched(a, o+1, iEnd), n+1 {
			if d.compatible(a[o].cursor, b[j].cursor) {
				d.match(a, b, o, j)
				i = nextUnmatched(a, o+1, iEnd)
				break
			}
		}
	}
}

// free is the first child from i on that has no partner, or end.
func nextUnmatched(children []child, i, end int) int {
	for i < end && children[i].partner != noPartner {
		i++
	}
	return i
}

// freeBefore is the end of the last child before end that has no partner, or i.
func prevUnmatched(children []child, i, end int) int {
	for end > i && children[end-1].partner != noPartner {
		end--
	}
	return end
}
