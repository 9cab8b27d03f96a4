package diff

import (
	"bytes"
	"hash/maphash"
	"slices"

	"github.com/lively-go/lively/internal/htmlscan"
)

// maxLookahead is how many unmatched old children matchGreedy considers for each new child. It
// bounds the cost.
const maxLookahead = 8

// maxPairs is the largest number of pairs of children that matchBest weighs.
const maxPairs = 512

// minDistinctive is the size in bytes from which equal content is not considered a coincidence.
const minDistinctive = 48

// An aligner holds the buffers that matching children needs. They are reused.
type aligner struct {
	occurrences hashTable[occurrence]
	hashes      []uint64
	partner     []int
	weak        []int // new children matched by short content only
	sequence    subsequence

	unmatchedOld, unmatchedNew []int // children between two matched ones
	weights, totals            []int32
}

// An occurrence counts the children on both sides that have one key or one content.
type occurrence struct {
	old, new           int // index of the first child that has it
	oldCount, newCount int // number of children that have it
}

// matchChildren finds the old child that each new child corresponds to. Usually children change in
// place, and they are paired in order. Otherwise elements are matched by key, and children without
// a key by content, if that content is unique on both sides. The longest sequence of matches in
// order stays, other matched elements move, and the children in between are paired in order.
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

// match makes the old child i and the new child j partners.
func (d *differ) match(a, b []child, i, j int) {
	a[i].partner, b[j].partner = int32(j), int32(i)
	a[i].unchanged = d.sameSubtree(a[i].cursor, b[j])
}

// matchInPlace pairs the children in order if both sides have equally many, all pairs are
// compatible, and at least half of them are certain: unchanged, or of the same key. It reports
// false, and pairs nothing, otherwise.
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

// certainByKey reports whether the changed child n has a key. It inspects the key only if fewer
// than half of the children are known to be certain.
func (d *differ) certainByKey(n cursor, known, of int32) bool {
	return 2*known < of && !d.isCopying && d.new.kind(n) == elementNode && !keyOf(d.new.startTag(n)).isZero()
}

// matchCertain matches children by key, or by content that is unique on both sides. Short content
// may be equal by coincidence, like the numbers in two cells. A match of short content counts only
// if more than half of the children match.
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

// countNonBlank returns the number of children that are not white space only.
func countNonBlank(t tree, children []child) (n int) {
	for _, k := range children {
		if !htmlscan.IsBlank(t.source(k.cursor)) {
			n++
		}
	}
	return n
}

// hashOf returns a hash of the node's key, with the lowest bit set, or of its content if it has no
// key.
func (d *differ) hashOf(t tree, p cursor) uint64 {
	if t.kind(p) == elementNode && !d.isCopying {
		tag := t.startTag(p)
		d.cost += len(tag)
		if k := keyOf(tag); !k.isZero() {
			return k.hash() | 1
		}
	}
	if d.cost > d.budget {
		return 0
	}
	content := t.source(p)
	d.cost += len(content)
	return maphash.Bytes(hashSeed, content) &^ 1
}

// matchRange pairs the children a[i:iEnd] and b[j:jEnd] that have no partner yet: equal ones at
// both ends first, then compatible ones in order.
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

// matchBest pairs the unmatched children of both ranges, in order, with the largest total weight.
// It reports false, and pairs nothing, if there are more than maxPairs candidates.
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
	clear(al.totals) // totals[o, k] is the largest weight of pairs from o and k on
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

// weight returns how much is preserved if o becomes n, and 0 if it cannot. Elements weigh more than
// texts because they have state in the browser.
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

// matchGreedy pairs the unmatched children of both ranges in order, each new child with the next
// compatible old one.
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

// nextUnmatched returns the index of the first child from i on that has no partner, or end.
func nextUnmatched(children []child, i, end int) int {
	for i < end && children[i].partner != noPartner {
		i++
	}
	return i
}

// prevUnmatched returns the index after the last child before end that has no partner, or i.
func prevUnmatched(children []child, i, end int) int {
	for end > i && children[end-1].partner != noPartner {
		end--
	}
	return end
}
