package diff

import (
	"bytes"

	"github.com/lively-go/lively/internal/htmlscan"
)

// This file finds new children that are like a sibling. A patch may describe such a child as a copy of the
// sibling with what differs, instead of its HTML.

// minCopied is the size in bytes from which a new child may be a copy. A shorter one is hardly ever smaller
// than its HTML.
const minCopied = 48

// copyOverhead is more than the bytes of a Copy item without its ops.
const copyOverhead = 16

// addCopy adds the new child n as a copy of one of all, the old children after those that were skipped, if that is
// smaller than its HTML. at is the index in all of the old child before which n is inserted. It reports whether it did.
func (d *differ) addCopy(l *listWriter, parent cursor, all []child, skipped, at int, n cursor, in namespace) bool {
	if !d.options.Copy || d.isCopying || d.cost > d.budget || d.new.kind(n) != elementNode || d.new.nodes[n.node].size < minCopied {
		return false
	}
	d.isCopying = true
	defer func() { d.isCopying = false }()
	k := d.findSource(all, at, n)
	if k < 0 || !d.isSource(parent, all[k].cursor, in) {
		return false
	}
	o := all[k].cursor
	d.cost += len(d.old.source(o)) + len(d.new.source(n))
	d.ops, d.copies = d.copies, d.ops
	from := d.ops.mark()
	d.compareNodes(o, n, 0, in)
	small := d.ops.sizeSince(from)+copyOverhead < len(d.new.source(n))
	if small {
		for i := from.ops; i < len(d.ops.ops); i++ {
			d.ops.ops[i].node -= o.node - 1
		}
	} else {
		d.ops.truncate(from)
	}
	d.ops, d.copies = d.copies, d.ops
	if small {
		l.add(pendingItem{kind: Copy, n: skipped + k, ops: span{from.ops, len(d.copies.ops)}})
	}
	return small
}

// findSource returns the index of an old child near at that may become n, or -1. It considers only few of
// them, and none that is much larger, so that the cost is in proportion to n.
func (d *differ) findSource(all []child, at int, n cursor) int {
	name, maxSize := htmlscan.TagName(d.new.source(n)), 2*d.new.nodes[n.node].size+256
	for _, k := range [...]int{at - 1, at - 2, at, at + 1} {
		if k < 0 || k >= len(all) {
			continue
		}
		o := all[k].cursor
		if d.old.kind(o) == elementNode && d.old.nodes[o.node].size <= maxSize && htmlscan.HasName(d.old.source(o), name) && d.compatible(o, n) {
			return k
		}
	}
	return -1
}

// isSource reports whether a parser turns the canonical form of o, a child of parent, into o, and the nodes of
// o are all that it shows. It keeps the result for the next call, because new children often have the same
// sibling.
func (d *differ) isSource(parent, o cursor, in namespace) bool {
	if d.source.node == o.node {
		return d.source.valid
	}
	d.source.node = o.node
	d.source.valid = !d.isTemplate(parent, in) && d.isFaithful(o, in)
	return d.source.valid
}

// isTemplate reports whether p is a template: its children are not children of the element.
func (d *differ) isTemplate(p cursor, in namespace) bool {
	return p.node > 0 && in == htmlNS && string(htmlscan.TagName(d.old.source(p))) == "template"
}

// isFaithful reports whether a parser turns the canonical form of o into o, and o contains no leaf.
func (d *differ) isFaithful(o cursor, in namespace) bool {
	p := &d.printer
	p.tree, p.dst, p.isAltered = d.old, p.dst[:0], false
	p.writeNode(o, in)
	d.cost += len(p.dst)
	return !p.isAltered && bytes.IndexByte(p.dst, '\r') < 0
}

// A mark is a position in the buffers of a patchBuilder.
type mark struct{ ops, items, text int }

func (b *patchBuilder) mark() mark { return mark{len(b.ops), len(b.items), len(b.text)} }

// truncate removes what was added after m.
func (b *patchBuilder) truncate(m mark) {
	b.ops, b.items, b.text = b.ops[:m.ops], b.items[:m.items], b.text[:m.text]
}

// sizeSince estimates the bytes of the JSON form of what was added after m.
func (b *patchBuilder) sizeSince(m mark) int {
	const opSize, itemSize = 8, 4 // more than that of most ops and items without their strings
	return opSize*(len(b.ops)-m.ops) + itemSize*(len(b.items)-m.items) + len(b.text) - m.text
}
