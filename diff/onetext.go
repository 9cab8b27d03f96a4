package diff

import (
	"bytes"

	"github.com/lively-go/lively/internal/htmlscan"
)

// compareOneText handles the most common case, in which at most one text differs: it copies all
// nodes of the old tree and compares that text only. Both pages have a common prefix of the given
// length. It reports false if the page must be parsed. The old and new text must not contain < or
// &, because the parser could then read them differently.
func (d *differ) compareOneText(old, s *Snapshot, prefix int) bool {
	a, b := old.html, s.html
	if prefix == len(a) && prefix == len(b) {
		d.cost += prefix
		s.setNodes(old.nodes)
		return true
	}
	suffix := commonSuffix(a[prefix:], b[prefix:])
	d.cost += 2 * (prefix + suffix)
	if inRune(a, prefix) || !isPlain(a[prefix:len(a)-suffix]) || !isPlain(b[prefix:len(b)-suffix]) || len(b) > maxSize {
		return false
	}
	ref, ok := old.findText(int32(prefix))
	growth := int32(len(b) - len(a))
	if !ok || old.nodes[ref.node].size+growth == 0 {
		return false
	}
	text := old.source(ref)
	d.cost += len(text)
	if htmlscan.IsBlank(text) || bytes.IndexByte(text, '<') >= 0 || bytes.IndexByte(text, '&') >= 0 || b[ref.offset] == '\n' {
		return false // blank text may be allowed where other text is not; a line feed may belong to a start tag
	}
	s.setNodes(old.nodes)
	for p := (cursor{}); ; {
		s.nodes[p.node].size += growth
		if p.node == ref.node {
			break
		}
		for p = old.firstChild(p); old.endOf(p) <= ref.node; {
			p = old.nextSibling(p)
		}
	}
	d.old, d.new = old.tree, s.tree
	d.compareTexts(ref, ref, elementInfo{})
	return true
}

// findText returns the text that contains the offset or ends there.
func (t tree) findText(at int32) (cursor, bool) {
	p := cursor{}
	for end := t.endOf(p); ; {
		c := t.firstChild(p)
		for ; c.node < end; c = t.nextSibling(c) {
			if n := t.nodes[c.node]; at < c.offset+n.size || at == c.offset+n.size && n.tagSize == 0 {
				break
			}
		}
		if c.node >= end || at < c.offset {
			return cursor{}, false
		}
		if t.nodes[c.node].count == 1 {
			return c, t.kind(c) == textNode
		}
		p, end = c, t.endOf(c)
	}
}

// isPlain reports whether s may be inserted into a text without changing how it is parsed:
// ASCII without control characters, < and &.
func isPlain(s []byte) bool {
	for _, c := range s {
		if c < ' ' || c == '<' || c == '&' || c >= 0x80 {
			return false
		}
	}
	return true
}
